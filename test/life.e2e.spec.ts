import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { randomEstate } from '../examples/random-estate.mjs';
import { verifyAttestation } from './support/attestation.ts';
import { accepted, signIn, signInAll, type Client } from './support/client.ts';
import { sha256 } from './support/digests.ts';
import { estate, policyFiles, type Document, type PolicyFile } from './support/examples.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import {
  allOf,
  approvalOf,
  createPolicy,
  draftVersion,
  importFrozen,
  promote,
  release,
  saveCompiled,
  simulate,
  startSimulation,
  succeeded,
  upload,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { readProgress, type ProgressEvent } from './support/server-sent-events.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const STEP_MS = 120_000;
const SEED_DEFAULT = 20_250_601;
// Any other seed makes another estate for the second tenant: POLICY_REGISTRY_SEED=7 npm run test:e2e life
const seed = Number(process.env['POLICY_REGISTRY_SEED'] ?? SEED_DEFAULT);
const FRESH_AGE_MAX_SECONDS = 300;

let stack: Stack;
let acme: People;
let globex: People;
/** The second tenant's life, which goes on while the first one's tests run. */
let others: Promise<Life>;

type Life = {
  readonly policyId: string;
  readonly snapshot: unknown;
  readonly simulation: unknown;
  readonly version: unknown;
  readonly environment: unknown;
  readonly fileDigests: readonly string[];
};

beforeAll(async () => {
  process.stderr.write(`the random estate of the second tenant has the seed ${seed}\n`);
  stack = await startStack({ runners: 2 });
  [acme, globex] = await Promise.all([signInAll(stack, 'acme'), signInAll(stack, 'globex')]);
  others = liveThrough(globex, { policyId: 'evidence-first', files: policyFiles('other'), documents: randomDocuments() });
  others.catch(() => undefined); // the test that awaits it tells
}, START_MS);

afterAll(() => stack?.stop(), START_MS);

const randomDocuments = (): readonly Document[] =>
  randomEstate(seed).map(({ name, kind, bytes }) => ({ name, kind, bytes }));

const liveThrough = async (
  people: People,
  plan: { policyId: string; files: readonly PolicyFile[]; documents: readonly Document[] },
): Promise<Life> => {
  const { policyId, files, documents } = plan;
  const { alice, carol } = people;
  await createPolicy(alice, policyId);
  const revision = await saveCompiled(stack, alice, policyId, files);
  await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
  const snapshot = await importFrozen(stack, alice, documents);
  const snapshotId = textAt(snapshot, 'snapshotId');
  const simulation = await simulate(stack, alice, { policyId, version: 1, snapshotId });
  const version = await release(stack, people, `/api/v1/policies/${policyId}/versions/1`, simulation);
  const environment = await promote(carol, { policyId, version: 1 });
  const fileDigests = listAt(revision, 'files').map((file) => textAt(file, 'sha256'));
  return { policyId, snapshot, simulation, version, environment, fileDigests };
};

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

  it(
    'imports an estate into a frozen snapshot in which every finding is counted',
    async () => {
      snapshot = await importFrozen(stack, acme.alice, estate());
      expect(numberAt(snapshot, 'tuples')).toBeGreaterThanOrEqual(2_000);
      expect(numberAt(snapshot, 'shards')).toBeGreaterThanOrEqual(4);
      const received = numberAt(snapshot, 'counts', 'received');
      const rejected = Object.values(Object(at(snapshot, 'counts', 'rejected'))).map(Number);
      const others = numberAt(snapshot, 'counts', 'accepted') + numberAt(snapshot, 'counts', 'duplicate');
      expect(received).toBe(others + rejected.reduce((sum, count) => sum + count, 0));
    },
    STEP_MS,
  );

  it(
    'simulates on all runners and tells its progress while it does',
    async () => {
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
    },
    STEP_MS,
  );

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
      const answer = await acme.bob.get(`${path}/${file}`);
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
    const published = await stack.until('the version published', STEP_MS, async () => {
      const { body } = await carol.get(version);
      return at(body, 'state') === 'published' ? body : undefined;
    });
    const attestation = await carol.get(`${version}/attestation`);
    expect(sha256(attestation.bytes)).toBe(textAt(published, 'publication', 'attestationId'));
    const trust = await carol.get('/.well-known/policy-registry-trust');
    const { subjectDigest } = verifyAttestation(attestation.body, trust.body, 'acme');
    expect(subjectDigest).toBe(textAt(published, 'contentDigest'));
    expect(() => verifyAttestation(attestation.body, trust.body, 'globex')).toThrow(/no key of globex/);
  }, STEP_MS);

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
    expect(JSON.stringify(listAt(seen.body, 'bindings'))).toContain(policyId);
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
      ['ApprovalGiven', 'VersionApproved'],
      ['PublicationRequested'],
      ['VersionPublished'],
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

  it('answers one hash for the stored rows at a position', async () => {
    await others;
    const [first, second] = [await stateOf(acme.erin), await stateOf(acme.erin)];
    expect(first).toStrictEqual(second);
    expect(textAt(first, 'stateHash')).toMatch(/^[0-9a-f]{64}$/);
    expect(textAt(await stateOf(globex.erin), 'stateHash')).not.toBe(textAt(first, 'stateHash'));
  }, STEP_MS);
});

const stateOf = async (auditor: Client): Promise<unknown> =>
  accepted(await auditor.get('/api/v1/audit/state'), 200);

