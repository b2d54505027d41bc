import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { bundleOfEnvironment } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { knownDigests } from './await-bundle.ts';
import { takesGzip } from './send-tar.ts';

const BUNDLE = '/api/v1/environments/prod/bundle';
const TAR = 'the bytes of an archive';

let gateway: RunningGateway;
let digest: string;
beforeAll(async () => {
  gateway = await runningGateway();
  const pieces = async function* () {
    yield new TextEncoder().encode(TAR);
  };
  ({ digest } = await gateway.ports.blobs.put('acme', pieces(), 1_000));
});
afterAll(() => gateway.close());
const is = (bundleDigest: string) =>
  gateway.put('acme', bundleOfEnvironment('prod'), {
    environmentId: 'prod',
    built: { bundleDigest, revision: 7 },
    failure: null,
  });
beforeEach(() => is(digest));

const get = (headers: Readonly<Record<string, string>> = {}, query = '') =>
  fetch(`${gateway.url}${BUNDLE}${query}`, {
    headers: {
      authorization: `Bearer ${gateway.tokenOf()}`,
      'x-stella-tenant': 'acme',
      'accept-encoding': 'identity',
      ...headers,
    },
  });

describe('the bundle of an environment', () => {
  it('is answered as it is stored, under its digest', async () => {
    const answer = await get();
    expect([answer.status, answer.headers.get('etag'), answer.headers.get('content-type')]).toStrictEqual([
      200,
      `"${digest}"`,
      'application/x-tar',
    ]);
    expect(await answer.text()).toBe(TAR);
  });

  it('is compressed where that is taken, and is the same archive', async () => {
    const answer = await get({ 'accept-encoding': 'br, gzip' });
    expect(['etag', 'vary', 'content-encoding'].map((name) => answer.headers.get(name))).toStrictEqual([
      `W/"${digest}"`,
      'accept-encoding',
      'gzip',
    ]);
    // Whoever asked takes the coding away again.
    expect(await answer.text()).toBe(TAR);
  });

  it.each([
    ['its tag', () => `"${digest}"`],
    ['its weak tag, among others', () => `"${'a'.repeat(64)}", W/"${digest}"`],
  ])('is 304 to whoever names %s', async (_what, tag) => {
    const answer = await get({ 'if-none-match': tag() });
    expect([answer.status, answer.headers.get('etag'), await answer.text()]).toStrictEqual([
      304,
      `"${digest}"`,
      '',
    ]);
  });

  it('is waited for by whoever has the one that is there, and no longer than was asked', async () => {
    const other = 'b'.repeat(64);
    is(other);
    const known = { 'if-none-match': `"${other}"` };
    const waiting = get(known, '?wait=30');
    await new Promise((resolve) => setTimeout(resolve, 50));
    is(digest);
    gateway.projectTo(9, 'acme');
    expect((await waiting).status).toBe(200);
    expect((await get({ 'if-none-match': `"${digest}"` }, '?wait=1')).status).toBe(304);
  });

  it('is not there where nothing was bound, or for who waits too long', async () => {
    const answers = [
      await gateway.ask('GET', '/api/v1/environments/test/bundle?wait=30'),
      await gateway.ask('GET', `${BUNDLE}?wait=31`),
      await gateway.ask('GET', BUNDLE, { token: gateway.tokenOf({ scopes: ['policy:audit'] }) }),
    ];
    expect(answers.map(({ status }) => status)).toStrictEqual([404, 400, 403]);
  });
});

it('the digests that are known are those of strong and weak tags', () => {
  expect([...knownDigests(`"${'a'.repeat(64)}", W/"${'b'.repeat(64)}", "7"`)]).toStrictEqual([
    'a'.repeat(64),
    'b'.repeat(64),
  ]);
  expect([...knownDigests(undefined)]).toStrictEqual([]);
});

it.each([
  ['gzip', true],
  ['br;q=1.0, gzip;q=0.5', true],
  ['gzip;q=0', false],
  ['identity', false],
  [undefined, false],
] as const)('Accept-Encoding %s takes gzip: %s', (header, takes) => expect(takesGzip(header)).toBe(takes));
