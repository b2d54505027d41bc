import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { edgeProblems, problemOfRejection, problemType } from '@policy-registry/contracts';

import { projectDir } from '../stack/layout.ts';
import { errorCatalogue } from './error-catalogue.ts';

const codes = [
  ...new Set([...Object.values(edgeProblems), ...Object.values(problemOfRejection)].map(({ code }) => code)),
];
const documented = [
  ...readFileSync(join(projectDir, 'docs', 'errors.md'), 'utf8').matchAll(
    /<a id="([a-z0-9-]+)"><\/a>`([A-Z0-9_]+)`/g,
  ),
];

describe('the catalogue of errors', () => {
  it('has a line for every code, and no other', () => {
    expect(documented.map(([, , code = '']) => code).sort()).toStrictEqual([...codes].sort());
  });

  it('is found where the type of a problem points', () => {
    expect(documented.map(([, anchor, code = '']) => problemType(code).endsWith(`#${anchor}`))).not.toContain(
      false,
    );
  });

  it('says of every code what to do', () => {
    expect(() => errorCatalogue()).not.toThrow();
  });
});
