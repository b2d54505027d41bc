import { isDeepStrictEqual } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, type Answer, refusal, signInAll } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, listAt, textAt } from './support/json.ts';
import {
  allOf,
  createPolicy,
  draftVersion,
  importFrozen,
  release,
  saveCompiled,
  simulate,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const ROLL_OFF_MS = 20_000;
const policyId = 'production-baseline';
const versions = `/api/v1/policies/${policyId}/versions`;

let stack: Stack;
let acme: People;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  const { alice, dave } = acme;
  for (const [order, environmentId] of ['test', 'stage'].entries())
    accepted(await dave.post('/api/v1/environments', { environmentId, name: environmentId, order }), 201);
  await createPolicy(alice, policyId);
  const snapshotId = textAt(await importFrozen(stack, alice, estate()), 'snapshotId');
  for (const [version, files] of [
    [1, 'v1'],
    [2, 'v2'],
  ] as const) {
    await saveCompiled(stack, alice, policyId, policyFiles(files), version > 1 ? version - 1 : undefined);
    await draftVersion(alice, policyId, { revision: version, semver: `${version}.0.0` });
    const simulation = await simulate(stack, alice, { policyId, version, snapshotId });
    await release(stack, acme, `${versions}/${version}`, simulation);
  }
}, START_MS + 120_000);

afterAll(() => stack?.stop(), START_MS);

const promote = (environment: string, promoted: object): Promise<Answer> =>
  acme.carol.post(`/api/v1/environments/${environment}/promotions`, { policyId, ...promoted, ...WHY });
/** What is stable and what is a canary, in each environment. */
const bound = async () => {
  const environments = listAt(accepted(await acme.erin.get('/api/v1/environments'), 200), 'items');
  return Object.fromEntries(
    environments.map((environment) => {
      const [binding] = listAt(environment, 'bindings');
      const of = (as: 'stable' | 'canary') => at(binding, as, 'version') ?? null;
      return [textAt(environment, 'environmentId'), [of('stable'), of('canary')]];
    }),
  );
};
const rolledOff = (expected: unknown): Promise<unknown> =>
  stack.until('environments rolled off', ROLL_OFF_MS, async () =>
    isDeepStrictEqual(await bound(), expected) ? true : undefined,
  );

describe('a version that is recalled', () => {
  it('leaves every environment: for what was stable before, or for nothing, and as a canary', async () => {
    for (const [environment, promoted] of [
      ['test', { version: 1 }],
      ['test', { version: 2 }],
      ['stage', { version: 2 }],
      ['prod', { version: 1 }],
      ['prod', { version: 2, canary: { percentage: 5 } }],
    ] as const)
      accepted(await promote(environment, promoted), 200);
    expect(await bound()).toStrictEqual({ test: [2, null], stage: [2, null], prod: [1, 2] });
    expect(accepted(await acme.erin.get(`${versions}/2/roll-offs`), 200)).toMatchObject({
      boundIn: [
        { environmentId: 'prod', as: 'canary' },
        { environmentId: 'stage', as: 'stable' },
        { environmentId: 'test', as: 'stable' },
      ],
      rolledOff: [],
    });

    expect(refusal(await acme.carol.post(`${versions}/2/recall`, WHY))).toStrictEqual([
      403,
      'ERR_SCOPE_MISMATCH',
    ]);
    expect(refusal(await acme.dave.post(`${versions}/2/recall`, {}))).toStrictEqual([422, 'REASON_MISSING']);
    const recall = ['version', 'recall', policyId, '2', '--reason', 'it lets everything through', '--wait'];
    const { exitCode, document, stderr } = await policyctl(
      stack,
      ...recall,
      '--as',
      'dave',
      '--tenant',
      'acme',
    );
    expect([exitCode, stderr]).toStrictEqual([0, expect.stringMatching(/version 2 is bound in 0\n$/)]);
    const off = { as: 'stable', at: expect.any(String) };
    expect(listAt(document, 'items')).toStrictEqual([
      {
        ...{ policyId, version: 2, boundIn: [] },
        rolledOff: expect.arrayContaining([
          { environmentId: 'prod', ...off, as: 'canary', to: null },
          { environmentId: 'stage', ...off, to: null },
          { environmentId: 'test', ...off, to: 1 },
        ]),
      },
    ]);
    expect(accepted(await acme.erin.get(`${versions}/2`), 200)).toMatchObject({ state: 'recalled' });
    await rolledOff({ test: [1, null], stage: [null, null], prod: [1, null] });
  });

  it('is bound nowhere again', async () => {
    expect(refusal(await promote('stage', { version: 2 }))).toStrictEqual([409, 'ERR_POL_002']);
    const incident = { incident: 'INC-4711', reason: WHY.reason, version: 2 };
    const back = await acme.dave.post(`/api/v1/environments/test/policies/${policyId}/rollback`, incident);
    expect(refusal(back)).toStrictEqual([409, 'VERSION_NOT_BINDABLE']);
  });

  it('leaves an event of the registry in each environment', async () => {
    const events = await allOf(acme.erin, '/api/v1/audit/events');
    const told = events.flatMap((event) => {
      const facts = listAt(event, 'facts');
      return facts.some((fact) => /RolledOff|Recalled/.test(String(fact)))
        ? [[at(event, 'aggregate', 'id'), at(event, 'actor', 'type'), facts]]
        : [];
    });
    expect(told[0]).toStrictEqual([policyId, 'user', ['VersionRecalled']]);
    expect(told.slice(1).sort()).toStrictEqual([
      ['prod', 'system', ['CanaryRolledOff']],
      ['stage', 'system', ['StableRolledOff']],
      ['test', 'system', ['StableRolledOff']],
    ]);
  });
});

describe('a version that is archived', () => {
  it('was deprecated before, and leaves every environment as well', async () => {
    const reason = { reason: 'nobody uses it' };
    expect(refusal(await acme.dave.post(`${versions}/1/archive`, reason))).toStrictEqual([
      409,
      'VERSION_NOT_DEPRECATED',
    ]);
    accepted(await acme.dave.post(`${versions}/1/deprecate`, reason), 200);
    expect(accepted(await acme.dave.post(`${versions}/1/archive`, reason), 200)).toMatchObject({
      state: 'archived',
    });
    await rolledOff({ test: [null, null], stage: [null, null], prod: [null, null] });
    expect(
      refusal(await acme.dave.post(`${versions}/2/recall`, { ...reason, fromVersion: 3 })),
    ).toStrictEqual([422, 'RANGE_INVALID']);
  });
});
