import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { placeOf, relocated, templatePlace, tokensOf, withoutLayout } from './rego-source.ts';

const SOURCE = `# policy of data.policy
package policy

a := data.policy.b # data.policy
b := "data.policy" if input.data.policy
c := \`# no comment
  data.policy\`
d := data.policies.x
`;
const piece = fc.constantFrom(
  'data',
  '.',
  'policy',
  'package',
  ' ',
  '\t',
  '\n',
  '#',
  '"',
  '`',
  '\\',
  '$',
  'x',
  '[',
  '🦊',
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));

describe('tokensOf', () => {
  it('loses no character', () => {
    fc.assert(
      fc.property(text, (source) => {
        expect(
          tokensOf(source)
            .map((token) => token.text)
            .join(''),
        ).toBe(source);
      }),
    );
  });
});

describe('withoutLayout', () => {
  it('takes away comments, empty lines and blanks that mean nothing, and nothing inside of texts', () => {
    expect(withoutLayout(tokensOf(SOURCE))).toBe(`package policy
a := data.policy.b
b := "data.policy" if input.data.policy
c := \`# no comment
  data.policy\`
d := data.policies.x
`);
  });

  it('takes nothing more away the second time', () => {
    fc.assert(
      fc.property(text, (source) => {
        const once = withoutLayout(tokensOf(source));
        expect(withoutLayout(tokensOf(once))).toBe(once);
      }),
    );
  });
});

describe('relocated', () => {
  it('moves the package and what refers to it, and nothing that looks like it', () => {
    expect(relocated(tokensOf(SOURCE), 'packs.p1').text).toBe(
      SOURCE.replace('package policy', 'package packs.p1').replace(':= data.policy.b', ':= data.packs.p1.b'),
    );
  });

  it('finds the way back to where something stood', () => {
    const source = 'package policy\nx := [data.policy.y, data.policy.🦊, here]\n';
    const { text: moved, originalPlace } = relocated(tokensOf(source), 'packs.a_long_name');
    const columnIn = (line: string, name: string) => [...line.slice(0, line.indexOf(name))].length + 1;
    const [, from = ''] = moved.split('\n');
    const [, to = ''] = source.split('\n');
    for (const name of ['y,', '🦊', 'here', ']'])
      expect(originalPlace({ line: 2, column: columnIn(from, name) })).toStrictEqual({
        line: 2,
        column: columnIn(to, name),
      });
    expect(originalPlace({ line: 3, column: 1 })).toStrictEqual({ line: 3, column: 1 });
  });
});

describe('placeOf', () => {
  it('finds code, and not what texts and comments say', () => {
    const tokens = tokensOf('# time.now_ns\nx := "time.now_ns"\ny := time.now_ns()\n');
    expect(placeOf(tokens, 'time.now_ns')).toStrictEqual({ line: 3, column: 6 });
    expect(placeOf(tokens, 'rand.intn')).toStrictEqual({ line: 1, column: 1 });
  });
});

describe('templatePlace', () => {
  it.each([
    ['x := $"a {b}"', { line: 1, column: 6 }],
    ['x := $`a`', { line: 1, column: 6 }],
    ['x := "$" # $"', undefined],
  ])('finds the template of %s', (source, place) => {
    expect(templatePlace(tokensOf(source))).toStrictEqual(place);
  });
});
