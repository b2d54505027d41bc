import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { randomEstate } from '../examples/random-estate.mjs';
import { damage } from './support/damage.ts';
import { policyctl } from './support/policyctl.ts';
import { stateOf } from './support/audit.ts';
import { accepted, signInAll } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import { allOf, upload, WHY, type People } from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';
import { liveThrough, type Life } from './support/tenant-life.ts';

const LIVES_MS = 120_000;
const SEED_DEFAULT = 20_250_601;
// Another seed makes another estate for the second tenant: POLICY_REGISTRY_SEED=7 npm run test:e2e tenants
const seed = Number(process.env['POLICY_REGISTRY_SEED'] ?? SEED_DEFAULT);

jest.setTimeout(60_000);

let stack: Stack;
let acme: People;
let globex: People;
let first: Life;
let second: Life;

beforeAll(async () => {
  process.stderr.write(`the random estate of the second tenant has the seed ${seed}\n`);
  stack = await startStack({ runners: 2 });
  [acme, globex] = await Promise.all([signInAll(stack, 'acme'), signInAll(stack, 'globex')]);
  const baseline = { policyId: 'production-baseline', files: policyFiles('v1'), documents: estate() };
  const other = { policyId: 'evidence-first', files: policyFiles('other'), documents: randomEstate(seed) };
  [first, second] = await Promise.all([
    liveThrough(stack, acme, baseline),
    liveThrough(stack, globex, other),
  ]);
}, START_MS + LIVES_MS);

afterAll(() => stack?.stop(), START_MS);

