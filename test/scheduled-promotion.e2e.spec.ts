import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, refusal, signInAll, type Client } from './support/client.ts';
import { at, jsonOf, listAt, textAt } from './support/json.ts';
import { release, simulate, versionOverEstate, WHY, type People } from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const policyId = 'production-baseline';
const version = `/api/v1/policies/${policyId}/versions/1`;
const SOON_MS = 2_000;
const DUE_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

let stack: Stack;
let acme: People;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  await release(
    stack,
    acme,
    version,
    await simulate(stack, acme.alice, await versionOverEstate(stack, acme.alice, policyId)),
  );
  for (const [order, environmentId] of ['first', 'second', 'third'].entries())
    accepted(
      await acme.dave.post('/api/v1/environments', { environmentId, name: environmentId, order }),
      201,
    );
}, START_MS + 120_000);

afterAll(() => stack?.stop(), START_MS);

const addressOf = (environmentId: string): string => `/api/v1/environments/${environmentId}`;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const schedule = (environmentId: string, asked: object = {}, by: Client = acme.carol, query = '') =>
  by.post(`${addressOf(environmentId)}/scheduled-promotions${query}`, {
    ...{ policyId, version: 1, at: inMs(DAY_MS), ...WHY },
    ...asked,
  });
const onSchedule = (environmentId: string, what: 'resume' | 'cancel', body: object, by = acme.carol) =>
  by.post(`${addressOf(environmentId)}/policies/${policyId}/scheduled-promotion/${what}`, body);
const environmentIn = async (environmentId: string): Promise<unknown> =>
  accepted(await acme.carol.get(addressOf(environmentId)), 200);
const scheduledIn = async (environmentId: string): Promise<readonly unknown[]> =>
  listAt(accepted(await acme.carol.get(`${addressOf(environmentId)}/scheduled-promotions`), 200), 'items');
const stableIn = async (environmentId: string): Promise<unknown> => {
  const [bound] = listAt(await environmentIn(environmentId), 'bindings');
  return bound === undefined ? undefined : at(bound, 'stable', 'version');
};
const isBound = (environmentId: string) =>
  stack.until('it is bound', DUE_MS, async () => ((await stableIn(environmentId)) === 1 ? true : undefined));
const suspensionIn = (environmentId: string) =>
  stack.until('it suspended itself', DUE_MS, async () => {
    const [one] = await scheduledIn(environmentId);
    return at(one, 'status') === 'suspended' ? at(one, 'suspension') : undefined;
  });

