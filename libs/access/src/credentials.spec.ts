import { describe, expect, it } from '@jest/globals';

import { credentialsOf } from './credentials.ts';

const refusing = (code: string) => expect.objectContaining({ code });

describe('credentialsOf', () => {
  it.each([
    ['Bearer abc.def.ghi', { scheme: 'Bearer', token: 'abc.def.ghi' }],
    ['bearer abc', { scheme: 'Bearer', token: 'abc' }],
    ['DPoP abc', { scheme: 'DPoP', token: 'abc' }],
    ['dpop abc', { scheme: 'DPoP', token: 'abc' }],
  ])('reads %j', (header, credentials) => expect(credentialsOf([header])).toStrictEqual(credentials));

  it.each([[undefined], [[]], [['']]])('finds none in %j', (headers) =>
    expect(() => credentialsOf(headers)).toThrow(refusing('TOKEN_MISSING')),
  );

  it.each(['abc', 'Basic abc', 'Bearer', 'Bearer a b', 'DPoP', 'Bearer DPoP abc', 'Bearer a,b'])(
    'refuses %j',
    (header) => expect(() => credentialsOf([header])).toThrow(refusing('TOKEN_MALFORMED')),
  );

  it('refuses two headers, also of the same token', () =>
    expect(() => credentialsOf(['Bearer a', 'Bearer a'])).toThrow(refusing('TOKEN_MALFORMED')));
});
