import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ConfigInvalid, createLogger } from '@policy-registry/platform';
import { embeddedPolicyEngine, type ConnectedEngines } from '@policy-registry/policy-engine';
import { hostileServer, referenceServer, type ReferenceServer } from '@policy-registry/policy-engine/testing';

import { RunnerConfig } from './config.ts';
import { engineNotes, openEngines } from './engines.ts';

const START_MS = 120_000;
const TOKEN = 'a-token-of-the-test-long-enough==';
const OTHER_TOKEN = 'another-token-of-the-test';
const EMBEDDED = embeddedPolicyEngine().build;
const SOURCE = `policy "p" syntax "stella-dsl@1" { settings { default_status = "deferred" } }`;
const FILES = new Map([['policy.stella', new TextEncoder().encode(SOURCE)]]);
const FINDING = {
  component: {},
  advisory: { id: 'CVE-1', aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
};
const logger = createLogger({ app: 'test', instance: 'test', level: 'silent' });

let blue: ReferenceServer;
let green: ReferenceServer;
let engines: ConnectedEngines | undefined;
beforeAll(async () => {
  blue = await referenceServer({ POLICY_ENGINE_BUILD_LABEL: 'blue', POLICY_ENGINE_TOKEN: TOKEN });
  green = await referenceServer({ POLICY_ENGINE_BUILD_LABEL: 'green', POLICY_ENGINE_TOKEN: OTHER_TOKEN });
}, START_MS);
afterEach(() => engines?.close());
afterAll(async () => {
  await blue.stop();
  await green.stop();
});

const open = async (settings: Readonly<Record<string, string>>): Promise<ConnectedEngines> => {
  const config = RunnerConfig.parse({
    NATS_URL: 'nats://x',
    NATS_CREDS_FILE: '/x',
    EVIDENCE_KEY_DIR: '/x',
    ...settings,
  });
  engines = await openEngines(config, logger);
  return engines;
};
const remotes = () => ({
  POLICY_ENGINE_URLS: `${blue.url.origin}, ${green.url.origin}`,
  POLICY_ENGINE_TOKENS: `${blue.url.origin}=${TOKEN}, ${green.url.origin}=${OTHER_TOKEN}`,
});
const hasBuilds = async (opened: ConnectedEngines, count: number): Promise<void> => {
  while (opened.builds.length < count) await new Promise((resolve) => setImmediate(resolve));
};

describe('the engines of a runner', () => {
  it('are the embedded one where nothing is set', async () => {
    const { default: first, builds } = await open({});
    expect([first.build, builds]).toStrictEqual([EMBEDDED, [EMBEDDED]]);
  });

  it('are those that are named besides, each by its own build', async () => {
    const opened = await open(remotes());
    await hasBuilds(opened, 3);
    expect([...opened.builds].sort()).toStrictEqual([EMBEDDED, `${EMBEDDED}+blue`, `${EMBEDDED}+green`]);
    const { compiled } = await opened.default.compile(FILES);
    for (const build of opened.builds) {
      const [outcome] =
        (await opened.of(build)?.evaluate(compiled?.ir ?? new Uint8Array(), [FINDING], {
          evaluatedAtMs: 0,
          env: {},
        })) ?? [];
      expect(outcome).toMatchObject({ kind: 'decided', status: 'deferred' });
    }
    expect(engineNotes(opened)).toStrictEqual([
      `policy engine (default): embedded: ${EMBEDDED}`,
      `policy engine: ${blue.url.origin}: ${EMBEDDED}+blue`,
      `policy engine: ${green.url.origin}: ${EMBEDDED}+green`,
    ]);
  });

  it('begin with the one that is to be the default', async () => {
    const opened = await open({ ...remotes(), POLICY_ENGINE_DEFAULT: green.url.origin });
    expect(opened.default.build).toBe(`${EMBEDDED}+green`);
    expect(engineNotes(opened)[0]).toBe(`policy engine (default): ${green.url.origin}: ${EMBEDDED}+green`);
  });

  it('do not begin with a default that is not there, or not named', async () => {
    const gone = 'http://127.0.0.1:1';
    await expect(open({ POLICY_ENGINE_URLS: gone, POLICY_ENGINE_DEFAULT: gone })).rejects.toMatchObject({
      code: 'UNREACHABLE',
    });
    await expect(open({ POLICY_ENGINE_DEFAULT: gone })).rejects.toBeInstanceOf(ConfigInvalid);
  });

  it('say which of them is not there, and go on', async () => {
    const opened = await open({
      POLICY_ENGINE_URLS: blue.url.origin,
      POLICY_ENGINE_TOKENS: `${blue.url.origin}=wrong`,
    });
    while (engineNotes(opened)[1]?.includes('not answered yet'))
      await new Promise((resolve) => setImmediate(resolve));
    expect(engineNotes(opened)[1]).toBe(
      `policy engine: ${blue.url.origin}: not there: the engine answers 401 UNAUTHENTICATED`,
    );
    expect(opened.builds).toStrictEqual([EMBEDDED]);
  });

  it('send each engine its own token, and one without a token none', async () => {
    const server = await hostileServer();
    const sent: unknown[] = [];
    server.treatments.set('/v1/capabilities', (request, response) => {
      sent.push(request.headers.authorization);
      response.writeHead(503).end();
    });
    const opened = await open({
      POLICY_ENGINE_URLS: `${blue.url.origin}, ${server.url.origin}`,
      POLICY_ENGINE_TOKENS: `${blue.url.origin}=${TOKEN}`,
    });
    await hasBuilds(opened, 2);
    while (sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toStrictEqual([undefined]);
    await server.close();
  });

  it('send OPA its token, and none where there is none', async () => {
    const server = await hostileServer();
    const sent: unknown[] = [];
    server.treatments.set('/v1/query', (request, response) => {
      sent.push(request.headers.authorization);
      response.writeHead(503).end();
    });
    for (const settings of [{}, { OPA_TOKEN: TOKEN }]) {
      const before = sent.length;
      const opened = await open({ OPA_URL: server.url.origin, ...settings });
      while (sent.length === before) await new Promise((resolve) => setImmediate(resolve));
      opened.close();
    }
    expect(new Set(sent)).toStrictEqual(new Set([undefined, `Bearer ${TOKEN}`]));
    await server.close();
  });

  it('have no token for an address that is none of theirs', async () => {
    const stray = {
      POLICY_ENGINE_URLS: blue.url.origin,
      POLICY_ENGINE_TOKENS: `${green.url.origin}=${TOKEN}`,
    };
    await expect(open(stray)).rejects.toBeInstanceOf(ConfigInvalid);
    const settings = {
      NATS_URL: 'nats://x',
      NATS_CREDS_FILE: '/x',
      EVIDENCE_KEY_DIR: '/x',
      POLICY_ENGINE_TOKENS: TOKEN,
    };
    expect(RunnerConfig.safeParse(settings).success).toBe(false);
  });

  it.each(['ftp://engine', 'http://user:secret@engine', 'engine:8083', 'http://engine/?token=x'])(
    'have no address like %s',
    (address) => {
      const settings = {
        NATS_URL: 'nats://x',
        NATS_CREDS_FILE: '/x',
        EVIDENCE_KEY_DIR: '/x',
        POLICY_ENGINE_URLS: address,
      };
      expect(RunnerConfig.safeParse(settings).success).toBe(false);
    },
  );
});
