import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { changeIn, changesOf } from './support/changes.ts';
import { accepted, type Answer, type Client, clientWith, refusal, signInAll } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { forgeToken } from './support/issuer-key.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import {
  allOf,
  createPolicy,
  draftVersion,
  importFrozen,
  release,
  saveCompiled,
  simulate,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const policyId = 'production-baseline';
const waivers = '/api/v1/waivers';
const WHY = { reason: 'no fixed version yet', ticket: 'SEC-7' };
const DAY_MS = 86_400_000;
const AS_DAVE = ['--as', 'dave', '--tenant', 'acme'];
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

let stack: Stack;
let acme: People;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
  await createPolicy(acme.alice, policyId);
}, START_MS);

afterAll(() => stack?.stop(), START_MS);

const ask = (more: object = {}, client: Client = acme.alice): Promise<Answer> =>
  client.post(waivers, {
    ...{ policyId, scope: { advisory: 'CVE-2021-23337' }, expiresAt: inMs(7 * DAY_MS) },
    ...{ ...WHY, ...more },
  });
const asked = async (more: object = {}): Promise<string> =>
  textAt(accepted(await ask(more), 201), 'waiverId');
const take = (step: string, waiverId: string, client: Client, texts: object = WHY): Promise<Answer> =>
  client.post(`${waivers}/${waiverId}/${step}`, texts);
const idsOf = (list: readonly unknown[]): readonly string[] => list.map((one) => textAt(one, 'waiverId'));
const activeNow = async (): Promise<readonly string[]> =>
  idsOf(listAt((await acme.erin.get(`${waivers}?activeAt=${inMs(0)}`)).body, 'items'));

