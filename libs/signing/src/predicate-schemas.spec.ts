import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { predicateSchemaFiles } from './predicate-schemas.ts';

const folder = fileURLToPath(new URL('../../../docs/schemas/', import.meta.url));

describe('the published predicate schemas', () => {
  it('are those that are checked', () => {
    const files = predicateSchemaFiles();
    expect([...files.keys()]).toStrictEqual([
      'simulation-result-v1.json',
      'publication-v1.json',
      'environment-bundle-v1.json',
      'promotion-v1.json',
    ]);
    for (const [name, content] of files) expect(readFileSync(`${folder}${name}`, 'utf8')).toBe(content);
  });
});
