import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { stateOf } from './support/audit.ts';
import { verifyAttestation } from './support/attestation.ts';
import { accepted, signIn, signInAll } from './support/client.ts';
import { sha256 } from './support/digests.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import {
  allOf,
  approvalOf,
  createPolicy,
  draftVersion,
  importFrozen,
  promote,
  saveCompiled,
  startSimulation,
  succeeded,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { readProgress, type ProgressEvent } from './support/server-sent-events.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const PUBLISH_MS = 60_000;
const FRESH_AGE_MAX_SECONDS = 300;

jest.setTimeout(120_000);

let stack: Stack;
let acme: People;

beforeAll(async () => {
  stack = await startStack({ runners: 2 });
  acme = await signInAll(stack, 'acme');
}, START_MS);

afterAll(() => stack?.stop(), START_MS);

describe('the life of a policy', () => {
  const policyId = 'production-baseline';
  const version = `/api/v1/policies/${policyId}/versions/1`;
  let revision: unknown;
  let snapshot: unknown;
  let simulation: unknown;
  let progress: readonly ProgressEvent[];

  it('begins with a policy that has no versions', async () => {
    const { alice } = acme;
    const created = await alice.post('/api/v1/policies', {
      policyId,
      name: 'Production baseline',
      description: 'what production runs on',
      tags: ['production'],
    });
    expect([created.status, created.headers.get('location'), created.body]).toStrictEqual([
      201,
      `/api/v1/policies/${policyId}`,
      {
        policyId,
        name: 'Production baseline',
        description: 'what production runs on',
        tags: ['production'],
        versions: 0,
        latestPublished: null,
        owner: null,
        workspaceRevision: null,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        createdBy: expect.stringMatching(/^user-[0-9a-f]{16}$/),
      },
    ]);
    expect(accepted(await alice.get(`/api/v1/policies/${policyId}`), 200)).toStrictEqual(created.body);
  });

  it('goes on with files that are saved as a revision and compiled', async () => {
    revision = await saveCompiled(stack, acme.alice, policyId, policyFiles('v1'));
    const content = policyFiles('v1').map(({ path, bytes }) => ({
      path,
      sha256: sha256(bytes),
      size: bytes.length,
    }));
    expect(at(revision, 'files')).toStrictEqual(content);
    expect(at(revision, 'compilation', 'diagnostics')).toStrictEqual([]);
  });

  it('drafts a version whose content digest is that of its manifest', async () => {
    const { alice } = acme;
    const drafted = await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
    expect(drafted).toMatchObject({ policyId, version: 1, semver: '1.0.0', state: 'draft', isShadow: false });
    const manifest = await alice.get(`${version}/manifest`);
    expect(sha256(manifest.bytes)).toBe(textAt(drafted, 'contentDigest'));
    expect(manifest.body).toStrictEqual({ files: at(revision, 'files') });
  });

  it('imports an estate into a frozen snapshot in which every finding is counted', async () => {
    snapshot = await importFrozen(stack, acme.alice, estate());
    expect(numberAt(snapshot, 'tuples')).toBeGreaterThanOrEqual(2_000);
    const shards = await allOf(acme.alice, `/api/v1/snapshots/${textAt(snapshot, 'snapshotId')}/shards`);
    expect(shards).toHaveLength(numberAt(snapshot, 'shards'));
    const inShards = shards.map((shard) => numberAt(shard, 'tuples'));
    expect(inShards.reduce((sum, tuples) => sum + tuples, 0)).toBe(numberAt(snapshot, 'tuples'));
    const received = numberAt(snapshot, 'counts', 'received');
    const rejected = Object.values(Object(at(snapshot, 'counts', 'rejected'))).map(Number);
    const others = numberAt(snapshot, 'counts', 'accepted') + numberAt(snapshot, 'counts', 'duplicate');
    expect(received).toBe(others + rejected.reduce((sum, count) => sum + count, 0));
  });

  it('simulates on all runners and tells its progress while it does', async () => {
    const { alice } = acme;
    const snapshotId = textAt(snapshot, 'snapshotId');
    const simulationId = await startSimulation(alice, { policyId, version: 1, snapshotId });
    progress = await readProgress(stack, alice, `/api/v1/simulations/${simulationId}/events`);
    simulation = await succeeded(stack, alice, simulationId);
    expect(progress.at(-1)?.data).toStrictEqual(simulation);
    const evaluations = progress.map(({ data }) => numberAt(data, 'evaluations'));
    expect(evaluations).toStrictEqual(evaluations.toSorted((a, b) => a - b));
    expect(evaluations.length).toBeGreaterThan(1);

    const counts = Object.values(Object(at(simulation, 'result', 'counts'))).map(Number);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(numberAt(snapshot, 'tuples'));
    expect(numberAt(simulation, 'evaluations')).toBe(2 * numberAt(simulation, 'shards'));
  });

  it('resumes a stream of progress where a reader left it', async () => {
    const path = `/api/v1/simulations/${textAt(simulation, 'simulationId')}/events`;
    const resumed = await readProgress(stack, acme.alice, path, progress.at(-1)?.id ?? '');
    expect(resumed.map(({ data }) => at(data, 'state'))).toStrictEqual(['succeeded']);
  });

  it('gives out results and evidence whose bytes have the digests that were recorded', async () => {
    const { alice } = acme;
    const path = `/api/v1/simulations/${textAt(simulation, 'simulationId')}`;
    const [result, evidence, attestation] = await Promise.all([
      alice.get(`${path}/result`),
      alice.get(`${path}/evidence`),
      alice.get(`${path}/attestation`),
    ]);
    expect(sha256(result.bytes)).toBe(textAt(simulation, 'result', 'resultDigest'));
    expect(sha256(evidence.bytes)).toBe(textAt(simulation, 'result', 'evidenceDigest'));
    expect(evidence.bytes.length).toBe(numberAt(simulation, 'result', 'evidenceBytes'));
    expect(sha256(attestation.bytes)).toBe(textAt(simulation, 'attestation', 'attestationId'));
  });

  it('keeps findings from people without findings:read', async () => {
    const path = `/api/v1/simulations/${textAt(simulation, 'simulationId')}`;
    for (const file of ['result', 'evidence']) {
      const answer = await acme.carol.get(`${path}/${file}`);
      expect([answer.status, at(answer.body, 'code')]).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    }
  });

  it('submits on the strength of the simulation', async () => {
    const { alice } = acme;
    const simulationId = textAt(simulation, 'simulationId');
    const submitted = await alice.post(`${version}/submit`, { simulationId });
    expect(accepted(submitted, 200)).toMatchObject({
      state: 'submitted',
      submission: {
        simulationId,
        resultDigest: textAt(simulation, 'result', 'resultDigest'),
        evidenceDigest: textAt(simulation, 'result', 'evidenceDigest'),
      },
    });
  });

  it('goes back to its authors when a reviewer asks for changes, and tells them why', async () => {
    const { alice, bob } = acme;
    const asked = { reason: 'try it with the findings of March', ticket: 'REV-1' };
    const refused = await alice.post(`${version}/request-changes`, asked);
    expect([refused.status, at(refused.body, 'code')]).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
    expect(accepted(await bob.post(`${version}/request-changes`, asked), 200)).toMatchObject({
      state: 'draft',
      submission: null,
      stepBack: { step: 'changes_requested', by: expect.stringMatching(/^user-/) },
    });
    expect(accepted(await alice.get(`${version}/step-back`), 200)).toStrictEqual(asked);
    const again = await bob.post(`${version}/request-changes`, asked);
    expect([again.status, at(again.body, 'code')]).toStrictEqual([409, 'VERSION_NOT_SUBMITTED']);
  });

  it('is submitted again, taken back by an author, and submitted once more', async () => {
    const { alice } = acme;
    const submission = { simulationId: textAt(simulation, 'simulationId') };
    accepted(await alice.post(`${version}/submit`, submission), 200);
    await policyctl(stack, 'login', '--as', 'alice');
    const texts = ['--reason', 'one more look', '--ticket', 'REV-2'];
    const withdrawn = await policyctl(stack, 'version', 'withdraw', policyId, '1', ...texts);
    expect([withdrawn.exitCode, at(withdrawn.document, 'state')]).toStrictEqual([0, 'draft']);
    const why = await policyctl(stack, 'version', 'why', policyId, '1');
    expect(why.document).toMatchObject({
      stepBack: { step: 'withdrawn' },
      reason: 'one more look',
      ticket: 'REV-2',
    });
    expect(accepted(await alice.post(`${version}/submit`, submission), 200)).toMatchObject({
      state: 'submitted',
    });
  });

  it('lets no author approve', async () => {
    const answer = await acme.alice.post(`${version}/approve`, await approvalOf(acme.alice, version));
    expect([answer.status, at(answer.body, 'code')]).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
  });

  it('publishes nothing that is not approved', async () => {
    const answer = await acme.carol.post(`${version}/publish`, WHY);
    expect([answer.status, at(answer.body, 'code')]).toStrictEqual([409, 'ERR_POL_002']);
  });

  it('approves what an outsider has looked at, and nothing else', async () => {
    const { bob } = acme;
    const seen = await approvalOf(bob, version);
    const other = await bob.post(`${version}/approve`, { ...Object(seen), evidenceDigest: sha256('other') });
    expect([other.status, at(other.body, 'code')]).toStrictEqual([409, 'APPROVAL_BINDING_STALE']);
    expect(accepted(await bob.post(`${version}/approve`, seen), 200)).toMatchObject({ state: 'approved' });
  });

  it('publishes for no service, and for nobody who signed in long ago', async () => {
    const stale = await signIn(stack, 'carol', 'acme', FRESH_AGE_MAX_SECONDS + 60);
    const refused = [
      await acme.robot.post(`${version}/publish`, WHY),
      await stale.post(`${version}/publish`, WHY),
    ];
    expect(refused.map(({ status, body }) => [status, at(body, 'code')])).toStrictEqual([
      [403, 'INTERACTIVE_REQUIRED'],
      [401, 'AUTHENTICATION_STALE'],
    ]);
    expect(accepted(await acme.carol.get(version), 200)).toMatchObject({ state: 'approved' });
  });

  it('publishes for a person with a reason and a ticket, once the attestation is signed', async () => {
    const { carol } = acme;
    const ticketless = await carol.post(`${version}/publish`, { reason: WHY.reason });
    expect([ticketless.status, at(ticketless.body, 'code')]).toStrictEqual([422, 'TICKET_MISSING']);

    accepted(await carol.post(`${version}/publish`, WHY), 200, 202);
    const published = await stack.until('the version published', PUBLISH_MS, async () => {
      const { body } = await carol.get(version);
      return at(body, 'state') === 'published' ? body : undefined;
    });
    const attestation = await carol.get(`${version}/attestation`);
    expect(sha256(attestation.bytes)).toBe(textAt(published, 'publication', 'attestationId'));
    const trust = await carol.get('/.well-known/policy-registry-trust');
    const { subjectDigest } = verifyAttestation(attestation.body, trust.body, 'acme');
    expect(subjectDigest).toBe(textAt(published, 'contentDigest'));
    expect(() => verifyAttestation(attestation.body, trust.body, 'globex')).toThrow(/no key of globex/);
  });

  it('promotes only for somebody who signed in just now', async () => {
    const stale = await signIn(stack, 'carol', 'acme', FRESH_AGE_MAX_SECONDS + 60);
    const promotion = { policyId, version: 1, ...WHY };
    const answer = await stale.post('/api/v1/environments/prod/promotions', promotion);
    expect([answer.status, at(answer.body, 'code')]).toStrictEqual([401, 'AUTHENTICATION_STALE']);
  });

  it('is bound in an environment, which everybody sees', async () => {
    const promoted = await promote(acme.carol, { policyId, version: 1 });
    const seen = await acme.bob.get('/api/v1/environments/prod');
    expect(seen.body).toStrictEqual(promoted);
    const bindings = listAt(seen.body, 'bindings').map((binding) => [
      at(binding, 'policyId'),
      at(binding, 'stable', 'version'),
    ]);
    expect(bindings).toStrictEqual([[policyId, 1]]);
  });

  it('signed the promotion before it was bound, over the published content', async () => {
    const promotions = '/api/v1/environments/prod/policies/production-baseline/promotions';
    const [promotion] = await allOf(acme.bob, promotions);
    expect(promotion).toMatchObject({ attempt: 1, version: 1, status: 'promoted', reason: null });
    const attestation = await acme.bob.get(`${promotions}/1/attestation`);
    expect(sha256(attestation.bytes)).toBe(textAt(promotion, 'attestationId'));
    const trust = await acme.bob.get('/.well-known/policy-registry-trust');
    const { subjectDigest, predicateType } = verifyAttestation(attestation.body, trust.body, 'acme');
    expect(subjectDigest).toBe(textAt(promotion, 'statement', 'contentDigest'));
    expect(predicateType).toBe('https://policy-registry.dev/attestations/promotion/v1');
  });

  it('takes a repeated promotion for the same, although its reason is sealed anew', async () => {
    const key = 'promote-once-more';
    const promotion = { policyId, version: 1, ...WHY };
    const ask = (body: unknown) => acme.carol.post('/api/v1/environments/prod/promotions', body, { key });
    const [first, again] = [await ask(promotion), await ask(promotion)];
    expect([first.status, again.status, again.body]).toStrictEqual([200, 200, first.body]);
    const other = await ask({ ...promotion, reason: 'another reason' });
    expect([other.status, at(other.body, 'code')]).toStrictEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('is promoted no more once an operator has deprecated it, and stays where it is bound', async () => {
    const { bob, carol, dave } = acme;
    const before = accepted(await bob.get('/api/v1/environments/prod'), 200);
    const unreasoned = await dave.post(`${version}/deprecate`, {});
    expect([unreasoned.status, at(unreasoned.body, 'code')]).toStrictEqual([422, 'REASON_MISSING']);
    const reason = { reason: 'the next one is ready' };
    expect(accepted(await dave.post(`${version}/deprecate`, reason), 200)).toMatchObject({
      state: 'deprecated',
      publication: { status: 'published' },
      stepBack: { step: 'deprecated', ticketDigest: null },
    });
    expect(accepted(await carol.get(`${version}/attestation`), 200)).toMatchObject({
      mediaType: expect.stringContaining('sigstore'),
    });
    const promotion = { policyId, version: 1, ...WHY };
    const promoted = await carol.post('/api/v1/environments/prod/promotions', promotion);
    expect([promoted.status, at(promoted.body, 'code')]).toStrictEqual([409, 'ERR_POL_002']);
    expect(accepted(await bob.get('/api/v1/environments/prod'), 200)).toStrictEqual(before);
  });

  it('signs evidence that verifies with the published key of the tenant alone', async () => {
    const path = `/api/v1/simulations/${textAt(simulation, 'simulationId')}`;
    const [attestation, trust] = await Promise.all([
      acme.alice.get(`${path}/attestation`),
      acme.alice.get('/.well-known/policy-registry-trust'),
    ]);
    const { subjectDigest } = verifyAttestation(attestation.body, trust.body, 'acme');
    expect(subjectDigest).toBe(textAt(simulation, 'result', 'evidenceDigest'));
  });
});

describe('the audit trail', () => {
  it('has one attributable event for each step, in the order of the stream', async () => {
    const events = await allOf(acme.erin, '/api/v1/audit/events');
    const sequences = events.map((event) => numberAt(event, 'seq'));
    expect(sequences).toStrictEqual(sequences.toSorted((a, b) => a - b));
    expect(factsOf(events, 'policy', 'production-baseline')).toStrictEqual([
      ['PolicyCreated'],
      ['VersionDrafted'],
      ['VersionSubmitted'],
      ['ChangesRequested'],
      ['VersionSubmitted'],
      ['VersionWithdrawn'],
      ['VersionSubmitted'],
      ['ApprovalGiven', 'VersionApproved'],
      ['PublicationRequested'],
      ['VersionPublished'],
      ['VersionDeprecated'],
    ]);
    expect(factsOf(events, 'environment', 'prod').slice(-2)).toStrictEqual([
      ['PromotionRequested'],
      ['VersionPromoted'],
    ]);
    const byPeople = events.filter((event) => at(event, 'actor', 'type') === 'user');
    expect(byPeople.every((event) => listAt(event, 'actor', 'scopes').length > 0)).toBe(true);
  });

  it('keeps reasons as digests, and opens them for an auditor', async () => {
    const events = await allOf(acme.erin, '/api/v1/audit/events');
    const publication = events.find((event) => listAt(event, 'facts').includes('PublicationRequested'));
    const path = `/api/v1/audit/events/${numberAt(publication, 'seq')}/texts`;
    expect(accepted(await acme.erin.get(path), 200)).toStrictEqual(WHY);
    expect(JSON.stringify(events)).not.toContain(WHY.reason);
    expect((await acme.alice.get(path)).status).toBe(403);
  });

  it('answers one hash for the stored rows at a position, which moves with what is recorded', async () => {
    const [first, second] = [await stateOf(acme.erin), await stateOf(acme.erin)];
    expect(first).toStrictEqual(second);
    expect(textAt(first, 'stateHash')).toMatch(/^[0-9a-f]{64}$/);

    await createPolicy(acme.alice, 'one-more');
    const third = await stateOf(acme.erin);
    expect(numberAt(third, 'position')).toBe(numberAt(first, 'position') + 1);
    expect(textAt(third, 'stateHash')).not.toBe(textAt(first, 'stateHash'));
    const changed = Object.entries(Object(at(third, 'tables')))
      .filter(([table, hash]) => hash !== at(first, 'tables', table))
      .map(([table]) => table);
    expect(changed.toSorted()).toStrictEqual(['aggregate_head', 'audit_trail', 'policy_catalog']);
  });
});

const factsOf = (events: readonly unknown[], type: string, id: string): readonly unknown[] =>
  events
    .filter((event) => at(event, 'aggregate', 'type') === type && at(event, 'aggregate', 'id') === id)
    .map((event) => at(event, 'facts'));
