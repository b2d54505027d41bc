import { describe, expect, it } from '@jest/globals';

import { compile } from './compile.ts';
import { nearest } from './nearest.ts';
import { sourceOf } from './testing/findings.ts';

describe('the nearest word', () => {
  it.each([
    ['severity.scor', 'severity.score'],
    ['Severity.Score', 'severity.score'],
    ['componnt.nmae', undefined],
    ['componnt.name', 'component.name'],
    ['zone', undefined],
    ['x'.repeat(41), undefined],
  ])('to %s is %s', (word, expected) => {
    expect(nearest(word, ['severity.score', 'severity.vector', 'component.name', 'cvss'])).toBe(expected);
  });
});

describe('a hint', () => {
  const hintsOf = (body: string): (string | undefined)[] =>
    compile(sourceOf(body)).diagnostics.map(({ hint }) => hint);

  it.each([
    [
      'rule r { when severity.scor > 1 then status := "fixed" because "b" }',
      'did you mean `severity.score`?',
    ],
    ['rule r { when vex.any(sttus == "x") then status := "fixed" because "b" }', 'did you mean `status`?'],
    ['rule r { when exits(image.name) then status := "fixed" because "b" }', 'did you mean `exists`?'],
    [
      'rule r { when vex.latest().sorce == "x" then status := "fixed" because "b" }',
      'did you mean `source`?',
    ],
    [
      'rule r { when severity.normalized > "high" then status := "fixed" because "b" }',
      'did you mean `High`?',
    ],
    ['rule r { when true then status := "bloked" because "b" }', 'did you mean `blocked`?'],
    ['settings { defualt_status = "fixed" }', 'did you mean `default_status`?'],
    ['settings { colour = "red" }', 'the settings are `shadow`, `default_status`, `signals` and `env`'],
  ])('says what `%s` most likely means', (body, hint) => {
    expect(hintsOf(body)).toStrictEqual([hint]);
  });
});
