import { describe, expect, test } from 'vitest';
import {
  activate,
  changeReferenceData,
  file,
  query,
  secrets,
  select,
  TestSession,
  testCard,
  verify,
} from './test-card.ts';

describe('two sessions of one card', () => {
  function two(): [TestSession, TestSession] {
    const card = testCard();
    return [new TestSession(card), new TestSession(card)];
  }

  test('share the counters', () => {
    const [one, other] = two();
    one.send(select.jpki, file('0018'));
    other.send(select.jpki, file('0018'));
    expect(one.send(verify('0000'))).toBe('63c2');
    expect(other.send(query)).toBe('63c2');
    expect(other.send(verify('0000'))).toBe('63c1');
    expect(one.send(verify(secrets.authentication))).toBe('9000');
    expect(other.send(query)).toBe('63c3');
  });

  test('share neither what is selected', () => {
    const [one, other] = two();
    one.send(select.jpki, file('000a'));
    expect(other.send('00b00000 01')).toBe('6986');
    expect(other.send(select.text, file('0005'))).toBe('9000');
    expect(one.send('00b00000 02')).toBe('30829000');
  });

  test('nor what is verified', () => {
    const [one, other] = two();
    one.send(select.jpki, verify(secrets.signature, '9b'));
    other.send(select.jpki);
    expect(other.send('00b08100 02')).toBe('6982');
    expect(one.send('00b08100 02')).toBe('30829000');
    expect(other.send(verify('ZZ9999', '9b'))).toBe('63c4');
    expect(one.send('00b08100 02')).toBe('30829000');
  });

  test('share a changed value', () => {
    const [one, other] = two();
    one.send(select.jpki, file('0018'), verify('1234'), changeReferenceData('4321'));
    expect(other.send(select.jpki, file('0018'), verify('1234'))).toBe('63c2');
    expect(other.send(verify('4321'))).toBe('9000');
  });
});

test('a new session has nothing selected and nothing verified, whatever the last had', () => {
  const first = activate();
  first.send(select.jpki, file('001b'), verify(secrets.signature));
  first.close();
  const second = new TestSession(first.card);
  expect(second.send('00b00000 01')).toBe('6986');
  expect(second.send(select.jpki, '00b08100 02')).toBe('6982');
});

test('a closed session has nothing selected and nothing verified any more', () => {
  const session = activate();
  session.send(select.jpki, file('001b'), verify(secrets.signature));
  session.close();
  expect(session.send('00b00000 01')).toBe('6986');
  expect(session.send(select.jpki, '00b08100 02')).toBe('6982');
});

describe('what is stored of a card', () => {
  test('puts another one in its place', () => {
    const first = activate();
    first.send(
      select.jpki,
      file('0018'),
      verify('1234'),
      changeReferenceData('4321'),
      file('001b'),
      verify('ZZ9999'),
    );
    const second = testCard();
    second.restore(
      JSON.parse(JSON.stringify([...first.card.save()])).reduce(
        (entries: Map<string, never>, [key, value]: [string, never]) => entries.set(key, value),
        new Map(),
      ),
    );
    const session = new TestSession(second);
    expect(session.send(select.jpki, file('001b'), query)).toBe('63c4');
    expect(session.send(file('0018'), verify('4321'))).toBe('9000');
    expect([...second.save()]).toEqual([...first.card.save()]);
  });

  test('holds values of any bytes, which a card with the rule broken takes', () => {
    const first = activate({ mutants: ['change/format-checked'] });
    first.send(select.jpki, file('0018'), verify('1234'));
    expect(first.send('00240180 05 00ff80c341')).toBe('9000');
    const second = testCard();
    second.restore(new Map(JSON.parse(JSON.stringify([...first.card.save()]))));
    expect(new TestSession(second).send(select.jpki, file('0018'), '00200080 05 00ff80c341')).toBe('9000');
  });

  test('is nothing at all for a card as issued', () => {
    const card = testCard();
    const before = JSON.stringify([...card.save()]);
    card.restore(new Map());
    expect(JSON.stringify([...card.save()])).toBe(before);
  });

  test.each([-1, 4, 1.5, '2', null])('with %j tries left of three is refused', (triesLeft) => {
    const card = testCard();
    const key = 'card/1/secret/jpki/authentication';
    const record = { machine: 'secret', version: 1, value: 'usable', context: { triesLeft } };
    expect(() => card.restore(new Map([[key, record]]))).toThrow(
      expect.objectContaining({ code: 'machine/record' }),
    );
    expect(card.secrets.get('jpki/authentication')?.triesLeft).toBe(3);
  });
});
