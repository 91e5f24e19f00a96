import { cardProfiles, phoneProfiles, readerProfiles, valueSources } from '@kazashi/profiles';
import { ruleList } from '@kazashi/simulator';
import { expect, test } from 'vitest';

const words: Readonly<Record<string, string>> = {
  standard: 'standard',
  probe: 'measured on a card by somebody who published it',
  code: 'public client code that works with real cards',
  guide: 'official guide',
  inferred: 'inferred; a switch or a rule to break',
  measured: 'measured',
  vendor: 'vendor',
  'public-code': 'public code',
  chosen: 'chosen here',
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

function page(): string {
  const profiles = [...cardProfiles.values(), ...phoneProfiles.values(), ...readerProfiles.values()];
  return [
    '# Measured and inferred',
    '',
    'Generated from the rules and profiles; a test fails when it is stale (`npx vitest run test/facts-page -u` writes it).',
    '',
    '## Rules of the card',
    '',
    table(
      ['rule', 'what it says', 'basis', 'source'],
      ruleList.map(({ id, text, basis, source }) => [`\`${id}\``, text.en, words[basis] ?? basis, source]),
    ),
    '',
    '## Values of the profiles that were not measured on a card, phone or reader',
    '',
    table(
      ['profile', 'value', 'basis', 'source'],
      profiles.flatMap((profile) =>
        valueSources(profile)
          .filter(({ basis }) => basis !== 'measured')
          .map(({ path, basis, source }) => [`\`${profile.id}\``, path, words[basis] ?? basis, source]),
      ),
    ),
    '',
  ].join('\n');
}

test('the page of facts says what rules and profiles say', async () => {
  await expect(page()).toMatchFileSnapshot('../docs/facts.md');
});
