import { habitOf } from './client-mutants.ts';
import { referenceClient } from './reference-client.ts';

/** The reference client as a program: the request on standard input, the answer on standard output. */
let input = '';
for await (const chunk of process.stdin.setEncoding('utf8')) input += chunk;
const { exitCode, stdout, stderr } = await referenceClient(input.trim(), {
  socketPath: process.env.PCSCLITE_CSOCK_NAME ?? '/run/pcscd/pcscd.comm',
  anchorsPath: process.env.KAZASHI_TRUST_ANCHORS ?? '',
  habit: habitOf(process.argv[2] ?? ''),
});
process.stderr.write(stderr);
process.stdout.write(stdout);
process.exitCode = exitCode;
