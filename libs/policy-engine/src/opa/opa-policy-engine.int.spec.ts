import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FindingTuple, PolicyEngine } from '@policy-registry/finding';

import {
  breakingOff,
  hostileServer,
  saying,
  silence,
  type HostileServer,
  type Treatment,
} from '../testing/hostile-server.ts';
import { opaPolicyEngine } from './opa-policy-engine.ts';
import { packageOf, packBytes } from './rego-pack.ts';
import { tokensOf, withoutLayout } from './rego-source.ts';

const MODULE = 'package policy\noutcome := {"status": "blocked"}\n';
const NAME = packageOf(MODULE);
const IR = packBytes({
  syntax: 'rego-pack@1',
  name: 'p',
  settings: { default_status: 'affected', shadow: false },
  rules: [],
  module: MODULE,
});
const FINDING: FindingTuple = {
  component: {},
  advisory: { id: 'CVE-1', aliases: [], ratings: [] },
  image: {},
  vex: [],
  signals: {},
};
const SETTING = { evaluatedAtMs: 0, env: {} };
const term = (type: string, value: unknown) => ({ type, value });
const AST = {
  package: { path: [term('var', 'data'), term('string', 'packs'), term('string', NAME)] },
  rules: [{ head: { name: 'outcome' }, body: [] }],
};
const ANSWER = { version: '1.2.3', pack: NAME, answers: [{ outcome: [{ status: 'blocked' }], missing: [] }] };
const BLOCKED = expect.objectContaining({ kind: 'decided', status: 'blocked' });
const DATA = `/v1/data/registry/batch/${NAME}/answer`;
const SOURCE = new TextEncoder().encode(MODULE);
/** Where a source is put to be compiled: by what it is without its layout. */
const COMPILING = `/v1/policies/packs%2Fcompiling_${packageOf(withoutLayout(tokensOf(MODULE)))}`;
const versionAnswer = (version: string) => saying({ result: [{ version }] });
const evaluationError = (code: string) =>
  saying({ code: 'internal_error', message: 'x', errors: [{ code, message: 'x' }] }, 500);

let server: HostileServer;
let engine: PolicyEngine;
beforeEach(async () => {
  server = await hostileServer();
  server.treatments.set('/v1/query', versionAnswer('1.2.3'));
  const module: Treatment = (request, response, body) =>
    saying(request.method === 'GET' ? { result: { ast: AST } } : {})(request, response, body);
  server.treatments.set(`/v1/policies/packs%2F${NAME}`, module);
  server.treatments.set(`/v1/policies/batch%2F${NAME}`, saying({}));
  server.treatments.set(DATA, saying({ result: ANSWER }));
  engine = await opaPolicyEngine({
    url: server.url,
    answerMs: 200,
    responseBytesMax: 10_000,
    guard: { attemptsMax: 2, pauseMs: 1, failuresInARowMax: 100 },
  });
});
afterEach(() => server.close());

const evaluating = (treatment: Treatment) => {
  server.treatments.set(DATA, treatment);
  return engine.evaluate(IR, [FINDING], SETTING);
};

