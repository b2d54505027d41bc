import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, type Answer, type Client, clientWith, refusal, signInAll } from './support/client.ts';
import { forgeToken } from './support/issuer-key.ts';
import { at, listAt } from './support/json.ts';
import { release, simulate, versionOverEstate, WHY, type People } from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const policyId = 'production-baseline';
const version = `/api/v1/policies/${policyId}/versions/1`;
const environment = '/api/v1/environments/prod';
const review = `${environment}/policies/${policyId}/break-glass/review`;
const YEAR_MS = 365 * 24 * 3_600_000;

let stack: Stack;
let acme: People;
let breaker: Client;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  await release(
    stack,
    acme,
    version,
    await simulate(stack, acme.alice, await versionOverEstate(stack, acme.alice, policyId)),
  );
  const scope = 'policy:read policy:operate policy:promote policy:approve';
  breaker = clientWith(stack, await forgeToken(stack, { tenant: 'acme', scope, sub: 'u-breaker' }), 'acme');
  const freeze = {
    name: 'closed',
    from: new Date(Date.now() - YEAR_MS).toISOString(),
    to: new Date(Date.now() + YEAR_MS).toISOString(),
  };
  const tag = (await acme.dave.get(`${environment}/gates`)).headers.get('etag');
  const gates = { windows: { freezes: [freeze] } };
  const body = { gates, reason: WHY.reason };
  accepted(await acme.dave.put(`${environment}/gates`, body, { headers: { 'if-match': tag } }), 200);
}, START_MS + 120_000);

afterAll(() => stack?.stop(), START_MS);

const breakGlass = (client: Client, asked: object = {}): Promise<Answer> =>
  client.post(`${environment}/break-glass`, {
    policyId,
    version: 1,
    incident: 'INC-1',
    hours: 2,
    ...WHY,
    ...asked,
  });
const stableIn = async (): Promise<unknown> => {
  const [bound] = listAt(accepted(await acme.carol.get(environment), 200), 'bindings');
  const stable = bound === undefined ? null : at(bound, 'stable');
  return stable === null ? null : at(stable, 'version');
};

describe('break-glass', () => {
  it('is no way past scopes, incident, reason or time limit', async () => {
    expect(refusal(await breakGlass(acme.carol))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(refusal(await breakGlass(acme.dave))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(refusal(await breakGlass(breaker, { incident: '?' }))).toStrictEqual([422, 'INCIDENT_MISSING']);
    expect(refusal(await breakGlass(breaker, { hours: 25 }))).toStrictEqual([400, 'INPUT_INVALID']);
    expect(refusal(await breakGlass(breaker, { version: 7 }))).toStrictEqual([404, 'VERSION_UNKNOWN']);
    expect(await stableIn()).toBeNull();
  });

  it('promotes past a freeze, signed, and says of itself what it is', async () => {
    const promotion = { policyId, version: 1, ...WHY };
    const refused = await breaker.post(`${environment}/promotions`, promotion);
    expect(refusal(refused)).toStrictEqual([409, 'WINDOW_CLOSED']);
    const broken = accepted(await breakGlass(breaker), 200);
    expect(listAt(broken, 'unreviewed')).toMatchObject([
      { policyId, version: 1, by: 'u-breaker', incident: 'INC-1' },
    ]);
    expect(await stableIn()).toBe(1);
    const [last] = listAt(broken, 'promotions');
    expect(at(last, 'status')).toBe('promoted');
    const asked = accepted(await acme.carol.get(`${environment}/policies/${policyId}/promotions`), 200);
    const [statement] = listAt(asked, 'items').map((one) => at(one, 'statement'));
    expect(statement).toMatchObject({
      breakGlass: { incident: 'INC-1' },
      gates: {
        verdicts: [
          { gate: 'approvals', ok: true },
          { gate: 'windows', ok: false },
        ],
      },
    });
  });

  it('keeps everything else out until another person has reviewed it', async () => {
    const again = await breakGlass(breaker);
    expect(refusal(again)).toStrictEqual([409, 'AFTER_REVIEW_PENDING']);
    const own = await breaker.post(review, { verdict: 'accepted', reason: 'it was me' });
    expect(refusal(own)).toStrictEqual([403, 'REVIEWER_PROMOTED']);
    const asCarol = await acme.carol.post(review, { verdict: 'accepted', reason: 'no scope' });
    expect(refusal(asCarol)).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
  });

  it('gives way at once to what was stable before when the review says no, at the command line', async () => {
    const asked = ['env', 'review-break-glass', 'prod', policyId, '--verdict', 'rejected', '--reason', 'no'];
    const reviewed = await policyctl(stack, ...asked, '--as', 'bob', '--tenant', 'acme');
    expect([reviewed.exitCode, listAt(reviewed.document, 'unreviewed')]).toStrictEqual([0, []]);
    expect(await stableIn()).toBeNull();
    const late = await acme.bob.post(review, { verdict: 'accepted', reason: 'late' });
    expect(refusal(late)).toStrictEqual([409, 'BREAK_GLASS_MISSING']);
  });
});
