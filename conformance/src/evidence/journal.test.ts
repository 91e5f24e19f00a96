import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyChain, type JournalEntry, nextLine, readJournal } from './journal.ts';

const at = { utc: '2026-11-21T00:00:00.000Z', jst: '2026-11-21T09:00:00.000+09:00' };
const entries: JournalEntry[] = [
  { type: 'resumed', at },
  { type: 'case begun', id: 'test/a', attempt: 1, at },
  {
    type: 'case ended',
    id: 'test/a',
    attempt: 1,
    verdict: 'PASS',
    evidence: { file: 'x', sha256: 'a'.repeat(64) },
  },
  { type: 'ended', outcome: 'PASS' },
];

function written(): string {
  let chain = emptyChain;
  let text = '';
  for (const entry of entries) {
    const next = nextLine(chain, entry);
    text += `${next.line}\n`;
    chain = next.chain;
  }
  return text;
}

test('what was written is read, and every line carries the hash of the one before', () => {
  const journal = readJournal(written());
  expect(journal).toMatchObject({ entries, chain: { lines: 4 }, torn: false });
  expect(journal.fault).toBeUndefined();
  expect(JSON.parse(written().split('\n')[0]!)).toMatchObject({ n: 1, previous: '0'.repeat(64) });
});

test('a line that was not written to its end is torn and not read', () => {
  const text = written();
  const journal = readJournal(text.slice(0, -20));
  expect(journal).toMatchObject({ torn: true, entries: entries.slice(0, 3) });
  expect(text.slice(0, journal.wholeBytes).endsWith('\n')).toBe(true);
});

test('any other change of a byte is found, and nothing after it is read', () => {
  const text = written();
  const last = text.trimEnd().lastIndexOf('\n') + 1;
  fc.assert(
    fc.property(fc.nat({ max: last - 2 }), fc.constantFrom('x', '0', '"', '\n'), (index, by) => {
      fc.pre(text[index] !== by);
      const changed = text.slice(0, index) + by + text.slice(index + 1);
      const { fault, entries: read } = readJournal(changed);
      expect(fault).toBeDefined();
      expect(read.length).toBeLessThan(entries.length);
    }),
  );
});

test.each([
  ['a line left out', (lines: string[]) => lines.toSpliced(1, 1), 'line 2: carries the number 3'],
  ['two lines in another order', (lines: string[]) => lines.with(0, lines[1]!).with(1, lines[0]!), 'line 1'],
  [
    'an entry of no kind',
    (lines: string[]) => lines.with(1, lines[1]!.replace('case begun', 'case')),
    'line 2: not an entry',
  ],
])('%s is found', (_, change, fault) => {
  const lines = written().trimEnd().split('\n');
  expect(readJournal(`${change(lines).join('\n')}\n`).fault).toContain(fault);
});
