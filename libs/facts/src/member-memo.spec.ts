import { describe, expect, it } from '@jest/globals';

import { remembering } from './member-memo.ts';

const counted = (charsMax: number) => {
  const asked: string[] = [];
  const read = remembering((text: string) => {
    asked.push(text);
    return text.startsWith('bad') ? undefined : { text };
  }, charsMax);
  return { asked, read };
};

describe('a reader that remembers', () => {
  it('reads a text once and gives the very same value again', () => {
    const { asked, read } = counted(100);
    expect(read('a')).toBe(read(' a'.slice(1)));
    expect(asked).toStrictEqual(['a']);
  });

  it('remembers no text that is none', () => {
    const { asked, read } = counted(100);
    expect([read('bad'), read('bad')]).toStrictEqual([undefined, undefined]);
    expect(asked).toStrictEqual(['bad', 'bad']);
  });

  it('forgets what was not used for longest, beyond twice its bound', () => {
    const { asked, read } = counted(2);
    for (const text of ['a', 'b', 'a', 'c', 'a', 'd', 'e', 'b']) read(text);
    expect(asked).toStrictEqual(['a', 'b', 'c', 'd', 'e', 'b']);
  });
});
