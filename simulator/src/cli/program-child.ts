import { testProgram } from './test-program.ts';

/** The verbs of the simulator in a process of their own, on its real environment and standard streams. */
await testProgram({
  language: 'en',
  env: process.env,
  cwd: process.cwd(),
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
  exit: (code) => {
    process.exitCode = code;
  },
}).parseAsync(process.argv);
