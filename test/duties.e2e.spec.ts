import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, signInAll, type Answer } from './support/client.ts';
import { at, listAt, textAt } from './support/json.ts';
import {
  allOf,
  approvalOf,
  release,
  simulate,
  versionOverEstate,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const WAIT_MS = 60_000;
const policyId = 'production-baseline';
const version = `/api/v1/policies/${policyId}/versions/1`;
const promotions = '/api/v1/environments/prod/promotions';

let stack: Stack;
let acme: People;
let simulation: unknown;

beforeAll(
  async () => {
    stack = await startStack({ runners: 1 });
    acme = await signInAll(stack, 'acme');
    simulation = await simulate(stack, acme.alice, await versionOverEstate(stack, acme.alice, policyId));
  },
  START_MS + 2 * WAIT_MS,
);

afterAll(() => stack?.stop(), START_MS);

const dry = (path: string): string => `${path}?dryRun=true`;
const reasonsIn = ({ body }: Answer): readonly string[] =>
  listAt(body, 'errors').map((reason) => textAt(reason, 'code'));
const wouldRecord = (...facts: readonly string[]) => ({ dryRun: true, wouldBe: 'accepted', facts });
const eventsOf = async (): Promise<number> => (await allOf(acme.erin, '/api/v1/audit/events')).length;

describe('a dry run', () => {
  it('says every reason why not, and leaves no event', async () => {
    const events = await eventsOf();
    const publish = await acme.carol.post(dry(`${version}/publish`), WHY);
    expect([publish.status, at(publish.body, 'code'), reasonsIn(publish)]).toStrictEqual([
      409,
      'ERR_POL_002',
      ['ERR_POL_002'],
    ]);
    const promoted = { policyId, version: 1, ...WHY };
    const stale = { headers: { 'if-match': '"99"' } };
    const promotion = await acme.carol.post(dry(promotions), promoted, stale);
    expect([promotion.status, reasonsIn(promotion)]).toStrictEqual([412, ['RESOURCE_STALE', 'ERR_POL_002']]);
    expect(await eventsOf()).toBe(events);
  });

  it('says what would be recorded of each step, which then is', async () => {
    const { alice, bob, carol } = acme;
    const simulationId = textAt(simulation, 'simulationId');
    const submission = await alice.post(dry(`${version}/submit`), { simulationId }, { key: null });
    expect(accepted(submission, 200)).toStrictEqual(wouldRecord('VersionSubmitted'));
    expect(at((await alice.get(version)).body, 'state')).toBe('draft');
    accepted(await alice.post(`${version}/submit`, { simulationId }), 200);

    const approval = await bob.post(dry(`${version}/approve`), await approvalOf(bob, version));
    expect(accepted(approval, 200)).toStrictEqual(wouldRecord('ApprovalGiven', 'VersionApproved'));
    accepted(await alice.post(`${version}/withdraw`, { reason: 'once more' }), 200);
    await release(stack, acme, version, simulation);

    const promotion = await carol.post(dry(promotions), { policyId, version: 1, ...WHY });
    expect(accepted(promotion, 200)).toStrictEqual(wouldRecord('VersionPromoted'));
    expect(listAt((await carol.get('/api/v1/environments/prod')).body, 'bindings')).toStrictEqual([]);
  });

  it('is asked for at the command line', async () => {
    const promote = ['promote', policyId, '--version', '1', '--reason', 'it is time', '--ticket', 'SEC-1'];
    const would = await policyctl(stack, ...promote, '--dry-run', '--as', 'carol', '--tenant', 'acme');
    expect([would.exitCode, would.document]).toStrictEqual([0, wouldRecord('VersionPromoted')]);
    const deprecate = ['version', 'deprecate', policyId, '7', '--reason', 'gone'];
    const refused = await policyctl(stack, ...deprecate, '--dry-run', '--as', 'dave', '--tenant', 'acme');
    expect([refused.exitCode, at(refused.document, 'problem', 'code')]).toStrictEqual([1, 'VERSION_UNKNOWN']);
    expect(listAt((await acme.carol.get('/api/v1/environments/prod')).body, 'bindings')).toStrictEqual([]);
  });
});
