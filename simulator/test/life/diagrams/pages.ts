import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { modelledMachines } from '../modelled-machines.ts';
import { dotOf } from './dot.ts';

interface Caption {
  readonly title: string;
  readonly sentence: string;
  readonly direction: 'LR' | 'TB';
}

const captions: Readonly<Record<string, Caption>> = {
  secret: {
    title: 'Secret',
    sentence:
      'One for every PIN and password of card, phone and facility app: a wrong value spends a try, the last one blocks, and who may reset is told by its policy.',
    direction: 'LR',
  },
  certificate: {
    title: 'Certificate',
    sentence:
      'One for every certificate in the books of its issuer: only a hold can be lifted, and only that of a policy that says so; whether it has expired is computed from the calendar.',
    direction: 'LR',
  },
  cardBody: {
    title: 'Card body',
    sentence: 'One for every plastic card, as the books of the municipality have it.',
    direction: 'LR',
  },
  device: {
    title: 'Device',
    sentence: 'One for every phone as a thing that can be offline, lost or erased.',
    direction: 'LR',
  },
  binding: {
    title: 'Binding',
    sentence: 'One for every person: which phone carries the certificates, one at most.',
    direction: 'LR',
  },
  backOffice: {
    title: 'Back office',
    sentence: 'One in the world: the batch that issues what phones applied for, open from 08:00 to 19:30.',
    direction: 'LR',
  },
  enrolment: {
    title: 'Enrolment',
    sentence:
      'One for every phone, from the first page of the application to usable certificates; the pages are a list of the phone profile and count as steps of one state.',
    direction: 'TB',
  },
  walletDocument: {
    title: 'Wallet document',
    sentence: 'One for every phone: the proof of attributes in the Wallet of an iPhone.',
    direction: 'LR',
  },
  facilityAccount: {
    title: 'Facility account',
    sentence: 'One for every account of a medical facility and the device it is registered on.',
    direction: 'TB',
  },
};

/** File name of a machine's diagram: its id in words joined by "-". */
const fileOf = (id: string): string =>
  `${id.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.svg`;

function page(): string {
  const sections = modelledMachines.flatMap(({ id }) => {
    const { title, sentence } = captions[id]!;
    return [`## ${title}`, '', sentence, '', `![States of the machine ${id}](machines/${fileOf(id)})`, ''];
  });
  return [
    '# Machines',
    '',
    'What lasts in the life of card and phone, drawn from the definitions in `simulator/src/lifecycle` by',
    '`npm run diagrams`. An arrow is labelled `event [guard] / actions`; the dot is where a machine begins. None of them',
    'knows time: what falls due comes as an event, with its instant from the calendar.',
    '',
    ...sections,
  ].join('\n');
}

const smaller = (_: string, size: string): string => `font-size="${(Number(size) * 0.875).toFixed(2)}"`;

/** Every generated file under docs/, by path. The same on every machine: nothing is drawn with fonts of the system. */
export async function diagramFiles(): Promise<ReadonlyMap<string, string>> {
  const graphviz = await Graphviz.load();
  const files = new Map([['machines.md', page().trimEnd().concat('\n')]]);
  for (const { id, definition } of modelledMachines) {
    const svg = graphviz.dot(dotOf(definition, captions[id]!.direction), 'svg');
    // Laid out for letters a little larger than they are drawn: the reader's font may be wider than the one assumed.
    const drawn = svg.slice(svg.indexOf('<svg')).replaceAll(/font-size="(\d+\.\d+)"/g, smaller);
    files.set(`machines/${fileOf(id)}`, `${drawn.trimEnd()}\n`);
  }
  return files;
}
