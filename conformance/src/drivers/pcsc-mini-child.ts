/**
 * What the process that holds the binding runs: one line of JSON in for each request, one out for each answer.
 * The binding connects synchronously, which would stand still for ever beside a server in the same process.
 */
export const pcscMiniChild = `
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
const [module, wanted, waitMs] = process.argv.slice(1);
const pcsc = createRequire(import.meta.url)(module);
const { CardDisposition, CardMode, ReaderStatus } = pcsc;
const tell = (answer) => process.stdout.write(JSON.stringify(answer) + '\\n');
const client = new pcsc.Client();
const names = new Set();
let card;
let present = false;
let onPresence = () => {};
// Its own buffer holds a short answer only.
const buffer = new ArrayBuffer(65548);
const reader = await new Promise((resolve) => {
  const timer = setTimeout(() => resolve(undefined), Number(waitMs));
  client.on('error', () => {});
  client.on('reader', (found) => {
    names.add(found.name());
    if (found.name() === wanted) {
      found.on('change', (status) => { present = status.has(ReaderStatus.PRESENT); onPresence(); }); clearTimeout(timer); resolve(found); }
  });
  try { client.start(); } catch (error) { clearTimeout(timer); tell({ error: 'service', text: String(error?.message ?? error) }); process.exit(1); }
});
if (reader === undefined) { tell({ error: 'reader', names: [...names] }); process.exit(1); }
const acts = {
  connect: async () => { card = await reader.connect(CardMode.EXCLUSIVE); return ''; },
  reset: async () => {
    card ??= await reader.connect(CardMode.EXCLUSIVE);
    await card.reconnect(CardMode.EXCLUSIVE, CardDisposition.UNPOWER);
    return Buffer.from((await card.state()).atr).toString('hex');
  },
  transmit: async (data) => Buffer.from(await card.transmit(Buffer.from(data, 'hex'), buffer)).toString('hex'),
  wait: async (wanted) => {
    await new Promise((resolve) => {
      onPresence = () => { if (present === (wanted === 'present')) resolve(); };
      onPresence();
    });
    if (wanted !== 'present') return '';
    await card?.disconnect(CardDisposition.LEAVE).catch(() => {});
    card = undefined;
    card = await reader.connect(CardMode.EXCLUSIVE);
    return '';
  },
  close: async () => { await card?.disconnect(CardDisposition.UNPOWER); return ''; },
};
// No client.stop() at the end: it cancels a wait that its thread may not be in, and then joins that thread for ever.
tell({ ready: true });
for await (const line of createInterface({ input: process.stdin })) {
  const { act, data } = JSON.parse(line);
  try { tell({ data: await acts[act](data) }); }
  catch (error) { tell({ error: error?.code ?? 'failed', text: String(error?.message ?? error) }); }
  if (act === 'close') break;
}
process.exit(0);
`;
