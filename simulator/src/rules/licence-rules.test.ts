import { changeReferenceData, file, secrets, selectLicence, verify } from '../card/test-card.ts';
import { type CardKill, send, status, testKills } from '../card/test-kills.ts';

const wrong = Array.from({ length: 10 }, () => verify('0000', '86'));

const kills: readonly CardKill[] = [
  {
    rule: 'licence/instance-only',
    ask: send('00a4040c 10 a0000002310400000000000000000000'),
    whole: '6a82',
    broken: '9000',
  },
  {
    rule: 'licence/setting-free',
    ask: send(selectLicence, '00b09a00 03'),
    whole: 'c101019000',
    broken: '6982',
  },
  {
    rule: 'licence/setting-tells',
    ask: send(selectLicence, '00b09a00 03'),
    whole: 'c101019000',
    broken: 'c101009000',
  },
  { rule: 'licence/pin-at-0006', ask: send(selectLicence, '00200086'), whole: '63ca', broken: '6a82' },
  { rule: 'licence/pin-ten-tries', ask: send(selectLicence, '00200086'), whole: '63ca', broken: '63c3' },
  {
    rule: 'licence/data-guarded',
    ask: status(selectLicence, '00b09b00 04'),
    whole: '6982',
    broken: '9000',
  },
  {
    rule: 'licence/security-data-guarded',
    ask: status(selectLicence, '00b09c00 04'),
    whole: '6982',
    broken: '9000',
  },
  {
    rule: 'licence/empty-objects-first',
    ask: send(selectLicence, verify(secrets.licence, '86'), '00b09b00 05'),
    whole: 'c200c300c49000',
    broken: 'c40c3030309000',
  },
  {
    rule: 'licence/expiry-in-era',
    ask: send(selectLicence, verify(secrets.licence, '86'), '00b09b12 09'),
    whole: `c507${Buffer.from('5130512').toString('hex')}9000`,
    broken: `c507${Buffer.from('5310512').toString('hex')}9000`,
  },
  {
    rule: 'licence/locked-warning',
    ask: send(selectLicence, ...wrong, selectLicence),
    whole: '6283',
    broken: '9000',
  },
  {
    rule: 'licence/locked-selected',
    ask: send(selectLicence, ...wrong, selectLicence, file('001a')),
    whole: '9000',
    broken: '6986',
  },
  {
    rule: 'licence/pin-fixed',
    ask: send(selectLicence, verify(secrets.licence, '86'), changeReferenceData('0000', '86')),
    whole: '6d00',
    broken: '9000',
  },
];

testKills('licence', kills, { card: 'mynumber/with-licence' });
