#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { registerConformanceCommands, serialRates } from '@kazashi/conformance/cli';
import { registerReportCommands } from '@kazashi/reports/cli';
import { type CliIo, languageOf, registerSimulatorCommands, say, version } from '@kazashi/simulator/cli';
import { Command, CommanderError, Option } from 'commander';
import { speakJapanese } from './commander-words.ts';
import { registerList } from './list.ts';

const argv = process.argv.slice(2);
const io: CliIo = {
  language: languageOf(argv, process.env),
  env: process.env,
  cwd: process.cwd(),
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  exit: (code) => {
    process.exitCode = code;
  },
};
// A reader that goes away (`kazashi trace | head`) ends the command without a word.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const program = new Command('kazashi')
  .description(
    say(io, {
      en: 'A fake My Number Card, and a judge for cards, readers and programs. TEST data only.',
      ja: '模擬マイナンバーカードと、カード・リーダー・プログラムの適合性試験。試験用データのみ。',
    }),
  )
  .option('--lang <en|ja>', say(io, { en: 'language of messages', ja: '表示言語' }))
  .enablePositionalOptions()
  .showHelpAfterError()
  .exitOverride();
if (io.language === 'ja') speakJapanese(program);
program.version(
  version,
  '-V, --version',
  say(io, { en: 'output the version number', ja: 'バージョンを表示する' }),
);

registerSimulatorCommands(program, io, { serialRates });
registerConformanceCommands(program, io, async (result, directory) => {
  const { renderReport } = await import('@kazashi/reports');
  writeFileSync(join(directory, 'junit.xml'), renderReport(result, 'junit', io.language));
  writeFileSync(join(directory, 'report.html'), renderReport(result, 'html', io.language));
});
registerReportCommands(program, io);
registerList(program, io);
for (const command of program.commands) {
  command.exitOverride();
  // Read from argv before commander is there; taken behind the verb too.
  command.addOption(new Option('--lang <en|ja>').hideHelp());
}

try {
  await program.parseAsync(process.argv);
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  // commander has said what is wrong; its own codes are 0 for help and version.
  io.exit(error.exitCode === 0 ? 0 : 2);
}
