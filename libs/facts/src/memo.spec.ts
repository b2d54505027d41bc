import { describe, expect, it } from '@jest/globals';

import { memoised } from './memo.ts';

const counted = () => {
  let calls = 0;
  const of = memoised((key: string) => {
    calls += 1;
    return { key };
  });
  return { of, calls: () => calls };
};

/** Where all keys together may have so many characters. */
const bounded = (charactersMax: number) => {
  const asked: string[] = [];
  const read = memoised(
    (text: string) => {
      asked.push(text);
      return text.startsWith('bad') ? undefined : { text };
    },
    { entriesMax: Infinity, charactersMax, keyCharactersMax: charactersMax },
  );
  return { asked, read };
};

describe('a function that remembers', () => {
  it('works out once what is asked again and again, among any number of other keys', () => {
    const { of, calls } = counted();
    const first = of('again');
    for (let at = 0; at < 50_000; at += 1) {
      of(`once ${at}`);
      if (at % 1_000 === 0) expect(of('again')).toBe(first);
    }
    expect(calls()).toBe(50_001);
  });

  it('forgets what is not asked for any more', () => {
    const { of, calls } = counted();
    const first = of('once');
    for (let at = 0; at < 20_000; at += 1) of(`other ${at}`);
    expect(of('once')).not.toBe(first);
    expect(calls()).toBe(20_002);
  });

  it('does not hold long keys', () => {
    const { of, calls } = counted();
    const long = 'x'.repeat(513);
    expect(of(long)).toStrictEqual(of(long));
    expect(calls()).toBe(2);
  });

  it('works out a text once and gives the very same value again', () => {
    const { asked, read } = bounded(100);
    expect(read('a')).toBe(read(' a'.slice(1)));
    expect(asked).toStrictEqual(['a']);
  });

  it('does not remember that there is no value', () => {
    const { asked, read } = bounded(100);
    expect([read('bad'), read('bad')]).toStrictEqual([undefined, undefined]);
    expect(asked).toStrictEqual(['bad', 'bad']);
  });

  it('forgets what was not used for longest, beyond twice its bound of characters', () => {
    const { asked, read } = bounded(2);
    for (const text of ['a', 'b', 'a', 'c', 'a', 'd', 'e', 'b']) read(text);
    expect(asked).toStrictEqual(['a', 'b', 'c', 'd', 'e', 'b']);
  });
});