describe('opaPolicyEngine with a hostile server', () => {
  it('takes an answer that is right', async () => {
    expect(await engine.evaluate(IR, [FINDING], SETTING)).toStrictEqual([BLOCKED]);
    expect(engine.build).toBe('opa-1.2.3+rego-pack.1');
  });

  it.each([
    ['silence', silence, 'EngineUnavailable', 'LATE'],
    ['an answer that breaks off', breakingOff, 'EngineUnavailable', 'UNREACHABLE'],
    ['500', saying({}, 500), 'EngineUnavailable', 'UNREACHABLE'],
    [
      'an evaluation that was cancelled',
      evaluationError('eval_cancel_error'),
      'EngineUnavailable',
      'UNREACHABLE',
    ],
    ['503', saying({}, 503), 'EngineUnavailable', 'OVERLOADED'],
    ['401', saying({}, 401), 'EngineRefused', 'NOT_ALLOWED'],
    [
      'another version',
      saying({ result: { ...ANSWER, version: '1.2.4' } }),
      'EngineUnavailable',
      'BUILD_CHANGED',
    ],
    ['a pack that it never has', saying({}), 'EngineUnavailable', 'UNREACHABLE'],
    ['no JSON', saying('{'), 'EngineAnswerInvalid', 'MALFORMED'],
    ['too many bytes', saying('x'.repeat(10_001)), 'EngineAnswerInvalid', 'TOO_LARGE'],
    ['another pack', saying({ result: { ...ANSWER, pack: 'p' } }), 'EngineAnswerInvalid', 'MALFORMED'],
    ['another shape', saying({ result: { ...ANSWER, more: 1 } }), 'EngineAnswerInvalid', 'MALFORMED'],
    [
      'no answer for a finding',
      saying({ result: { ...ANSWER, answers: [] } }),
      'EngineAnswerInvalid',
      'COUNT_WRONG',
    ],
    [
      'two answers for a finding',
      saying({ result: { ...ANSWER, answers: [...ANSWER.answers, ...ANSWER.answers] } }),
      'EngineAnswerInvalid',
      'COUNT_WRONG',
    ],
  ])('%s: documented outcome', async (_what, treatment, name, code) => {
    await expect(evaluating(treatment)).rejects.toMatchObject({ name, code });
  });

  it('makes a finding an error when the policy fails over it', async () => {
    expect(await evaluating(evaluationError('eval_conflict_error'))).toStrictEqual([
      { kind: 'error', error: 'BAD_VALUE_IN_ACTION', undecided: [] },
    ]);
  });

  it.each([
    ['NUL', 'a\0b'],
    ['half a surrogate pair', 'a\ud800b'],
  ])(
    'makes a finding an error whose pack says %s, and takes no such text of OPA itself',
    async (_what, text) => {
      const answers = [{ outcome: [{ status: 'blocked', warnings: [text] }], missing: [] }];
      expect(await evaluating(saying({ result: { ...ANSWER, answers } }))).toStrictEqual([
        { kind: 'error', error: 'BAD_VALUE_IN_ACTION', undecided: [] },
      ]);
      const errors = [{ code: 'rego_parse_error', message: text, location: { row: 1, col: 1 } }];
      server.treatments.set(COMPILING, saying({ errors }, 400));
      const files = new Map([['policy.rego', SOURCE]]);
      await expect(engine.compile(files)).rejects.toMatchObject({
        name: 'EngineAnswerInvalid',
        code: 'MALFORMED',
      });
    },
  );

  it('puts a pack there again that was lost', async () => {
    await engine.evaluate(IR, [FINDING], SETTING);
    let asked = 0;
    const losing: Treatment = (...given) => saying(asked++ === 0 ? {} : { result: ANSWER })(...given);
    expect(await evaluating(losing)).toStrictEqual([BLOCKED]);
    expect(server.asked.filter((line) => line === `PUT /v1/policies/packs%2F${NAME}`)).toHaveLength(2);
  });

  it('tries again what could not be put there', async () => {
    const fine = server.treatments.get(`/v1/policies/packs%2F${NAME}`);
    server.treatments.set(`/v1/policies/packs%2F${NAME}`, saying({}, 503));
    await expect(engine.evaluate(IR, [FINDING], SETTING)).rejects.toMatchObject({ code: 'OVERLOADED' });
    if (fine !== undefined) server.treatments.set(`/v1/policies/packs%2F${NAME}`, fine);
    expect(await engine.evaluate(IR, [FINDING], SETTING)).toStrictEqual([BLOCKED]);
  });

  it.each(['0.70.0', '1', 'x', ''])('does not begin with OPA %s', async (version) => {
    server.treatments.set('/v1/query', versionAnswer(version));
    await expect(opaPolicyEngine({ url: server.url })).rejects.toMatchObject({ name: 'EngineAnswerInvalid' });
  });

  it('refuses compiled bytes of another language', async () => {
    const refused = { name: 'EngineRefused', code: 'IR_INVALID' };
    for (const text of ['{}', 'x', '{"syntax":"stella-dsl@1"}'])
      await expect(engine.evaluate(new TextEncoder().encode(text), [FINDING], SETTING)).rejects.toMatchObject(
        refused,
      );
    expect(server.asked).toStrictEqual(['POST /v1/query']);
  });
});
