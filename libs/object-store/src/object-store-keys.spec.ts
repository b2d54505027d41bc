import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { objectStoreChosen, objectStoreKeys } from './object-store-keys.ts';

const Settings = z.object({ ...objectStoreKeys, S3_OTHER: z.string().optional() }).check(objectStoreChosen);
const s3 = {
  OBJECT_STORE: 's3',
  S3_ENDPOINT: 'https://s3.example:9000',
  S3_CREDENTIALS_FILE: '/keys/object-store.json',
};
const problemsOf = (env: Readonly<Record<string, string>>): readonly string[] =>
  (Settings.safeParse(env).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the settings of the object store', () => {
  it('name the broker unless told otherwise', () =>
    expect(Settings.parse({})).toStrictEqual({ OBJECT_STORE: 'jetstream' }));

  it('name an S3 service', () => expect(Settings.parse(s3)).toStrictEqual(s3));

  it('need to know where it is and who one is there', () =>
    expect(problemsOf({ OBJECT_STORE: 's3' })).toStrictEqual([
      'S3_ENDPOINT: it is required with OBJECT_STORE=s3',
      'S3_CREDENTIALS_FILE: it is required with OBJECT_STORE=s3',
    ]));

  it.each(['S3_ENDPOINT', 'S3_REGION', 'S3_BUCKET_PREFIX', 'S3_CREDENTIALS_FILE', 'S3_OTHER'])(
    'take no %s where blobs are in the broker',
    (key) => {
      const value = key === 'S3_ENDPOINT' ? s3.S3_ENDPOINT : 'x';
      expect(problemsOf({ [key]: value })).toStrictEqual([`${key}: it is for OBJECT_STORE=s3 alone`]);
    },
  );

  it.each([
    's3.example',
    'ftp://s3.example',
    'https://s3.example/bucket',
    'https://key:secret@s3.example',
    'https://s3.example?region=x',
  ])('take no address such as %s', (S3_ENDPOINT) =>
    expect(problemsOf({ ...s3, S3_ENDPOINT })).toStrictEqual([
      'S3_ENDPOINT: expected http:// or https:// with nothing but a host and a port',
    ]),
  );

  it.each([
    { S3_BUCKET_PREFIX: 'Registry' },
    { S3_BUCKET_PREFIX: '-registry' },
    { S3_BUCKET_PREFIX: 'r'.repeat(31) },
    { S3_REGION: 'eu central' },
    { OBJECT_STORE: 'S3' },
  ])('take no %j', (wrong) => expect(problemsOf({ ...s3, ...wrong })).toHaveLength(1));
});
