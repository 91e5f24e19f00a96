import type { Command } from 'commander';

/** What commander says itself, and what that is in Japanese. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(.*)'$/, 'エラー:オプション "$1" はない'],
  [/^error: unknown command '(.*)'$/, 'エラー:コマンド "$1" はない'],
  [/^error: missing required argument '(.*)'$/, 'エラー:引数 "$1" がない'],
  [/^error: option '(.*)' argument missing$/, 'エラー:オプション "$1" に値がない'],
  [/^error: required option '(.*)' not specified$/, 'エラー:オプション "$1" が必要'],
  [
    /^error: option '(.*)' cannot be used with option '(.*)'$/,
    'エラー:オプション "$1" は "$2" と一緒に使えない',
  ],
  [
    /^error: too many arguments(?: for '(.*)')?\. Expected (\d+) arguments? but got (\d+)\.$/,
    'エラー:引数が多すぎる($2個まで、指定は$3個)',
  ],
  [
    /^error: option '(.*)' argument '(.*)' is invalid\. ?(.*)$/,
    'エラー:オプション "$1" の値 "$2" は使えない。$3',
  ],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.*)'\. ?(.*)$/,
    'エラー:引数 "$2" の値 "$1" は使えない。$3',
  ],
  [/^\(Did you mean one of (.*)\?\)$/, '(もしかして:$1)'],
  [/^\(Did you mean (.*)\?\)$/, '(もしかして:$1)'],
];

const titles: Readonly<Record<string, string>> = {
  'Usage:': '使い方:',
  'Arguments:': '引数:',
  'Options:': 'オプション:',
  'Commands:': 'コマンド:',
};

/** A line of commander's in Japanese; as it is, where it is none of its own. */
export function inJapanese(text: string): string {
  const line = (one: string): string => {
    for (const [sentence, words] of sentences) if (sentence.test(one)) return one.replace(sentence, words);
    return one;
  };
  return text.split('\n').map(line).join('\n');
}

/** Has commander speak Japanese, in what it says by itself. Commands that are registered later take it over. */
export function speakJapanese(program: Command): Command {
  return program
    .helpOption('-h, --help', 'この説明を表示する')
    .helpCommand('help [command]', 'コマンドの説明を表示する')
    .configureHelp({ styleTitle: (title) => titles[title] ?? title })
    .configureOutput({ outputError: (text, write) => write(inJapanese(text)) });
}
