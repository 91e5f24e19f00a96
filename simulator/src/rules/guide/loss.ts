import { guideRulesOf, holderGuide } from './guide-rule.ts';

/** Lost and found, phone and card. */
export const lossRules = guideRulesOf(holderGuide, {
  'L-80': [
    'Whoever loses a phone, or has it stolen, calls at once and has it stopped for the time being, at any hour of any day.',
    'スマホの紛失や盗難の際は、すぐに電話をして一時停止を申し込みます。受付は24時間365日です。',
    '1-D note, 5-B',
    'certificate',
    'a call at midnight leaves the certificates of the phone good',
    'lostPhoneTouchesCard',
  ],
  'L-81': [
    'Whoever loses the card calls at once, which puts its certificates on hold, and reports the loss at the municipal counter too.',
    'カードの紛失の際は、すぐに電話をして一時停止を申し込むとともに、市区町村の窓口にも届け出ます。',
    '5-B',
    'cardBody',
    'after the call the certificates of the card are still good',
    'parentRevocation',
  ],
  'L-82': [
    'When the card is found, the counter lifts the hold of the user authentication certificate, but the signature certificate must be revoked and a new one applied for; what a new one costs is asked there.',
    'カードが見つかったときは、窓口で手続きをします。利用者証明用電子証明書は一時停止を解除できますが、署名用電子証明書は失効させて新たに申請する必要があります。再発行の手数料は窓口でご確認ください。',
    '5-B',
    'certificate',
    'the signature certificate is good again after the counter has lifted the hold',
  ],
  'L-83': [
    'When the phone is found, its use is resumed in the app: the held certificates end as revoked, new ones are issued, and the holder finishes as after a first application.',
    'スマホが見つかったときは、アプリで利用を再開します。停止中の電子証明書は失効し、新しい電子証明書が発行されるので、初めて申請したときと同じように登録します。',
    '5-B, last two sentences',
    'certificate',
    'the held certificates of the phone are good again after its use was resumed',
    'phoneResume',
  ],
  'L-84': [
    'Ordinary questions are answered from 09:30 to 20:00 on weekdays and to 17:30 on weekends and holidays, voice menu 4; a lost card is voice menu 2 or the paid line.',
    '一般的なお問い合わせの受付は、平日は午前9時30分から午後8時まで、土日祝日は午後5時30分まで(音声案内4番)です。カードの紛失は音声案内2番または有料の窓口で受け付けます。',
    '1-D, 5-B',
    'calendar',
    'an ordinary question at 18:00 on a Sunday is answered',
  ],
});
