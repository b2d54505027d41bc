import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  shardsOfSimulation,
  simulationById,
  simulationOfSubmission,
  theTenant,
} from '@policy-registry/read-models';
import {
  evaluateRange,
  partialBytes,
  quickResultBytes,
  readResult,
  reduce,
  resultBytes,
  SEED_DEFAULT,
  type PresentInputs,
} from '@policy-registry/simulation';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';

const engine = 'embedded-stella@1.0.0';
const inputs: PresentInputs = {
  schema: 'policy-registry.simulation-inputs@2',
  snapshotDigest: 'a'.repeat(64),
  base: { kind: 'empty', irDigest: 'b'.repeat(64), engine },
  candidate: { irDigest: 'c'.repeat(64), engine },
  evaluatedAt: '2026-01-01T00:00:00.000Z',
  seed: SEED_DEFAULT,
  env: {},
};
const outcome = (status: 'affected' | 'blocked') => ({
  kind: 'decided' as const,
  status,
  severity: {},
  warnings: [],
  annotations: {},
  undecided: [],
});
const partialOf = (from: number, statuses: readonly ('affected' | 'blocked')[]) =>
  evaluateRange({
    inputs,
    from,
    tuples: statuses.map((_, at) => ({
      component: { purl: `pkg:npm/c${from + at}@1` },
      advisory: { id: `CVE-${from + at}`, aliases: [], ratings: [] },
      image: {},
      vex: [],
      signals: {},
    })),
    base: statuses.map(() => outcome('affected')),
    candidate: statuses.map(outcome),
  });
const partials = [partialOf(0, ['blocked', 'affected']), partialOf(2, ['affected', 'blocked'])];
const result = resultBytes(reduce({ inputs, tuples: 4, candidateRules: [] }, partials));
const budgets = { version: 1, lines: [{ line: 'newly_blocked = 0', ok: false, value: '2' }] };

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), { tenant: 'acme' });
  const stored = async (bytes: Uint8Array) => {
    const content = async function* () {
      yield bytes;
    };
    return (await gateway.ports.blobs.put('acme', content(), bytes.length)).digest;
  };
  const shards = await Promise.all(
    partials.map(async (partial, index) => ({
      index,
      tuples: 2,
      partialDigest: await stored(partialBytes(partial)),
    })),
  );
  const refs = {
    resultDigest: await stored(result),
    timingDigest: await stored(new TextEncoder().encode('{}')),
    budgets,
  };
  gateway.put('acme', simulationById('sim-1'), { simulationId: 'sim-1', result: refs });
  gateway.put('acme', simulationById('sim-2'), { simulationId: 'sim-2', result: null });
  const sample = { tuples: 4, of: 9, shards: 1, ofShards: 2 };
  const sampled = quickResultBytes({
    schema: 'policy-registry.quick-result@1',
    sample,
    result: readResult(result),
  });
  gateway.put('acme', simulationById('quick'), {
    simulationId: 'quick',
    mode: 'quick',
    result: { resultDigest: await stored(sampled), sample, budgets },
  });
  gateway.put('acme', shardsOfSimulation('quick'));
  const failed = { index: 1, tuples: 0, partialDigest: null, replica: 1 };
  gateway.put('acme', simulationById('half-twin'), { simulationId: 'half-twin', result: refs });
  gateway.put(
    'acme',
    shardsOfSimulation('half-twin'),
    ...shards.map((shard) => ({ ...shard, replica: 0 })),
    failed,
  );
  const replicas = [0, 1].flatMap((replica) => shards.map((shard) => ({ ...shard, replica })));
  gateway.put('acme', shardsOfSimulation('sim-1'), ...replicas.toReversed());
  gateway.put('acme', shardsOfSimulation('sim-2'));
  gateway.put('acme', simulationOfSubmission('pay-gate', 1), { simulationId: 'sim-1' });
  gateway.put('acme', simulationOfSubmission('pay-gate', 2));
});
afterAll(() => gateway.close());

const read = async (path: string) => {
  const { status, body, headers } = await gateway.ask('GET', `/api/v1/simulations/${path}`);
  return { status, body, type: headers.get('content-type') };
};
const textOf = async (path: string) => String((await read(path)).body);

