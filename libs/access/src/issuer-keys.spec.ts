import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { JSONWebKeySet } from 'jose';

import { AccessDenied, IssuerKeysUnavailable } from './access-denied.ts';
import { accessTokenVerifier } from './access-token.ts';
import { issuerKeys, type KeyPlace } from './issuer-keys.ts';
import { goodClaims, NOW_MS, tokenIssuer, type TokenIssuer } from './testing/token-issuer.ts';

const MINUTE_MS = 60_000;

/** Time of the keys passes when a spec says so; that of sockets and files is their own. */
const passing = (ms: number): void => void jest.advanceTimersByTime(ms);

let first: TokenIssuer;
let second: TokenIssuer;
beforeAll(async () => {
  [first, second] = await Promise.all([tokenIssuer('ES256', 'key-1'), tokenIssuer('ES256', 'key-2')]);
});
beforeEach(() => {
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setInterval', 'setTimeout', 'clearTimeout'],
  });
});
afterEach(() => void jest.useRealTimers());

/** Whether a token of each of the two keys is let in, and `unknown` when nothing can be said. */
const judged = async (place: KeyPlace, answerMsMax?: number): Promise<() => Promise<readonly string[]>> => {
  const verify = accessTokenVerifier({
    issuer: goodClaims.iss,
    audience: goodClaims.aud,
    clockToleranceSeconds: 5,
    now: () => NOW_MS,
    keys: issuerKeys(place, answerMsMax),
  });
  const tokens = await Promise.all([first.sign(), second.sign()]);
  return async () => {
    const said: string[] = [];
    for (const token of tokens) said.push(await verify(token).then(() => 'in', toWord));
    return said;
  };
};

const toWord = (error: unknown): string => {
  if (error instanceof AccessDenied) return error.code;
  if (error instanceof IssuerKeysUnavailable) return 'unknown';
  throw error;
};

describe('keys at an address', () => {
  let server: Server;
  let url = '';
  let asked: string[] = [];
  let answer: RequestListener;

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('no address');
    url = `http://127.0.0.1:${address.port}`;
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const showing =
    (...issuers: readonly TokenIssuer[]): RequestListener =>
    (_request, response) =>
      void response.end(JSON.stringify(keySetOf(...issuers)));
  const broken: RequestListener = (_request, response) => void response.writeHead(503).end();

  it('are fetched once, and are not asked for at every unknown one', async () => {
    answer = showing(first);
    const judge = await judged({ url });
    for (let round = 0; round < 3; round += 1) expect(await judge()).toStrictEqual(['in', 'TOKEN_SIGNATURE']);
    expect(asked).toHaveLength(1);
  });

  it('are fetched again for an unknown one, half a minute after the last time', async () => {
    answer = showing(first);
    const judge = await judged({ url });
    await judge();
    answer = showing(first, second);
    expect(await judge()).toStrictEqual(['in', 'TOKEN_SIGNATURE']);
    passing(31_000);
    expect(await judge()).toStrictEqual(['in', 'in']);
    expect(asked).toHaveLength(2);
  });

  it('that the issuer no longer shows let nobody in after ten minutes, or with the next one', async () => {
    answer = showing(first);
    const judge = await judged({ url });
    await judge();
    answer = showing(second);
    passing(9 * MINUTE_MS);
    expect(await judge()).toStrictEqual(['in', 'in']);
    expect(await judge()).toStrictEqual(['TOKEN_SIGNATURE', 'in']);
    answer = showing(first);
    passing(11 * MINUTE_MS);
    expect(await judge()).toStrictEqual(['in', 'TOKEN_SIGNATURE']);
  });

  it('serve on for ten minutes while the issuer does not answer, and then say nothing', async () => {
    answer = showing(first);
    const judge = await judged({ url });
    await judge();
    answer = broken;
    passing(9 * MINUTE_MS);
    expect(await judge()).toStrictEqual(['in', 'unknown']);
    passing(2 * MINUTE_MS);
    expect(await judge()).toStrictEqual(['unknown', 'unknown']);
    answer = showing(first, second);
    passing(3_000);
    expect(await judge()).toStrictEqual(['in', 'in']);
  });

  it('are not asked for without a pause when the issuer does not answer', async () => {
    answer = broken;
    const judge = await judged({ url });
    for (let round = 0; round < 5; round += 1) expect(await judge()).toStrictEqual(['unknown', 'unknown']);
    expect(asked).toHaveLength(1);
  });

  it.each<readonly [string, RequestListener]>([
    ['no set of keys', (_request, response) => void response.end('{"keys":[]')],
    ['a page of megabytes', (_request, response) => void response.end(' '.repeat(1_000_000))],
    [
      'the way to another place',
      (_request, response) => void response.writeHead(302, { location: 'https://evil.example' }).end(),
    ],
  ])('cannot be had from %s', async (_what, listener) => {
    answer = listener;
    expect(await (await judged({ url }))()).toStrictEqual(['unknown', 'unknown']);
  });

  it('are not used when what is shown is a private one', async () => {
    answer = (_request, response) => void response.end(JSON.stringify(privateKeySet));
    expect(await (await judged({ url }))()).toStrictEqual(['unknown', 'TOKEN_SIGNATURE']);
  });

  describe('of an issuer that hangs', () => {
    const ANSWER_MS = 200;
    const places = () => [{ url }, { issuer: url }];
    /** Of each request: resolves when whoever asked has gone. */
    let given: Promise<unknown>[] = [];
    const hanging =
      (hang: RequestListener): RequestListener =>
      (request, response) => {
        given.push(new Promise((resolve) => response.once('close', resolve)));
        hang(request, response);
      };
    beforeEach(() => void (given = []));

    it.each<[string, RequestListener]>([
      ['is silent', () => undefined],
      ['stops in the middle', (_request, response) => void response.write('{"keys":')],
      [
        'answers byte by byte',
        (_request, response) => {
          const trickle = setInterval(() => response.write(' '), 10);
          response.once('close', () => clearInterval(trickle));
        },
      ],
    ])('are given up with the connection when it %s', async (_how, hang) => {
      answer = hanging(hang);
      for (const place of places()) {
        const judge = await judged(place, ANSWER_MS);
        // All who ask meanwhile wait for the one answer, and nobody for ever.
        const said = await Promise.all(Array.from({ length: 20 }, judge));
        expect(new Set(said.flat())).toStrictEqual(new Set(['unknown']));
      }
      expect(asked).toHaveLength(places().length);
      await Promise.all(given);
    });
  });

  describe('that discovery finds', () => {
    const DISCOVERY = '/.well-known/openid-configuration';
    const discovering =
      (document: () => object, keys: RequestListener = showing(first)): RequestListener =>
      (request, response) =>
        request.url?.endsWith(DISCOVERY) === true
          ? void response.end(JSON.stringify(document()))
          : keys(request, response);

    it('are those of the address it names, also when that changes', async () => {
      let path = '/keys/1';
      answer = discovering(() => ({ issuer: `${url}/realm`, jwks_uri: `${url}${path}` }));
      const judge = await judged({ issuer: `${url}/realm` });
      expect(await judge()).toStrictEqual(['in', 'TOKEN_SIGNATURE']);
      path = '/keys/2';
      passing(11 * MINUTE_MS);
      await judge();
      expect(asked).toStrictEqual([`/realm${DISCOVERY}`, '/keys/1', `/realm${DISCOVERY}`, '/keys/2']);
    });

    it.each([
      ['another issuer', () => ({ issuer: 'https://evil.example', jwks_uri: `${url}/jwks` })],
      ['an issuer that only begins alike', () => ({ issuer: `${url}/`, jwks_uri: `${url}/jwks` })],
      ['keys elsewhere without TLS', () => ({ issuer: url, jwks_uri: 'http://127.0.0.2:9/jwks' })],
      ['no keys', () => ({ issuer: url })],
    ])('are not taken from a document with %s', async (_what, document) => {
      answer = discovering(document);
      expect(await (await judged({ issuer: url }))()).toStrictEqual(['unknown', 'unknown']);
      expect(asked).toStrictEqual([DISCOVERY]);
    });
  });

  it('are counted, and are missed', async () => {
    answer = showing(first, second);
    expect(await issuerKeys({ url }).count()).toBe(2);
    answer = broken;
    await expect(issuerKeys({ url }).count()).rejects.toThrow('503');
  });
});

