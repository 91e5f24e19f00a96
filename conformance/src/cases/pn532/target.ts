import { chipCases } from './chip-case.ts';

const challenge = '00 84 00 00 08';

export const targetCases = chipCases('target', {
  'deselect-halts': {
    title: ['InDeselect halts the card', 'InDeselectはカードを停止させる'],
    clause: '7.3.10',
    text: ['WUPB wakes it, and no R-block.', 'Rブロックには応答せず、WUPBで復帰する。'],
    needs: 'type-b',
    rules: ['deselect-halts'],
    async run(bench) {
      await bench.list();
      await bench.ask('44 01', '45 00');
      await bench.ask('42 ba 01', '43 01', 5000);
      await bench.ask('42 05 00 08', '43 00 50 *');
    },
  },
  'deselect-keeps': {
    title: ['A deselected target can be selected', '解除したターゲットを選択できる'],
    clause: '7.3.10',
    text: ['InSelect is answered 00.', 'InSelectには00を返す。'],
    needs: 'type-b',
    rules: ['deselect-keeps-target'],
    async run(bench) {
      await bench.list();
      await bench.ask('44 01', '45 00');
      await bench.ask('54 01', '55 00');
    },
  },
  'select-wakes': {
    title: ['InSelect activates the card anew', 'InSelectはカードを再び活性化する'],
    clause: '7.3.12',
    text: ['Commands are answered after it.', '以後コマンドに応答する。'],
    needs: 'type-b',
    rules: ['select-wakes'],
    async run(bench) {
      await bench.list();
      await bench.ask('44 01', '45 00');
      await bench.ask('54 01', '55 00');
      await bench.ask(`40 01 ${challenge}`, '41 00 *', 5000);
    },
  },
  'release-forgets': {
    title: ['A released target is no target any more', '解放したターゲットは使えない'],
    clause: '7.3.11',
    text: ['An exchange with it is answered 27.', '交換には27を返す。'],
    needs: 'type-b',
    rules: ['release-forgets'],
    async run(bench) {
      await bench.list();
      await bench.ask('52 01', '53 00');
      await bench.ask(`40 01 ${challenge}`, '41 27', 5000);
    },
  },
  'release-all': {
    title: ['Target 00 stands for all', 'ターゲット00はすべてを表す'],
    clause: '7.3.11',
    text: ['InRelease 00 is answered 00.', 'InRelease 00には00を返す。'],
    needs: 'type-b',
    rules: ['release-all'],
    async run(bench) {
      await bench.list();
      await bench.ask('52 00', '53 00');
      await bench.ask(`40 01 ${challenge}`, '41 27', 5000);
    },
  },
  swapped: {
    title: ['A swapped card is told as 2A', '差し替えられたカードは2Aで示す'],
    clause: '7.1',
    basis: 'probe',
    text: ['InSelect finds another identifier.', 'InSelectは識別子の違いを見つける。'],
    needs: 'cards-moved',
    rules: ['select-tells-swapped'],
    async run(bench) {
      await bench.list();
      await bench.ask('44 01', '45 00');
      bench.serial.put?.('first', false);
      bench.serial.put?.('second', true);
      await bench.ask('54 01', '55 2a');
    },
  },
  gone: {
    title: ['A card that does not come back is told as 2B', '戻らないカードは2Bで示す'],
    clause: '7.1',
    basis: 'probe',
    text: ['InSelect finds nobody.', 'InSelectは応答を得られない。'],
    needs: 'cards-moved',
    rules: ['select-tells-gone'],
    async run(bench) {
      await bench.list();
      await bench.ask('44 01', '45 00');
      bench.serial.put?.('first', false);
      await bench.ask('54 01', '55 2b');
    },
  },
});

export const pollCases = chipCases('poll', {
  'type-b': {
    title: ['InAutoPoll finds a card of type B', 'InAutoPollはType Bカードを見つける'],
    clause: '7.3.13',
    basis: 'probe',
    text: ['As type 03, and as type 23 when it speaks 14443-4.', '種別03、14443-4なら種別23で見つける。'],
    needs: 'type-b',
    rules: ['polls-type-b'],
    async run(bench) {
      await bench.ask('60 02 01 03', '61 01 03 .. 01 50 *', 5000);
      await bench.ask('60 02 01 23', '61 01 23 .. 01 50 *', 5000);
    },
  },
  counted: {
    title: ['InAutoPoll ends after so many rounds', 'InAutoPollは指定回数で終わる'],
    clause: '7.3.13',
    text: ['Two rounds without a card are answered 00.', 'カードなしの2回の後、00を返す。'],
    rules: ['polls-as-often'],
    async run(bench) {
      await bench.ask('60 02 01 04', '61 00', 5000);
    },
  },
});
