import { once } from 'node:events';
import { createServer } from 'node:http';

import { expect, it, jest } from '@jest/globals';
import { referenceServer, type ReferenceServer } from '@policy-registry/policy-engine/testing';

jest.setTimeout(120_000);

const withServer = async <Result>(
  settings: Readonly<Record<string, string>>,
  work: (server: ReferenceServer) => Promise<Result>,
): Promise<Result> => {
  const server = await referenceServer(settings);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
};
const listening = ({ logged }: ReferenceServer) =>
  logged.map((line): unknown => JSON.parse(line)).find((line) => Object(line).msg === 'listening');

/** What it says at the level debug of one request, and at its end. */
const debugLinesOf = async (server: ReferenceServer): Promise<readonly unknown[]> => {
  await fetch(new URL('/v1/capabilities', server.url));
  await server.stop();
  return server.logged
    .map((line): unknown => JSON.parse(line))
    .filter((line) => Object(line).level === 'debug');
};

it('listens where it is told to, and calls itself what it is called', async () => {
  await withServer({}, async (server) => {
    expect(server.url.hostname).toBe('127.0.0.1');
    expect(listening(server)).toMatchObject({ instance: 'policy-engine-1' });
  });
  const free = createServer();
  await once(free.listen(0, '127.0.0.1'), 'listening');
  const address = free.address();
  const port = typeof address === 'object' ? String(address?.port) : '';
  free.close();
  await once(free, 'close');
  const settings = { HTTP_HOST: '127.0.0.2', HTTP_PORT: port, INSTANCE_NAME: 'blue' };
  await withServer(settings, async (server) => {
    expect(server.url.origin).toBe(`http://127.0.0.2:${port}`);
    expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    expect(listening(server)).toMatchObject({ instance: 'blue' });
  });
});

it('says no more than its level', async () => {
  expect(await withServer({ LOG_LEVEL: 'info' }, debugLinesOf)).toStrictEqual([]);
  expect(await withServer({ LOG_LEVEL: 'debug' }, debugLinesOf)).not.toStrictEqual([]);
});

it('asks for the token that it is given, and for none otherwise', async () => {
  const statusAt = async ({ url }: ReferenceServer): Promise<number> =>
    (await fetch(new URL('/v1/capabilities', url))).status;
  expect(await withServer({}, statusAt)).toBe(200);
  expect(await withServer({ POLICY_ENGINE_TOKEN: 'a-token-of-the-test-long-enough' }, statusAt)).toBe(401);
});

it('does not start with a key that it does not know, and names all that is wrong', async () => {
  const wrong = {
    HTTP_PROT: '8083',
    POLICY_ENGINE_TOKENS: 'x',
    INSECURE_ANYTHING: 'true',
    HTTP_PROXY: 'http://p',
  };
  await expect(referenceServer(wrong)).rejects.toThrow(
    [
      'the configuration is not usable:',
      '  HTTP_PROT is not a known key: is HTTP_PORT meant?',
      '  INSECURE_ANYTHING is not a known key',
      '  POLICY_ENGINE_TOKENS is not a known key: is POLICY_ENGINE_TOKEN meant?',
    ].join('\n'),
  );
});
