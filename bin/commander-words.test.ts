import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { describe, expect, test } from 'vitest';
import { speakJapanese } from './commander-words.ts';

/** What a program with one command writes for these arguments. */
function said(...args: string[]): string {
  let written = '';
  const write = (text: string): void => {
    written += text;
  };
  const program = speakJapanese(new Command('kazashi')).exitOverride();
  program.configureOutput({ writeErr: write, writeOut: write });
  const number = (value: string): number => {
    if (/^\d+$/.test(value)) return Number(value);
    throw new InvalidArgumentError('数字');
  };
  program
    .command('run')
    .description('試験')
    .argument('<what>', '何を', number)
    .requiredOption('--subject <address>', '対象')
    .option('--repeat <n>', '回数', number)
    .exitOverride()
    .configureOutput({ writeErr: write, writeOut: write })
    .action(() => {});
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
  }
  return written;
}

describe('what commander says by itself is said in Japanese', () => {
  test.each([
    [['rnu'], /コマンド "rnu" はない\n\(もしかして:run\)/],
    [['run', '1', '--subject', 'x', '--subjekt'], /オプション "--subjekt" はない\n\(もしかして:--subject\)/],
    [['run', '1', '--subject'], /オプション "--subject <address>" に値がない/],
    [['run', '--subject', 'x'], /引数 "what" がない/],
    [['run', '1'], /オプション "--subject <address>" が必要/],
    [['run', '1', '2', '--subject', 'x'], /引数が多すぎる\(1個まで、指定は2個\)/],
    [['run', '1', '--subject', 'x', '--repeat', 'y'], /オプション "--repeat <n>" の値 "y" は使えない。数字/],
    [['run', 'y', '--subject', 'x'], /引数 "what" の値 "y" は使えない。数字/],
    [['help', 'run'], /使い方: kazashi run(.|\n)*引数:(.|\n)*オプション:(.|\n)*この説明を表示する/],
    [['--help'], /コマンド:(.|\n)*コマンドの説明を表示する/],
  ])('%j', (args, expected) => {
    const text = said(...args);
    expect(text).toMatch(expected);
    expect(text).not.toMatch(/error|Usage|Options|Arguments|Commands|display|Did you mean/);
  });
});