const factsOf = (events: readonly unknown[], type: string, id: string): readonly unknown[] =>
  events
    .filter((event) => at(event, 'aggregate', 'type') === type && at(event, 'aggregate', 'id') === id)
    .map((event) => at(event, 'facts'));

describe(`two tenants at once (seed ${seed})`, () => {
  it('both come to the end of their lives', async () => {
    const { version, simulation, snapshot } = await others;
    expect([at(version, 'state'), at(simulation, 'state')]).toStrictEqual(['published', 'succeeded']);
    expect(numberAt(simulation, 'tuples')).toBe(numberAt(snapshot, 'tuples'));
    expect(numberAt(snapshot, 'tuples')).toBeGreaterThan(0);
  }, STEP_MS);

  it('list nothing of each other', async () => {
    const { policyId, snapshot, simulation } = await others;
    const foreign = [policyId, textAt(snapshot, 'snapshotId'), textAt(simulation, 'simulationId')];
    const lists = ['policies', 'snapshots', 'simulations', 'environments'];
    for (const name of lists) {
      const [mine, theirs] = [await allOrOne(acme.alice, name), await allOrOne(globex.alice, name)];
      expect(foreign.filter((id) => mine.includes(id))).toStrictEqual([]);
      expect(theirs).not.toContain('production-baseline');
      expect(mine.length).toBeGreaterThan(2);
    }
    const events = JSON.stringify(await allOf(acme.erin, '/api/v1/audit/events'));
    expect(foreign.filter((id) => events.includes(id))).toStrictEqual([]);
  }, STEP_MS);

  it('guess nothing of each other: what another tenant has is not there', async () => {
    const { policyId, snapshot, simulation, fileDigests, version } = await others;
    const simulationPath = `/api/v1/simulations/${textAt(simulation, 'simulationId')}`;
    const versionPath = `/api/v1/policies/${policyId}/versions/1`;
    const guessed = [
      `/api/v1/policies/${policyId}`,
      `/api/v1/policies/${policyId}/workspace`,
      `/api/v1/policies/${policyId}/workspace/revisions/1`,
      versionPath,
      `${versionPath}/attestation`,
      `${versionPath}/manifest`,
      `/api/v1/snapshots/${textAt(snapshot, 'snapshotId')}`,
      simulationPath,
      ...['shards', 'events', 'result', 'evidence', 'attestation'].map((of) => `${simulationPath}/${of}`),
      ...[
        textAt(simulation, 'result', 'resultDigest'),
        textAt(simulation, 'result', 'evidenceDigest'),
        textAt(version, 'publication', 'attestationId'),
        ...fileDigests,
      ].map((digest) => `/api/v1/blobs/${digest}`),
    ];
    for (const path of guessed) {
      const [theirs, mine] = [await globex.alice.get(path), await acme.alice.get(path)];
      expect([path, theirs.status, mine.status, at(mine.body, 'code')]).toStrictEqual([path, 200, 404, 'NOT_FOUND']);
    }
  }, STEP_MS);

  it('find neither each other’s commands nor their positions', async () => {
    const { policyId } = await others;
    const events = await allOf(globex.erin, '/api/v1/audit/events');
    const commandId = textAt(events.at(-1), 'commandId');
    expect((await globex.alice.get(`/api/v1/commands/${commandId}`)).status).toBe(200);
    expect((await acme.alice.get(`/api/v1/commands/${commandId}`)).status).toBe(404);

    const saved = await globex.alice.put(
      `/api/v1/policies/${policyId}/workspace`,
      { files: [{ path: 'policy.stella', digest: await upload(globex.alice, new Uint8Array([32])) }] },
      { headers: { 'if-match': '"1"' } },
    );
    const position = saved.headers.get('x-registry-position') ?? '';
    const headers = { 'x-registry-position': position };
    expect((await globex.alice.get('/api/v1/policies', { headers })).status).toBe(200);
    const refused = await acme.alice.get('/api/v1/policies', { headers });
    expect([refused.status, at(refused.body, 'code')]).toStrictEqual([400, 'POSITION_INVALID']);
  }, STEP_MS);

  it('change nothing of each other', async () => {
    const { policyId, snapshot, simulation } = await others;
    const before = await stateOf(globex.erin);
    const simulationId = textAt(simulation, 'simulationId');
    const version = `/api/v1/policies/${policyId}/versions/1`;
    const attempts = [
      await acme.alice.post(`/api/v1/policies/${policyId}/versions`, { revision: 1, semver: '9.0.0' }),
      await acme.alice.post(`${version}/submit`, { simulationId }),
      await acme.carol.post('/api/v1/environments/prod/promotions', { policyId, version: 1, ...WHY }),
      await acme.alice.post('/api/v1/simulations', {
        policyId: 'production-baseline',
        version: 1,
        snapshotId: textAt(snapshot, 'snapshotId'),
      }),
    ];
    expect(attempts.map(({ status, body }) => [status, at(body, 'code')])).toStrictEqual([
      [404, 'POLICY_UNKNOWN'],
      [404, 'POLICY_UNKNOWN'],
      [404, 'POLICY_UNKNOWN'],
      [409, 'ERR_INPUTS_UNFROZEN'],
    ]);
    expect(await stateOf(globex.erin)).toStrictEqual(before);
  }, STEP_MS);
});

const allOrOne = async (reader: Client, name: string): Promise<string> =>
  JSON.stringify(
    name === 'environments' ? (await reader.get('/api/v1/environments')).body : await allOf(reader, `/api/v1/${name}`),
  );