describe(`two tenants at once (seed ${seed})`, () => {
  it('both come to the end of their lives', () => {
    for (const { version, simulation, snapshot } of [first, second]) {
      expect([at(version, 'state'), at(simulation, 'state')]).toStrictEqual(['published', 'succeeded']);
      expect(numberAt(simulation, 'tuples')).toBe(numberAt(snapshot, 'tuples'));
      expect(numberAt(snapshot, 'tuples')).toBeGreaterThan(0);
    }
  });

  it('each have the environment bound to their own version', () => {
    const bound = [first, second].map(({ environment }) =>
      listAt(environment, 'bindings').map((binding) => textAt(binding, 'policyId')),
    );
    expect(bound).toStrictEqual([['production-baseline'], ['evidence-first']]);
  });

  it('list nothing of each other', async () => {
    const pairs: readonly [People, Life, Life][] = [
      [acme, first, second],
      [globex, second, first],
    ];
    for (const [people, own, foreign] of pairs) {
      const lists = await everyListOf(people);
      expect(namesOf(own).filter((name) => !lists.includes(name))).toStrictEqual([]);
      expect(namesOf(foreign).filter((name) => lists.includes(name))).toStrictEqual([]);
    }
  });

  it('guess nothing of each other: what another tenant has is not there', async () => {
    for (const path of pathsOf(second)) {
      const [theirs, mine] = [await globex.alice.get(path), await acme.alice.get(path)];
      expect([path, theirs.status]).toStrictEqual([path, 200]);
      expect([path, mine.status, at(mine.body, 'code')]).toStrictEqual([path, 404, 'NOT_FOUND']);
    }
  });

  it('find neither each other’s commands nor their positions nor their pages', async () => {
    const events = await allOf(globex.erin, '/api/v1/audit/events');
    const command = `/api/v1/commands/${textAt(events.at(-1), 'commandId')}`;
    expect((await globex.alice.get(command)).status).toBe(200);
    expect((await acme.alice.get(command)).status).toBe(404);

    const page = await globex.erin.get('/api/v1/audit/events?page_size=1');
    const token = textAt(page.body, 'next_page_token');
    const turned = await acme.erin.get(`/api/v1/audit/events?page_token=${token}`);
    expect([turned.status, at(turned.body, 'code')]).toStrictEqual([400, 'PAGE_TOKEN_INVALID']);

    const made = await globex.alice.post('/api/v1/policies', { policyId: 'second-one', name: 'Second' });
    const headers = { 'x-registry-position': made.headers.get('x-registry-position') ?? '' };
    expect((await globex.alice.get('/api/v1/policies', { headers })).status).toBe(200);
    const refused = await acme.alice.get('/api/v1/policies', { headers });
    expect([refused.status, at(refused.body, 'code')]).toStrictEqual([400, 'POSITION_INVALID']);
  });

  it('have blobs of their own, also where the bytes are the same', async () => {
    const bytes = new TextEncoder().encode(`known to one tenant, with seed ${seed}`);
    const path = `/api/v1/blobs/${await upload(globex.alice, bytes)}`;
    const files = [{ path: 'policy.stella', digest: path.split('/').at(-1) }];
    const saved = await acme.alice.put(
      '/api/v1/policies/production-baseline/workspace',
      { files },
      { headers: { 'if-match': '"1"' } },
    );
    expect([saved.status, at(saved.body, 'code')]).toStrictEqual([422, 'BLOB_UNKNOWN']);
    expect((await acme.alice.get(path)).status).toBe(404);
    await upload(acme.alice, bytes);
    expect((await acme.alice.get(path)).bytes).toStrictEqual(Buffer.from(bytes));
  });

  it('change nothing of each other', async () => {
    const { policyId, snapshot, simulation } = second;
    const before = await stateOf(globex.erin);
    const simulationId = textAt(simulation, 'simulationId');
    const policy = `/api/v1/policies/${policyId}`;
    const attempts = [
      await acme.alice.post(`${policy}/versions`, { revision: 1, semver: '9.0.0' }),
      await acme.alice.post(`${policy}/versions/1/submit`, { simulationId }),
      await acme.carol.post('/api/v1/environments/prod/promotions', { policyId, version: 1, ...WHY }),
      await acme.alice.post('/api/v1/simulations', {
        policyId: first.policyId,
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
  });
});

/** What tells one tenant's life from another's, wherever it shows. */
const namesOf = ({ policyId, snapshot, simulation, version }: Life): readonly string[] => [
  policyId,
  textAt(snapshot, 'snapshotId'),
  textAt(snapshot, 'manifestDigest'),
  textAt(simulation, 'simulationId'),
  textAt(version, 'contentDigest'),
];

const everyListOf = async ({ alice, erin }: People): Promise<string> => {
  const environments = accepted(await alice.get('/api/v1/environments'), 200);
  const policies = await allOf(alice, '/api/v1/policies');
  const versions = [];
  for (const policy of policies)
    versions.push(await allOf(alice, `/api/v1/policies/${textAt(policy, 'policyId')}/versions`));
  const others = await Promise.all([
    allOf(alice, '/api/v1/snapshots'),
    allOf(alice, '/api/v1/simulations'),
    allOf(erin, '/api/v1/audit/events'),
  ]);
  return JSON.stringify([environments, policies, versions, others]);
};

/** Every address of a tenant's life. */
const pathsOf = ({ policyId, snapshot, simulation, version, fileDigests }: Life): readonly string[] => {
  const policy = `/api/v1/policies/${policyId}`;
  const simulationPath = `/api/v1/simulations/${textAt(simulation, 'simulationId')}`;
  const digests = [
    textAt(simulation, 'result', 'resultDigest'),
    textAt(simulation, 'result', 'evidenceDigest'),
    textAt(version, 'publication', 'attestationId'),
    ...fileDigests,
  ];
  return [
    policy,
    `${policy}/workspace`,
    `${policy}/workspace/revisions/1`,
    `${policy}/versions/1`,
    `${policy}/versions/1/attestation`,
    `${policy}/versions/1/manifest`,
    `/api/v1/snapshots/${textAt(snapshot, 'snapshotId')}`,
    simulationPath,
    ...['shards', 'events', 'result', 'evidence', 'attestation'].map((of) => `${simulationPath}/${of}`),
    ...digests.map((digest) => `/api/v1/blobs/${digest}`),
  ];
};

// Last: nothing of the stack is whole afterwards.
describe('a history', () => {
  const replay = (tenant: string) => policyctl(stack, 'audit', 'replay', '--as', 'erin', '--tenant', tenant);

  it('is replayed to the state of the registry, for either tenant', async () => {
    for (const tenant of ['acme', 'globex']) {
      const { exitCode, document } = await replay(tenant);
      expect([tenant, exitCode, at(document, 'stateHashEqual'), at(document, 'chainOk')]).toStrictEqual([
        tenant,
        0,
        true,
        true,
      ]);
    }
  });

  it('gives away a random damage, by its name', async () => {
    const { finding, what } = await damage(stack, 'globex', seed);
    process.stderr.write(`the random damage of seed ${seed} is ${what}\n`);
    const { exitCode, document } = await replay('globex');
    const found = listAt(document, 'findings').map((one) => textAt(one, 'finding'));
    expect([what, exitCode, found.includes(finding)]).toStrictEqual([what, 1, true]);
  });
});
