import { describe, expect, test } from 'vitest';
import { languageOf, say } from './io.ts';

describe('the language', () => {
  test.each([
    [[], {}, 'en'],
    [[], { LANG: 'ja_JP.UTF-8' }, 'ja'],
    [[], { LANG: 'C.UTF-8' }, 'en'],
    [[], { LANG: 'en_GB.UTF-8', LC_MESSAGES: 'ja_JP.UTF-8' }, 'ja'],
    [[], { LANG: 'ja_JP.UTF-8', LC_ALL: 'C' }, 'en'],
    // An empty variable is as good as none (POSIX, 8.2).
    [[], { LANG: 'ja_JP.UTF-8', LC_ALL: '', LC_MESSAGES: '' }, 'ja'],
    [['--lang', 'ja', 'up'], { LANG: 'en_GB.UTF-8' }, 'ja'],
    [['up', '--lang=en'], { LANG: 'ja_JP.UTF-8' }, 'en'],
    [['--lang'], { LANG: 'ja_JP.UTF-8' }, 'ja'],
    [['up'], { LC_ALL: 'JA' }, 'ja'],
  ] as const)('of %j in %j is %s', (argv, env, language) => {
    expect(languageOf(argv, env)).toBe(language);
    expect(say({ language }, { en: 'en', ja: 'ja' })).toBe(language);
  });
});