describe('a waiver', () => {
  let waiverId: string;

  it('is asked for, and is not active by that', async () => {
    waiverId = await asked({ scope: { component: 'pkg:npm/lodash', environmentId: 'prod' } });
    const waiver = accepted(await acme.erin.get(`${waivers}/${waiverId}`), 200);
    expect(waiver).toMatchObject({ state: 'requested', component: 'pkg:npm/lodash', activeUntil: null });
    expect(await activeNow()).toStrictEqual([]);
  });

  it('is not approved by whoever asked for it or owns it, nor by a program, nor without the scope', async () => {
    const scope = 'policy:read policy:approve policy:author';
    const client = async (sub: string): Promise<Client> =>
      clientWith(stack, await forgeToken(stack, { tenant: 'acme', scope, sub }), 'acme');
    const [asker, owner] = [await client('user-asker'), await client('user-owner')];
    const theirs = textAt(accepted(await ask({ owner: 'user-owner' }, asker), 201), 'waiverId');
    for (const involved of [asker, owner])
      expect(refusal(await take('approve', theirs, involved))).toStrictEqual([403, 'REQUESTER_APPROVES']);
    expect(refusal(await take('approve', theirs, acme.robot))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(refusal(await take('approve', theirs, acme.alice))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    accepted(await take('withdraw', theirs, asker), 200);
  });

  it('tells its approver why, who makes it active', async () => {
    expect(accepted(await acme.bob.get(`${waivers}/${waiverId}/texts`), 200)).toStrictEqual(WHY);
    const approved = accepted(await take('approve', waiverId, acme.bob), 200);
    expect(approved).toMatchObject({ state: 'approved', activeUntil: at(approved, 'expiresAt') });
    expect(await activeNow()).toStrictEqual([waiverId]);
    expect(refusal(await take('approve', waiverId, acme.bob))).toStrictEqual([409, 'WAIVER_NOT_REQUESTED']);
  });

  it('is renewed without a gap, when the renewal is approved', async () => {
    const renewal = { expiresAt: inMs(30 * DAY_MS), ...WHY };
    const made = accepted(await take('renew', waiverId, acme.alice, renewal), 201);
    const renewed = textAt(made, 'waiverId');
    expect(made).toMatchObject({ state: 'requested', renews: waiverId, component: 'pkg:npm/lodash' });
    expect(await activeNow()).toStrictEqual([waiverId]);
    accepted(await take('approve', renewed, acme.bob), 200);
    expect(await activeNow()).toStrictEqual([renewed]);
    const before = accepted(await acme.erin.get(`${waivers}/${waiverId}`), 200);
    expect(before).toMatchObject({ state: 'superseded', supersededBy: renewed });
    waiverId = renewed;
  });

  it('is revoked by whoever operates, with a reason, and not by others', async () => {
    expect(refusal(await take('revoke', waiverId, acme.dave, {}))).toStrictEqual([422, 'REASON_MISSING']);
    expect(refusal(await take('revoke', waiverId, acme.carol))).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    accepted(await take('revoke', waiverId, acme.dave), 200);
    expect(await activeNow()).toStrictEqual([]);
    expect(refusal(await take('renew', waiverId, acme.alice, { expiresAt: inMs(DAY_MS) }))).toStrictEqual([
      ...[409, 'WAIVER_NOT_APPROVED'],
    ]);
  });

  it('expires by itself, at the instant that it names', async () => {
    const expiresAt = inMs(8_000);
    const short = await asked({ expiresAt });
    accepted(await take('approve', short, acme.bob), 200);
    expect(await activeNow()).toStrictEqual([short]);
    await sleep(Math.max(0, Date.parse(expiresAt) - Date.now()));
    expect(await activeNow()).toStrictEqual([]);
    expect(at((await acme.erin.get(`${waivers}/${short}`)).body, 'state')).toBe('approved');
  });

  it('has everything that was done with it in the audit trail, by whom', async () => {
    const events = await allOf(acme.erin, '/api/v1/audit/events');
    const about = events.filter((event) => textAt(event, 'aggregate', 'type') === 'waiver');
    const facts = about.flatMap((event) => listAt(event, 'facts'));
    expect(facts).toStrictEqual([
      ...['WaiverRequested', 'WaiverRequested', 'WaiverWithdrawn', 'WaiverApproved', 'WaiverRequested'],
      ...['WaiverApproved', 'WaiverSuperseded', 'WaiverRevoked', 'WaiverRequested', 'WaiverApproved'],
    ]);
  });
});

describe('what is no waiver', () => {
  it.each([
    [{ scope: {} }, 422, 'WAIVER_SCOPE_INVALID'],
    [{ scope: { environmentId: 'prod' } }, 422, 'WAIVER_SCOPE_INVALID'],
    [{ scope: { component: 'lodash' } }, 400, 'COMMAND_INVALID'],
    [{ scope: { rule: 'r', environmentId: 'moon' } }, 404, 'ENVIRONMENT_UNKNOWN'],
    [{ policyId: 'no-policy' }, 404, 'POLICY_UNKNOWN'],
    [{ expiresAt: '2020-01-01T00:00:00.000Z' }, 422, 'WAIVER_EXPIRY_INVALID'],
    [{ expiresAt: inMs(91 * DAY_MS) }, 422, 'WAIVER_EXPIRY_INVALID'],
    [{ ticket: undefined }, 422, 'TICKET_MISSING'],
  ])('is refused: %j', async (more, status, code) =>
    expect(refusal(await ask(more))).toStrictEqual([status, code]),
  );

  it('is longer than the tenant says by then', async () => {
    const long = await asked({ expiresAt: inMs(20 * DAY_MS) });
    const short = await policyctl(stack, 'tenant', 'settings', '--waiver-days', '10', ...AS_DAVE);
    expect([short.exitCode, at(short.document, 'settings', 'waiverDaysMax')]).toStrictEqual([0, 10]);
    expect(refusal(await take('approve', long, acme.bob))).toStrictEqual([422, 'WAIVER_EXPIRY_INVALID']);
    accepted(await take('reject', long, acme.bob), 200);
  });
});

describe('policyctl waiver', () => {
  const ctl = (persona: string, ...args: readonly string[]) =>
    policyctl(stack, 'waiver', ...args, '--as', persona, '--tenant', 'acme');
  const texts = ['--reason', WHY.reason, '--ticket', WHY.ticket];
  let waiverId: string;

  it('asks, shows, approves and lists', async () => {
    const of = ['--advisory', 'CVE-2031-1', '--env', 'prod', '--expires', inMs(3 * DAY_MS), ...texts];
    const requested = await ctl('alice', 'request', policyId, ...of);
    expect([requested.exitCode, requested.stderr]).toStrictEqual([0, '']);
    waiverId = textAt(requested.document, 'waiverId');
    const shown = await ctl('bob', 'show', waiverId);
    expect(shown.document).toMatchObject({ waiverId, state: 'requested', ...WHY });
    const approved = await ctl('bob', 'approve', waiverId, ...texts);
    expect([approved.exitCode, at(approved.document, 'state')]).toStrictEqual([0, 'approved']);

    const listed = async (...filter: readonly string[]): Promise<readonly string[]> => {
      const { document } = await ctl('erin', 'list', ...filter);
      return Array.isArray(document) ? idsOf(document) : [];
    };
    expect(await listed('--policy', policyId, '--active')).toStrictEqual([waiverId]);
    expect(await listed('--expiring', '4d')).toStrictEqual([waiverId]);
    expect(await listed('--expiring', '2d')).toStrictEqual([]);
    expect(await listed('--state', 'requested')).toStrictEqual([]);
  });

  it('ends with 1 where it is refused, and says what a step would be', async () => {
    const refused = await ctl('bob', 'approve', waiverId, ...texts);
    expect([refused.exitCode, at(refused.document, 'problem', 'code')]).toStrictEqual([
      ...[1, 'WAIVER_NOT_REQUESTED'],
    ]);
    const would = await ctl('dave', 'revoke', waiverId, '--reason', 'fixed', '--dry-run');
    expect(would.document).toStrictEqual({ dryRun: true, wouldBe: 'accepted', facts: ['WaiverRevoked'] });
    const revoked = await ctl('dave', 'revoke', waiverId, '--reason', 'fixed');
    expect(at(revoked.document, 'state')).toBe('revoked');
  });
});

describe('a simulation', () => {
  const versions = `/api/v1/policies/${policyId}/versions`;
  const promotions = '/api/v1/environments/prod/promotions';
  let request: { readonly policyId: string; readonly version: number; readonly snapshotId: string };
  let waiverId: string;
  let covered: number;
  let waived: unknown;

  const blockedIn = (simulation: unknown): number =>
    numberAt(simulation, 'result', 'counts', 'newly_blocked');
  const promote = (simulation: unknown): Promise<Answer> =>
    acme.carol.post(promotions, {
      ...{ policyId, version: 1, simulationId: textAt(simulation, 'simulationId') },
      ...WHY,
    });

  it('has no word of waivers where none is active', async () => {
    const { alice, dave } = acme;
    await saveCompiled(stack, alice, policyId, policyFiles('v1'));
    await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
    const snapshotId = textAt(await importFrozen(stack, alice, estate()), 'snapshotId');
    request = { policyId, version: 1, snapshotId };
    const plain = await simulate(stack, alice, request);
    expect(Object.keys(Object(at(plain, 'inputs')))).not.toContain('waivers');
    expect(Object.keys(Object(at(plain, 'result')))).not.toContain('waived');
    await release(stack, acme, `${versions}/1`, plain);

    const changes = await changesOf(alice, textAt(plain, 'simulationId'));
    const { advisory } = changeIn(changes, ({ class: found }) => found === 'newly_blocked');
    const ofAdvisory = changes.filter((one) => one.class === 'newly_blocked' && one.advisory === advisory);
    covered = ofAdvisory.length;
    waiverId = await asked({ scope: { advisory, environmentId: 'prod' }, expiresAt: inMs(DAY_MS) });
    accepted(await take('approve', waiverId, acme.bob), 200);
    const lines = [`newly_blocked <= ${blockedIn(plain) - covered}`, 'waived <= 100%'];
    accepted(await dave.put('/api/v1/environments/prod/budgets', { lines }), 200);
    expect(refusal(await promote(plain))).toStrictEqual([409, 'SIMULATION_OF_OTHER_BUDGETS']);
  });

  it('keeps every class, counts what is waived beside it, and has budgets judge the rest', async () => {
    waived = await simulate(stack, acme.alice, request);
    expect(at(waived, 'inputs', 'waivers')).toMatchObject([{ waiverId }]);
    const found = at(waived, 'result', 'waived');
    expect(numberAt(found, 'tuples')).toBeGreaterThanOrEqual(covered);
    expect(at(found, 'waivers')).toStrictEqual([{ waiverId, tuples: at(found, 'tuples') }]);
    expect(listAt(waived, 'result', 'budgets', 'lines').map((line) => at(line, 'ok'))).toStrictEqual([
      ...[true, true],
    ]);
    const { bytes } = await acme.alice.get(
      `/api/v1/simulations/${textAt(waived, 'simulationId')}/changes?format=csv`,
    );
    const lines = bytes.toString('utf8').split('\r\n');
    expect(lines.filter((line) => line.endsWith(`,${waiverId}`)).length).toBeGreaterThanOrEqual(covered);
  });

  it('is found by its digest to be what it is, and verified with its waivers', async () => {
    const again = await simulate(stack, acme.alice, {
      ...request,
      evaluatedAt: textAt(waived, 'inputs', 'evaluatedAt'),
    });
    expect(at(again, 'result', 'resultDigest')).toBe(at(waived, 'result', 'resultDigest'));
    const id = textAt(waived, 'simulationId');
    const verified = await policyctl(stack, 'simulation', 'verify', id, '--as', 'alice', '--tenant', 'acme');
    expect(verified.exitCode).toBe(0);
  });

  it('lets no promotion pass by a waiver that ended meanwhile', async () => {
    accepted(await take('revoke', waiverId, acme.dave), 200);
    expect(refusal(await promote(waived))).toStrictEqual([409, 'SIMULATION_WAIVERS_LAPSED']);
    const after = await simulate(stack, acme.alice, request);
    expect(refusal(await promote(after))).toStrictEqual([409, 'BUDGETS_BROKEN']);
  });

  it('tells of waivers that cover nothing, and of none that no simulation was given', async () => {
    const idle = await asked({ scope: { advisory: 'CVE-1999-0001' }, expiresAt: inMs(DAY_MS) });
    accepted(await take('approve', idle, acme.bob), 200);
    const unused = async (): Promise<unknown> => {
      const args = ['list', '--unused', '--as', 'erin', '--tenant', 'acme'];
      return (await policyctl(stack, 'waiver', ...args)).document;
    };
    expect(await unused()).toStrictEqual([]);
    await simulate(stack, acme.alice, request);
    expect(await unused()).toMatchObject([{ waiverId: idle }]);
    accepted(await take('revoke', idle, acme.dave), 200);
    expect(await unused()).toStrictEqual([]);
  });

  it('is named by the promotion that it lets pass, with the digest of its waivers', async () => {
    const { advisory } = Object(accepted(await acme.erin.get(`${waivers}/${waiverId}`), 200));
    const another = await asked({ scope: { advisory }, expiresAt: inMs(DAY_MS) });
    accepted(await take('approve', another, acme.bob), 200);
    accepted(await promote(await simulate(stack, acme.alice, request)), 200);
    const events = await allOf(acme.erin, '/api/v1/audit/events');
    const promotion = events.find((event) => listAt(event, 'facts').includes('VersionPromoted'));
    expect(textAt(promotion, 'digests', 'waivers')).toMatch(/^[0-9a-f]{64}$/);
  });
});
