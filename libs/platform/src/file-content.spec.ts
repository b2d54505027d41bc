import { expect, it } from '@jest/globals';

import { parseFileContent } from './file-content.ts';

it('gives what the file holds', () => {
  expect(parseFileContent('TRUST_FILE', '{"keys":[]}')).toStrictEqual({ keys: [] });
});

it('names the setting of a file that holds something else, and quotes nothing of it', () => {
  const parse = () => parseFileContent('TRUST_FILE', 's3cret');
  expect(parse).toThrow(/^TRUST_FILE names a file that holds no JSON$/);
  expect(parse).not.toThrow(expect.objectContaining({ cause: expect.anything() }));
});
