import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { accepted, type Answer, refusal, signInAll } from './support/client.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import { release, simulate, versionOverEstate, WHY, type People } from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const HOUR_MS = 3_600_000;
const policyId = 'production-baseline';
const version = `/api/v1/policies/${policyId}/versions/1`;
const inDays = (days: number): string => new Date(Date.now() + days * 24 * HOUR_MS).toISOString();
const freeze = { name: 'year end', from: inDays(-1), to: inDays(1) };

let stack: Stack;
let acme: People;
let snapshotId: string;
let ofLive: string;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  const subject = await versionOverEstate(stack, acme.alice, policyId);
  ({ snapshotId } = subject);
  await release(stack, acme, version, await simulate(stack, acme.alice, subject));
  for (const [order, environmentId] of ['dev', 'stage', 'live'].entries())
    accepted(
      await acme.dave.post('/api/v1/environments', { environmentId, name: environmentId, order: order + 1 }),
      201,
    );
}, START_MS + 120_000);

afterAll(() => stack?.stop(), START_MS);

const gatesOf = (environmentId: string): string => `/api/v1/environments/${environmentId}/gates`;
const setGates = async (environmentId: string, gates: object): Promise<Answer> => {
  const tag = (await acme.dave.get(gatesOf(environmentId))).headers.get('etag');
  const headers = { 'if-match': tag };
  return acme.dave.put(gatesOf(environmentId), { gates, reason: WHY.reason }, { headers });
};
const promote = (environmentId: string, asked: object = {}, query = ''): Promise<Answer> => {
  const path = `/api/v1/environments/${environmentId}/promotions${query}`;
  return acme.carol.post(path, { policyId, version: 1, ...WHY, ...asked });
};
/** What each gate came to, by the codes of a refusal. */
const listed = ({ body }: Answer): readonly string[] =>
  listAt(body, 'errors').map((error) => textAt(error, 'code'));
const passed = (answer: Answer): readonly string[] =>
  listed(answer).flatMap((code) => (code.endsWith('_passed') ? [code.slice(0, -'_passed'.length)] : []));

const strict = {
  previousEnvironment: { environmentId: 'stage', soakMs: HOUR_MS },
  coverage: { percentMin: 1 },
  promotionApprovals: { approvals: 1 },
  shadow: { ageMaxMs: HOUR_MS },
  windows: { freezes: [freeze] },
};

describe('the gates of an environment', () => {
  it('are set as a whole by whoever administers the tenant, over the revision that was seen', async () => {
    const { body, headers } = await acme.carol.get(gatesOf('live'));
    expect([at(body, 'gates'), headers.get('etag')]).toStrictEqual([null, '"1"']);
    const blind = await acme.dave.put(gatesOf('live'), { gates: {}, reason: WHY.reason });
    expect(refusal(blind)).toStrictEqual([428, 'IF_MATCH_REQUIRED']);
    const asCarol = await acme.carol.put(gatesOf('live'), { gates: {} }, { headers: { 'if-match': '"1"' } });
    expect(refusal(asCarol)).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    const set = accepted(await setGates('live', strict), 200);
    expect(set).toMatchObject({ environmentId: 'live', revision: 2, gates: { version: 1, gates: strict } });
    const stale = await acme.dave.put(gatesOf('live'), { gates: {} }, { headers: { 'if-match': '"1"' } });
    expect(refusal(stale)).toStrictEqual([412, 'RESOURCE_STALE']);
    accepted(await setGates('stage', { previousEnvironment: { environmentId: 'dev', soakMs: 0 } }), 200);
  });

  it('are refused where they are none: an order the wrong way round, clocks without a zone', async () => {
    const before = { previousEnvironment: { environmentId: 'live', soakMs: 0 } };
    const wrong = await setGates('dev', before);
    expect(refusal(wrong)).toStrictEqual([422, 'GATES_INVALID']);
    const zoneless = { windows: { freezes: [{ ...freeze, from: '2026-12-24T00:00:00' }] } };
    const answer = await setGates('dev', zoneless);
    expect([...refusal(answer), textAt(listAt(answer.body, 'errors')[0], 'pointer')]).toStrictEqual([
      ...[422, 'GATES_INVALID', '/gates/windows/freezes/0/from'],
    ]);
    const window = { days: ['mon'], from: '08:00', to: '18:00', utcOffset: 'Europe/Berlin' };
    const named = await setGates('dev', { windows: { maintenance: [window] } });
    expect(refusal(named)).toStrictEqual([400, 'INPUT_INVALID']);
  });
});

