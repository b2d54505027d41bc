import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describeEngineContract } from '@policy-registry/policy-engine';
import { referenceServer, type ReferenceServer } from '@policy-registry/policy-engine/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const START_MS = 60_000;
const SOURCE = `policy "p" syntax "stella-dsl@1" {
  rule r priority 10 { when advisory.has_tag("kev") then status := "blocked" because "exploited" } }`;
const FINDING = {
  component: {},
  advisory: { id: 'CVE-2024-0001', aliases: [], ratings: [], tags: ['kev'] },
  image: {},
  vex: [],
  signals: {},
};
const SETTING = { evaluatedAt: '2026-03-01T12:00:00.000Z', env: {} };

let server: ReferenceServer;
let build: string;
beforeAll(async () => {
  server = await referenceServer({ POLICY_ENGINE_BUILD_LABEL: 'green' });
  ({ build } = (await ask('GET', '/v1/capabilities')).json);
}, START_MS);
afterAll(() => server.stop());

const ask = async (method: string, path: string, body?: unknown, type = 'application/json') => {
  const response = await fetch(new URL(path, server.url), {
    method,
    ...(body !== undefined && {
      headers: { 'content-type': type },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: isJson ? JSON.parse(text) : undefined,
  };
};

const irOf = async (): Promise<string> => {
  const files = [{ path: 'policy.stella', content: Buffer.from(SOURCE).toString('base64') }];
  return (await ask('POST', '/v1/compile', { build, files })).json.compiled.ir;
};

describe('the reference engine', () => {
  it.each(['/healthz', '/readyz', '/metrics'])('answers operators at %s', async (path) => {
    expect((await ask('GET', path)).status).toBe(200);
  });

  it('says its build where operators look, and counts requests', async () => {
    expect((await ask('GET', '/readyz')).json.notes).toContain(`build: ${build}`);
    expect(build).toMatch(/\+green$/);
    expect((await ask('GET', '/metrics')).text).toMatch(
      /policy_api_requests_total\{[^}]*route="\/v1\/capabilities"[^}]*\} [1-9]/,
    );
  });

  it('answers in the shapes of its contract', async () => {
    const { components } = describeEngineContract('1') as { components: object };
    const ajv = formats.default(new Ajv2020({ strict: false, allErrors: true }));
    const errorsOf = (name: string, value: unknown) => {
      const validate = ajv.compile({ components, $ref: `#/components/schemas/${name}` });
      return validate(value) ? [] : (validate.errors ?? []);
    };
    const frame = { build, ir: await irOf(), ...SETTING };
    const files = [{ path: 'policy.stella', content: Buffer.from(SOURCE).toString('base64') }];
    const faulty = [{ path: 'policy.stella', content: 'eA==' }];
    const answers: readonly (readonly [string, { json: unknown }])[] = [
      ['Capabilities', await ask('GET', '/v1/capabilities')],
      ['CompileAnswer', await ask('POST', '/v1/compile', { build, files })],
      ['CompileAnswer', await ask('POST', '/v1/compile', { build, files: faulty })],
      ['EvaluateAnswer', await ask('POST', '/v1/evaluate', { ...frame, findings: [FINDING, FINDING] })],
      ['ExplainAnswer', await ask('POST', '/v1/explain', { ...frame, finding: FINDING })],
      ['ProblemDetails', await ask('POST', '/v1/evaluate', { ...frame, findings: [] })],
    ];
    for (const [name, { json }] of answers)
      expect([name, json, errorsOf(name, json)]).toStrictEqual([name, json, []]);
    expect(errorsOf('EvaluateAnswer', { build })).not.toStrictEqual([]);
  });

  it('refuses every request for another build', async () => {
    const frame = { build: 'other@1', ir: await irOf(), ...SETTING };
    const asked = [
      await ask('POST', '/v1/compile', { build: 'other@1', files: [] }),
      await ask('POST', '/v1/evaluate', { ...frame, findings: [FINDING] }),
      await ask('POST', '/v1/explain', { ...frame, finding: FINDING }),
    ];
    expect(asked.map(({ status, json }) => [status, json.code])).toStrictEqual(
      Array.from({ length: 3 }, () => [409, 'BUILD_CHANGED']),
    );
  });

  it.each([
    ['no JSON', '{"build":', 'application/json', 400, 'REQUEST_INVALID'],
    ['a list', '[]', 'application/json', 400, 'REQUEST_INVALID'],
    ['a prototype', '{"build":"x","__proto__":{"files":[]}}', 'application/json', 400, 'REQUEST_INVALID'],
    ['text', 'policy', 'text/plain', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['octets', 'policy', 'application/octet-stream', 415, 'MEDIA_TYPE_UNSUPPORTED'],
    ['more bytes than it takes', `"${'x'.repeat(9_000_000)}"`, 'application/json', 413, 'INPUT_TOO_LARGE'],
  ])('refuses %s with a code of its contract', async (_what, body, type, status, code) => {
    const { status: answered, headers, json } = await ask('POST', '/v1/compile', body, type);
    expect([answered, json]).toStrictEqual([status, expect.objectContaining({ status, code })]);
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it.each([
    [
      'a finding with a member too many',
      () => ({ findings: [{ ...FINDING, more: 1 }] }),
      400,
      'REQUEST_INVALID',
    ],
    ['no finding', () => ({ findings: [] }), 400, 'REQUEST_INVALID'],
    [
      'a time that is none',
      () => ({ evaluatedAt: '2026-13-01T00:00:00.000Z', findings: [FINDING] }),
      400,
      'REQUEST_INVALID',
    ],
    [
      'too many findings',
      () => ({ findings: Array.from({ length: 1_025 }, () => FINDING) }),
      413,
      'INPUT_TOO_LARGE',
    ],
    ['a policy that no compiler gave', () => ({ ir: 'e30=', findings: [FINDING] }), 422, 'IR_INVALID'],
  ])('refuses to evaluate %s', async (_what, change, status, code) => {
    const { json } = await ask('POST', '/v1/evaluate', { build, ir: await irOf(), ...SETTING, ...change() });
    expect(json).toMatchObject({ status, code });
  });

  it.each([
    ['GET', '/v1/nowhere'],
    ['GET', '/v1/compile'],
    ['DELETE', '/v1/capabilities'],
  ])('knows no %s %s', async (method, path) => {
    expect((await ask(method, path)).json).toMatchObject({ status: 404, code: 'NOT_FOUND' });
  });
});

describe('the settings of the reference engine', () => {
  it.each([
    [{ POLICY_ENGINE_TOKEN: 'short' }, /POLICY_ENGINE_TOKEN is invalid/],
    [{ POLICY_ENGINE_BUILD_LABEL: 'two words' }, /POLICY_ENGINE_BUILD_LABEL is invalid/],
    [{ POLICY_ENGINE_BUILD: 'x' }, /POLICY_ENGINE_BUILD is not a known key/],
  ])(
    'stop the boot when they are %j',
    async (settings, message) => {
      await expect(referenceServer(settings)).rejects.toThrow(message);
    },
    START_MS,
  );
});
