import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, type Answer, refusal, signInAll, subjectOf } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
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

const policyId = 'production-baseline';
const versions = `/api/v1/policies/${policyId}/versions`;
const environment = '/api/v1/environments/prod';
const binding = `${environment}/policies/${policyId}`;

let stack: Stack;
let acme: People;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  const { alice } = acme;
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

const promote = (promoted: object): Promise<Answer> =>
  acme.carol.post(`${environment}/promotions`, { policyId, ...promoted, ...WHY });
const operate = (step: string, asked: object = {}): Promise<Answer> =>
  acme.dave.post(`${binding}/${step}`, { ...asked, reason: WHY.reason });
/** What is stable and what is a canary, by their numbers, and how the canary goes. */
const boundIn = (answer: Answer) => {
  const [bound] = listAt(accepted(answer, 200), 'bindings');
  const canary = at(bound, 'canary');
  return {
    stable: at(bound, 'stable') === null ? null : at(bound, 'stable', 'version'),
    canary: canary === null ? null : at(canary, 'version'),
    ...(canary !== null && {
      basisPoints: at(canary, 'selector', 'basisPoints'),
      isPaused: at(canary, 'isPaused'),
    }),
  };
};

describe('a canary', () => {
  it('is bound beside what is stable, by whoever may promote', async () => {
    expect(boundIn(await promote({ version: 1 }))).toStrictEqual({ stable: 1, canary: null });
    const canary = { percentage: 5, tags: ['tier:1'] };
    const asDave = await acme.dave.post(`${environment}/promotions`, {
      policyId,
      version: 2,
      canary,
      ...WHY,
    });
    expect(refusal(asDave)).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(refusal(await promote({ version: 2, canary: { percentage: 101 } }))).toStrictEqual([
      ...[422, 'SELECTOR_INVALID'],
    ]);
    const started = { stable: 1, canary: 2, basisPoints: 500, isPaused: false };
    expect(boundIn(await promote({ version: 2, canary }))).toStrictEqual(started);
    expect(refusal(await promote({ version: 2 }))).toStrictEqual([409, 'CANARY_UNDER_WAY']);
  });

  it('is paused, continued for more and completed by whoever may operate', async () => {
    const asCarol = await acme.carol.post(`${binding}/canary/pause`, { reason: WHY.reason });
    expect(refusal(asCarol)).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    const without = await acme.dave.post(`${binding}/canary/pause`, {});
    expect(refusal(without)).toStrictEqual([422, 'REASON_MISSING']);
    expect(boundIn(await operate('canary/pause'))).toMatchObject({ canary: 2, isPaused: true });
    expect(refusal(await operate('canary/continue', { percentage: 1 }))).toStrictEqual([
      409,
      'CANARY_NARROWED',
    ]);
    const wider = { stable: 1, canary: 2, basisPoints: 2_550, isPaused: false };
    expect(boundIn(await operate('canary/continue', { percentage: 25.5 }))).toStrictEqual(wider);
    const completed = await operate('canary/continue', { complete: true });
    expect(boundIn(completed)).toStrictEqual({ stable: 2, canary: null });
    expect(at(listAt(completed.body, 'bindings')[0], 'stable')).toMatchObject({
      previousVersion: 1,
      rollbackTo: 1,
    });
    expect(refusal(await operate('canary/abort'))).toStrictEqual([409, 'CANARY_MISSING']);
  });
});

describe('a rollback', () => {
  it('names its incident, and leads where the promotion said', async () => {
    expect(refusal(await operate('rollback'))).toStrictEqual([422, 'INCIDENT_MISSING']);
    const incident = 'INC-4711';
    const back = await operate('rollback', { incident });
    expect(boundIn(back)).toStrictEqual({ stable: 1, canary: null });
    expect(at(listAt(back.body, 'bindings')[0], 'stable')).toMatchObject({ incident, previousVersion: 2 });
    expect(refusal(await operate('rollback', { incident }))).toStrictEqual([409, 'ROLLBACK_TARGET_MISSING']);
    expect(refusal(await operate('rollback', { incident, version: 9 }))).toStrictEqual([
      404,
      'VERSION_UNKNOWN',
    ]);
  });
});

describe('the history of the environment', () => {
  const history = `${environment}/history`;

  it('has every change of a binding, from when until when, with who approved what and what was signed', async () => {
    const periods = await allOf(acme.bob, history);
    const told = periods.map((period) => [
      ...[textAt(period, 'how'), at(period, 'stable', 'version')],
      at(period, 'canary') === null ? null : at(period, 'canary', 'version'),
    ]);
    expect(told).toStrictEqual([
      ['promoted', 1, null],
      ['canary_started', 1, 2],
      ['canary_paused', 1, 2],
      ['canary_continued', 1, 2],
      ['canary_completed', 2, null],
      ['rolled_back', 1, null],
    ]);
    expect(periods.slice(1).map((period) => at(period, 'from'))).toStrictEqual(
      periods.slice(0, -1).map((period) => at(period, 'until')),
    );
    const bob = subjectOf(acme.bob);
    for (const period of periods)
      expect(at(period, 'stable')).toMatchObject({
        approvals: [{ approver: bob }],
        publicationAttestationId: expect.stringMatching(/^[0-9a-f]{64}$/),
        promotion: { attestationId: expect.stringMatching(/^[0-9a-f]{64}$/) },
      });
    const texts = await acme.erin.get(`/api/v1/audit/events/${numberAt(periods[0], 'seq')}/texts`);
    expect(accepted(texts, 200)).toStrictEqual(WHY);
  });

  it('answers what was active at an instant, also to policyctl, for a day', async () => {
    const periods = await allOf(acme.bob, history);
    for (const period of periods.slice(0, -1)) {
      const then = accepted(await acme.bob.get(`${history}?at=${textAt(period, 'from')}`), 200);
      expect(listAt(then, 'items')).toStrictEqual([period]);
    }
    const before = accepted(await acme.bob.get(`${history}?at=2020-01-01T00:00:00.000Z`), 200);
    expect(listAt(before, 'items')).toStrictEqual([]);
    const day = textAt(periods[0], 'from').slice(0, 10);
    const ofDay = periods.filter((period) => textAt(period, 'from').startsWith(day));
    const asBob = ['--as', 'bob', '--tenant', 'acme'];
    const { exitCode, document } = await policyctl(stack, 'env', 'history', 'prod', '--at', day, ...asBob);
    expect([exitCode, listAt(document, 'items')]).toStrictEqual([0, ofDay]);
  });
});