describe('a promotion', () => {
  it('is refused with every gate, those without data as well, and a dry run says the same', async () => {
    const refused = await promote('live');
    expect(refusal(refused)).toStrictEqual([409, 'SOAK_UNFINISHED']);
    expect(listed(refused)).toStrictEqual([
      'approvals_passed',
      'previous_environment_closed',
      'coverage_closed',
      'promotion_approvals_closed',
      'shadow_closed',
      'windows_closed',
    ]);
    expect(textAt(listAt(refused.body, 'errors')[2], 'detail')).toContain('found unknown');
    const dry = await promote('live', {}, '?dryRun=true');
    expect([dry.status, passed(dry)]).toStrictEqual([409, ['approvals']]);
    expect(listed(dry)).toStrictEqual(expect.arrayContaining(['SOAK_UNFINISHED', 'WINDOW_CLOSED']));
  });

  it('passes the environment before once it is stable there, and long enough', async () => {
    expect(refusal(await promote('stage'))).toStrictEqual([409, 'SOAK_UNFINISHED']);
    accepted(await promote('dev'), 200);
    const would = accepted(await promote('stage', {}, '?dryRun=true'), 200);
    expect(listAt(would, 'found').map((gate) => textAt(gate, 'code'))).toStrictEqual([
      'approvals_passed',
      'previous_environment_passed',
    ]);
    accepted(await promote('stage'), 200);
    const soaking = await promote('live');
    expect(textAt(listAt(soaking.body, 'errors')[1], 'detail')).toContain('found stable since');
    expect(passed(soaking)).toStrictEqual(['approvals']);
    accepted(
      await setGates('live', { ...strict, previousEnvironment: { environmentId: 'stage', soakMs: 1 } }),
      200,
    );
    expect(passed(await promote('live'))).toStrictEqual(['approvals', 'previous_environment']);
  });

  it('passes coverage and shadow with a simulation of it for this environment', async () => {
    const wanted = { policyId, version: 1, snapshotId, environmentId: 'live' };
    ofLive = textAt(await simulate(stack, acme.alice, wanted), 'simulationId');
    const refused = await promote('live', { simulationId: ofLive });
    expect(refusal(refused)).toStrictEqual([409, 'PROMOTION_APPROVALS_LACKING']);
    expect(passed(refused)).toStrictEqual(['approvals', 'previous_environment', 'coverage', 'shadow']);
  });

  it('passes approvals of exactly this promotion', async () => {
    const approvals = '/api/v1/environments/live/promotion-approvals';
    const { contentDigest } = Object(accepted(await acme.bob.get(version), 200));
    const seen = { policyId, version: 1, contentDigest, gatesVersion: 2, simulationId: ofLive };
    const asCarol = await acme.carol.post(approvals, { ...seen, reason: WHY.reason });
    expect(refusal(asCarol)).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    for (const other of [{ gatesVersion: 1 }, { stable: 7 }, { contentDigest: '0'.repeat(64) }]) {
      const answer = await acme.bob.post(approvals, { ...seen, ...other, reason: WHY.reason });
      expect(refusal(answer)).toStrictEqual([409, 'APPROVAL_BINDING_STALE']);
    }
    const environment = accepted(await acme.bob.post(approvals, { ...seen, reason: WHY.reason }), 200);
    expect(listAt(environment, 'promotionApprovals')).toMatchObject([{ ...seen, stable: null }]);
    const refused = await promote('live', { simulationId: ofLive });
    expect(refusal(refused)).toStrictEqual([409, 'WINDOW_CLOSED']);
    expect(passed(refused)).toContain('promotion_approvals');
  });

  it('needs its approvals anew once other gates are set, at the command line as well', async () => {
    const file = join(stack.folder, 'gates.json');
    const open = { ...strict, previousEnvironment: { environmentId: 'stage', soakMs: 1 }, windows: {} };
    await writeFile(file, JSON.stringify(open));
    const as = (who: string) => ['--as', who, '--tenant', 'acme'];
    const set = await policyctl(stack, 'env', 'set-gates', 'live', file, '--reason', 'over', ...as('dave'));
    expect([set.exitCode, at(set.document, 'gates', 'version')]).toStrictEqual([0, 3]);
    const refused = await promote('live', { simulationId: ofLive });
    expect(refusal(refused)).toStrictEqual([409, 'PROMOTION_APPROVALS_LACKING']);

    const approve = ['env', 'approve-promotion', 'live', policyId, '--version', '1', '--simulation', ofLive];
    const given = await policyctl(stack, ...approve, '--reason', 'seen', ...as('bob'));
    expect([given.exitCode, given.stderr]).toStrictEqual([0, '']);
    const shown = await policyctl(stack, 'env', 'gates', 'live', ...as('bob'));
    expect(at(shown.document, 'gates', 'gates')).toStrictEqual(open);
  });

  it('that passes them all is recorded with what each found, under their version', async () => {
    const environment = accepted(await promote('live', { simulationId: ofLive }), 200);
    const [binding] = listAt(environment, 'bindings');
    const gates = at(binding, 'stable', 'gates');
    expect(numberAt(gates, 'version')).toBe(3);
    expect(listAt(gates, 'verdicts').map((one) => [at(one, 'gate'), at(one, 'ok')])).toStrictEqual([
      ['approvals', true],
      ['previousEnvironment', true],
      ['coverage', true],
      ['promotionApprovals', true],
      ['shadow', true],
      ['windows', true],
    ]);
    expect(at(binding, 'stable', 'simulationId')).toBe(ofLive);
    expect(listAt(environment, 'promotionApprovals')).toStrictEqual([]);
  });
});
