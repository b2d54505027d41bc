import { describe, expect, it } from '@jest/globals';

import { S3AccessInvalid, s3BucketOf, s3OriginOf } from './s3-access.ts';

describe('the bucket of a tenant', () => {
  it('is its name behind the prefix', () => {
    expect(s3BucketOf({ bucketPrefix: 'registry' }, 'acme')).toBe('registry-acme');
  });

  it.each([
    ['a prefix with capitals', 'Registry', 'acme'],
    ['a prefix with a dot', 'my.registry', 'acme'],
    ['no prefix', '', 'acme'],
    ['more than 63 characters', 'a'.repeat(40), 'b'.repeat(23)],
  ])('is refused with %s', (_what, bucketPrefix, tenant) => {
    expect(() => s3BucketOf({ bucketPrefix }, tenant)).toThrow(S3AccessInvalid);
  });
});

describe('an endpoint', () => {
  it.each([
    ['http://127.0.0.1:7070', { endPoint: '127.0.0.1', port: 7070, useSSL: false }],
    ['https://s3.example.org/', { endPoint: 's3.example.org', useSSL: true }],
  ])('is an origin: %s', (url, origin) => {
    expect(s3OriginOf({ endpoint: new URL(url) })).toStrictEqual(origin);
  });

  it.each([
    'https://s3.example.org/path',
    'https://me:word@s3.example.org',
    'ftp://s3.example.org',
    'https://s3.example.org?x',
  ])('is nothing more: %s', (url) => {
    expect(() => s3OriginOf({ endpoint: new URL(url) })).toThrow(
      new S3AccessInvalid('the endpoint of an S3 server is http(s)://host[:port], without a path or a user'),
    );
  });
});
