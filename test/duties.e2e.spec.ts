import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, type Answer, type Client, clientWith, refusal, signInAll } from './support/client.ts';
import { forgeToken } from './support/issuer-key.ts';
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
/** With the one gate that an environment has to which nobody gave any. */
const wouldBePromoted = {
  ...wouldRecord('PromotionRequested'),
  found: [{ code: 'approvals_passed', detail: 'found 1 approval; needed: 1 approval' }],
};
/** What happened to the policy and the environment; of a simulation's place in the queue something may follow at any time. */
const eventsOf = async (): Promise<number> => {
  const events = await allOf(acme.erin, '/api/v1/audit/events');
  return events.filter((event) => ['policy', 'environment'].includes(textAt(event, 'aggregate', 'type')))
    .length;
};

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
    expect([promotion.status, reasonsIn(promotion)]).toStrictEqual([
      412,
      ['RESOURCE_STALE', 'ERR_POL_002', 'APPROVALS_LACKING', 'approvals_closed', 'approvals_lacking'],
    ]);
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
    expect(accepted(promotion, 200)).toStrictEqual(wouldBePromoted);
    expect(listAt((await carol.get('/api/v1/environments/prod')).body, 'bindings')).toStrictEqual([]);
  });

  it('is asked for at the command line', async () => {
    const promote = ['promote', policyId, '--version', '1', '--reason', 'it is time', '--ticket', 'SEC-1'];
    const would = await policyctl(stack, ...promote, '--dry-run', '--as', 'carol', '--tenant', 'acme');
    expect([would.exitCode, would.document]).toStrictEqual([0, wouldBePromoted]);
    const deprecate = ['version', 'deprecate', policyId, '7', '--reason', 'gone'];
    const refused = await policyctl(stack, ...deprecate, '--dry-run', '--as', 'dave', '--tenant', 'acme');
    expect([refused.exitCode, at(refused.document, 'problem', 'code')]).toStrictEqual([1, 'VERSION_UNKNOWN']);
    expect(listAt((await acme.carol.get('/api/v1/environments/prod')).body, 'bindings')).toStrictEqual([]);
  });
});

describe('an approval policy that separates promoting', () => {
  const rules = { approvals: 1, duties: ['publishers_never_promote', 'two_persons_promote'] };
  const promoted = { policyId, version: 1, ...WHY };
  const promoter = async (sub: string): Promise<Client> =>
    clientWith(
      stack,
      await forgeToken(stack, { tenant: 'acme', scope: 'policy:read policy:promote', sub }),
      'acme',
    );
  const boundIn = (environment: unknown) => listAt(environment, 'bindings').length;
  let first: Client;
  let second: Client;
  beforeAll(async () => {
    [first, second] = [await promoter('user-first'), await promoter('user-second')];
  });

  it('comes into force when somebody else has approved it', async () => {
    const { dave, bob } = acme;
    const proposals = '/api/v1/tenant/approval-policy/proposals';
    accepted(await dave.post(proposals, { rules, reason: 'four eyes' }), 200);
    const set = accepted(await bob.post(`${proposals}/1/approve`, { reason: 'agreed' }), 200);
    expect(at(set, 'rules')).toStrictEqual(rules);
  });

  it('has whoever published refused', async () => {
    expect(refusal(await acme.carol.post(promotions, promoted))).toStrictEqual([403, 'PROMOTER_PUBLISHED']);
  });

  it('answers the first that a second person is needed, and refuses the same again', async () => {
    accepted(await first.post(promotions, promoted), 202);
    // Where the read models are slow, the same status says that the answer is still to come.
    const confirmed = await stack.until('the confirmation is seen', 30_000, async () => {
      const { body } = await first.get('/api/v1/environments/prod');
      return listAt(body, 'confirmations').length > 0 ? body : undefined;
    });
    expect(listAt(confirmed, 'confirmations')).toMatchObject([{ policyId, version: 1, by: 'user-first' }]);
    expect(boundIn(confirmed)).toBe(0);
    expect(refusal(await first.post(promotions, promoted))).toStrictEqual([403, 'SECOND_PERSON_NEEDED']);
  });

  it('has the second promote', async () => {
    const bound = accepted(await second.post(promotions, promoted), 200);
    expect([boundIn(bound), listAt(bound, 'confirmations')]).toStrictEqual([1, []]);
  });
});
