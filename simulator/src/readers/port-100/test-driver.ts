import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** What the tests use of the npm package my_number_card_driver. */
export interface MyNumberCardDriver {
  readonly MyNumberCard: {
    connect(): Promise<{
      getMyNumber(pin: string): Promise<string>;
      getPublicKey(): Promise<Uint8Array>;
      signMessageWithPrivateKey(hash: string, pin: string, message: string): Promise<Uint8Array>;
    }>;
  };
}

/**
 * The package as it is in the registry. Its modules are written for bundlers: Node does not find one from another, so
 * they are bundled, unchanged.
 */
export async function loadDriver(): Promise<MyNumberCardDriver> {
  const require = createRequire(import.meta.url);
  const { outputFiles } = await build({
    entryPoints: [require.resolve('my_number_card_driver')],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  const directory = mkdtempSync(join(tmpdir(), 'kazashi-driver-'));
  try {
    const file = join(directory, 'driver.mjs');
    writeFileSync(file, outputFiles[0]!.contents);
    return (await import(pathToFileURL(file).href)) as MyNumberCardDriver;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