describe('keys in a file', () => {
  let folder = '';
  let file = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'policy-registry-keys-'));
    file = join(folder, 'jwks.json');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const keep = (text: string): Promise<void> => writeFile(file, text);

  it('come and go with the file, within a second', async () => {
    await keep(JSON.stringify(keySetOf(first)));
    const judge = await judged({ file });
    expect(await judge()).toStrictEqual(['in', 'TOKEN_SIGNATURE']);
    await keep(JSON.stringify(keySetOf(first, second)));
    passing(1_001);
    expect(await judge()).toStrictEqual(['in', 'in']);
    await keep(JSON.stringify(keySetOf(second)));
    passing(1_001);
    expect(await judge()).toStrictEqual(['TOKEN_SIGNATURE', 'in']);
  });

  it('let nobody in while the file is half written or gone', async () => {
    await keep(JSON.stringify(keySetOf(first)));
    const judge = await judged({ file });
    await judge();
    await keep('{"keys":[');
    passing(1_001);
    expect(await judge()).toStrictEqual(['unknown', 'unknown']);
    await rm(file);
    passing(1_001);
    expect(await judge()).toStrictEqual(['unknown', 'unknown']);
    await keep(JSON.stringify(keySetOf(first)));
    passing(1_001);
    expect(await judge()).toStrictEqual(['in', 'TOKEN_SIGNATURE']);
  });

  it('are counted, and are missed', async () => {
    await keep(JSON.stringify(keySetOf(first)));
    expect(await issuerKeys({ file }).count()).toBe(1);
    await expect(issuerKeys({ file: `${file}.not` }).count()).rejects.toThrow('ENOENT');
  });
});

const keySetOf = (...issuers: readonly TokenIssuer[]): JSONWebKeySet => ({
  keys: issuers.flatMap(({ jwks }) => jwks.keys),
});

const privateKeySet = {
  keys: [
    {
      kty: 'EC',
      crv: 'P-256',
      kid: 'key-1',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
    },
  ],
};
