import { type Topic, topic } from './topic.ts';

/** What there is to require on the air and of the chips of readers. */
export const airTopics: readonly Topic[] = [
  topic(
    'air/type-b',
    'ISO/IEC 14443-3, 7; nfc-readers 2',
    'Type B: answer to request, slots, ATTRIB, HLTB',
    'タイプB:応答要求・スロット・ATTRIB・HLTB',
    'iso14443-picc/b/',
  ),
  topic(
    'air/type-a',
    'ISO/IEC 14443-3, 6; 14443-4, 5',
    'Type A: anticollision, selection, ATS, PPS',
    'タイプA:衝突防止・選択・ATS・PPS',
    'iso14443-picc/a/',
  ),
  topic(
    'air/blocks',
    'ISO/IEC 14443-4, 7; nfc-readers 3',
    'Block protocol, chaining and frame sizes',
    'ブロックプロトコル・チェイニング・フレーム長',
    'iso14443-picc/block/',
    'iso14443-picc/block-a/',
  ),
  topic(
    'air/once',
    'ISO/IEC 14443-4, 7.5.4; nfc-readers 3',
    'A command is executed once, whatever is lost',
    '何が失われてもコマンドの実行は1回',
    'iso14443-picc/once/',
  ),
  topic(
    'air/time',
    'ISO/IEC 14443-4, 7.3',
    'Frame waiting time and its extension',
    'フレーム待ち時間と延長',
    'iso14443-picc/time/',
  ),
  topic(
    'air/several',
    'ISO/IEC 14443-3; nfc-readers 9',
    'Several cards in the field',
    '磁界内の複数カード',
    'iso14443-picc/several/',
  ),
  topic(
    'air/reader',
    'ISO/IEC 14443-3 and -4, rules of the PCD',
    'The side of the reader: activation, recovery, waiting',
    'リーダー側:活性化・回復・待ち時間',
    'iso14443-pcd/',
  ),
  topic(
    'chip/pn532',
    'nfc-readers 4',
    'PN532: link, commands, targets, exchanges',
    'PN532:リンク・コマンド・ターゲット・交換',
    'pn532/',
  ),
  topic(
    'chip/port-100',
    'nfc-readers 6.1',
    'RC-S380: frames, device, RF',
    'RC-S380:フレーム・デバイス・RF',
    'port-100/',
  ),
];