describe('a scheduled promotion', () => {
  it('is refused without what a promotion needs, and for a time that is none, past or far ahead', async () => {
    expect(refusal(await schedule('first', {}, acme.alice))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(refusal(await schedule('first', { reason: undefined }))).toStrictEqual([422, 'REASON_MISSING']);
    expect(refusal(await schedule('first', { version: 7 }))).toStrictEqual([404, 'VERSION_UNKNOWN']);
    for (const time of ['tomorrow', '2026-03-02T10:00:00', inMs(-1_000), inMs(31 * DAY_MS)])
      expect(refusal(await schedule('first', { at: time }))).toStrictEqual([422, 'SCHEDULE_TIME_INVALID']);
    expect(refusal(await schedule('first', { at: 5 }))).toStrictEqual([400, 'INPUT_INVALID']);
    expect(refusal(await onSchedule('first', 'resume', { at: inMs(DAY_MS), ...WHY }))).toStrictEqual([
      409,
      'SCHEDULE_MISSING',
    ]);
  });

  it('says in a dry run what it would be, and schedules nothing', async () => {
    const dry = accepted(await schedule('first', {}, acme.carol, '?dryRun=true'), 200);
    expect(dry).toMatchObject({ dryRun: true, facts: ['PromotionScheduled'] });
    expect(await scheduledIn('first')).toStrictEqual([]);
  });

  it('is bound once its time has come, signed and in the name of who scheduled it', async () => {
    const time = inMs(SOON_MS);
    const answer = await schedule('first', { at: time });
    const environment = accepted(answer, 200);
    expect(listAt(environment, 'scheduled')).toMatchObject([
      { policyId, version: 1, status: 'waiting', at: time, stable: null, suspension: null },
    ]);
    const position = answer.headers.get('x-registry-position');
    const listed = await acme.carol.get(`${addressOf('first')}/scheduled-promotions`, {
      headers: { 'x-registry-position': position },
    });
    expect(accepted(listed, 200)).toMatchObject({ items: [{ promotionId: expect.any(String) }] });
    await isBound('first');
    expect(await scheduledIn('first')).toStrictEqual([]);
    const { scheduledBy, promotionId } = Object(listAt(environment, 'scheduled')[0]);
    const promotions = `${addressOf('first')}/policies/${policyId}/promotions`;
    const [last] = listAt(accepted(await acme.carol.get(promotions), 200), 'items');
    expect(last).toMatchObject({
      status: 'promoted',
      statement: { requestedBy: scheduledBy, scheduled: { promotionId, at: time } },
    });
    const attested = await acme.carol.get(`${promotions}/1/attestation`);
    const payload = Buffer.from(textAt(attested.body, 'dsseEnvelope', 'payload'), 'base64').toString('utf8');
    expect(at(jsonOf(payload), 'predicate')).toMatchObject({
      promotedBy: scheduledBy,
      scheduled: { promotionId, at: time },
    });
    expect(Date.parse(String(at(last, 'statement', 'requestedAt')))).toBeGreaterThanOrEqual(Date.parse(time));
  });

  it('suspends itself where another version is stable by then, and says so', async () => {
    accepted(await schedule('second', { at: inMs(SOON_MS + 4_000) }), 200);
    expect(refusal(await schedule('second'))).toStrictEqual([409, 'PROMOTION_SCHEDULED']);
    const promoted = { policyId, version: 1, ...WHY };
    accepted(await acme.carol.post(`${addressOf('second')}/promotions`, promoted), 200);
    expect(await suspensionIn('second')).toMatchObject({
      reasons: [{ code: 'BASE_CHANGED', detail: 'nothing was stable, and now version 1 is' }],
      verdicts: [],
    });
    accepted(await onSchedule('second', 'cancel', { reason: 'it is so already' }), 200);
  });

  it('suspends itself in a freeze with what every gate found, and is resumed after it', async () => {
    const gates = async (freezes: readonly object[]): Promise<void> => {
      const tag = (await acme.dave.get(`${addressOf('third')}/gates`)).headers.get('etag');
      const body = { gates: { windows: { freezes } }, reason: WHY.reason };
      const options = { headers: { 'if-match': tag } };
      accepted(await acme.dave.put(`${addressOf('third')}/gates`, body, options), 200);
    };
    await gates([{ name: 'closed', from: inMs(-DAY_MS), to: inMs(DAY_MS) }]);
    accepted(await schedule('third', { at: inMs(SOON_MS) }), 200);
    expect(await suspensionIn('third')).toMatchObject({
      reasons: [{ code: 'GATES_CLOSED' }],
      verdicts: [
        { gate: 'approvals', ok: true },
        { gate: 'windows', ok: false },
      ],
    });
    await gates([]);
    const who = ['--as', 'carol', '--tenant', 'acme'];
    const why = ['--reason', 'the freeze is over', '--ticket', 'SEC-2'];
    const shown = await policyctl(stack, 'env', 'scheduled', 'third', ...who);
    expect([shown.exitCode, at(listAt(shown.document, 'items')[0], 'status')]).toStrictEqual([
      0,
      'suspended',
    ]);
    const time = ['--at', inMs(SOON_MS + 4_000)];
    const resumed = await policyctl(stack, 'env', 'resume', 'third', policyId, ...time, ...why, ...who);
    expect([resumed.exitCode, listAt(resumed.document, 'scheduled')]).toMatchObject([
      0,
      [{ status: 'waiting', gatesVersion: 2 }],
    ]);
    await isBound('third');
  });

  it('comes to nothing where it is cancelled, at the command line', async () => {
    const environmentId = 'fourth';
    const created = { environmentId, name: environmentId, order: 4 };
    accepted(await acme.dave.post('/api/v1/environments', created), 201);
    const who = ['--as', 'carol', '--tenant', 'acme', '--reason', 'why', '--ticket', 'SEC-3'];
    const asked = ['env', 'schedule', environmentId, policyId, '--version', '1', '--at', inMs(DAY_MS)];
    const scheduled = await policyctl(stack, ...asked, ...who);
    expect([scheduled.exitCode, listAt(scheduled.document, 'scheduled').length]).toStrictEqual([0, 1]);
    const cancelled = await policyctl(stack, 'env', 'unschedule', environmentId, policyId, ...who);
    expect([cancelled.exitCode, listAt(cancelled.document, 'scheduled')]).toStrictEqual([0, []]);
    expect(refusal(await onSchedule(environmentId, 'cancel', { reason: 'again' }))).toStrictEqual([
      409,
      'SCHEDULE_MISSING',
    ]);
    expect(await stableIn(environmentId)).toBeUndefined();
  });
});