describe('the result of a simulation', () => {
  it('is the stored bytes unless another format is asked for', async () => {
    const { body, type } = await read('sim-1/result');
    expect(type).toContain('application/json');
    expect(JSON.stringify(body)).toBe(new TextDecoder().decode(result));
  });

  it('is a table of counts as CSV', async () => {
    const { body, type } = await read('sim-1/result?format=csv');
    expect(type).toContain('text/csv');
    expect(String(body).split('\r\n')[1]).toBe('all,,4,2,0,0,0,2,0,0,0,0,2');
  });

  it('has the verdicts on the budgets as JUnit XML', async () => {
    const { body, type } = await read('sim-1/result?format=junit');
    expect(type).toContain('application/xml');
    expect(body).toContain('<failure type="budget" message="found 2">');
  });

  it('has the changed tuples and broken budgets as SARIF', async () => {
    const { body, type } = await read('sim-1/result?format=sarif');
    expect(type).toContain('application/sarif+json');
    const [run] = JSON.parse(JSON.stringify(body)).runs;
    expect(run.results.map((each: { ruleId: string }) => each.ruleId)).toStrictEqual([
      'budget_broken',
      'newly_blocked',
      'newly_blocked',
    ]);
  });

  it.each(['csv', 'junit'])('is what the sample shows where it was quick: %s', async (format) => {
    expect((await read(`quick/result?format=${format}`)).body).toBe(
      await textOf(`sim-1/result?format=${format}`),
    );
  });

  it.each(['result?format=ndjson', 'result?format=sarif', 'changes', 'changes?format=csv'])(
    'lists no changes where it was quick, and says so: %s',
    async (path) => {
      expect(await read(`quick/${path}`)).toMatchObject({ status: 409, body: { code: 'CHANGES_NOT_KEPT' } });
    },
  );

  it('is no other format', async () => {
    expect((await read('sim-1/result?format=pdf')).status).toBe(400);
  });

  it.each(['result', 'result?format=csv', 'result?format=ndjson', 'changes', 'timing'])(
    'is not there before it is: %s',
    async (path) => {
      expect((await read(`sim-2/${path}`)).status).toBe(404);
    },
  );

  it.each(['result?format=sarif', 'changes'])('needs findings:read: %s', async (path) => {
    const token = gateway.tokenOf({ scopes: ['policy:read'] });
    expect((await gateway.ask('GET', `/api/v1/simulations/sim-1/${path}`, { token })).status).toBe(403);
  });
});

describe('the tuples that changed', () => {
  it.each(['changes', 'result?format=ndjson'])(
    'are one document per line, in order, once: %s',
    async (path) => {
      const { body, type } = await read(`sim-1/${path}`);
      expect(type).toContain('application/x-ndjson');
      const lines = String(body)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.map(({ index, component }) => [index, component])).toStrictEqual([
        [0, 'pkg:npm/c0@1'],
        [3, 'pkg:npm/c3@1'],
      ]);
    },
  );

  it('are those of the first evaluation where a shard of the twin failed', async () => {
    expect(await textOf('half-twin/changes')).toBe(await textOf('sim-1/changes'));
  });

  it('are rows as CSV', async () => {
    const rows = (await textOf('sim-1/changes?format=csv')).trimEnd().split('\r\n');
    expect(rows).toHaveLength(3);
    expect(rows[2]).toBe('3,newly_blocked,CVE-3,pkg:npm/c3@1,,affected,,,blocked,,,');
  });
});

describe('the timing of a simulation', () => {
  it('is a document of its own', async () => {
    expect(await read('sim-1/timing')).toMatchObject({ status: 200, body: {} });
  });
});

describe('a mark', () => {
  const mark = (version: number, index: number) =>
    gateway.ask('POST', `/api/v1/policies/pay-gate/versions/${version}/marks`, {
      json: { index, mark: 'intended', reason: 'it was asked for' },
    });

  it('names the class of the change that it is about', async () => {
    gateway.decide('undecided');
    await mark(1, 3);
    expect(gateway.commands.at(-1)).toMatchObject({
      type: 'MarkDecision',
      data: { simulationId: 'sim-1', index: 3, mark: 'intended', class: 'newly_blocked' },
    });
  });

  it.each([
    ['a tuple that did not change', 1, 2],
    ['a tuple that is not there', 1, 99],
    ['a version that was not submitted', 2, 0],
  ])('is of nothing else: %s', async (_what, version, index) => {
    expect((await mark(version, index)).status).toBe(404);
  });
});
