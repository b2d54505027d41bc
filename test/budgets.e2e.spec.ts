import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, type Answer, refusal, signInAll } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, listAt, numberAt, textAt } from './support/json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  release,
  saveCompiled,
  simulate,
  WHY,
  type People,
} from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

jest.setTimeout(180_000);

const policyId = 'production-baseline';
const versions = `/api/v1/policies/${policyId}/versions`;
const kept = ['newly_blocked <= 100%', 'snapshot age < 7d', 'p95 evaluation <= +1000000%'];

let stack: Stack;
let acme: People;
let snapshotId: string;
let first: unknown;

beforeAll(async () => {
  stack = await startStack({ runners: 1 });
  acme = await signInAll(stack, 'acme');
}, START_MS);

afterAll(() => stack?.stop(), START_MS);

const setBudgets = (lines: readonly string[]): Promise<Answer> =>
  acme.dave.put('/api/v1/environments/prod/budgets', { lines });
const promote = (promoted: object): Promise<Answer> =>
  acme.carol.post('/api/v1/environments/prod/promotions', { policyId, ...promoted, ...WHY });

describe('the impact budgets of an environment', () => {
  it('are set by the administrator, each line in its one form', async () => {
    const environment = accepted(await setBudgets(['newly_blocked ≤ 100 %', ...kept.slice(1)]), 200);
    expect(at(environment, 'budgets')).toMatchObject({ version: 1, lines: kept });
    const { alice } = acme;
    const refused = await alice.put('/api/v1/environments/prod/budgets', { lines: [] });
    expect(refusal(refused)).toStrictEqual([403, 'ERR_SCOPE_MISMATCH']);
  });

  it('are refused with the place where a line stops to be one', async () => {
    const answer = await setBudgets(['error_new = 0', 'newly_blocked on team:x = 0']);
    expect(refusal(answer)).toStrictEqual([422, 'BUDGETS_INVALID']);
    expect(listAt(answer.body, 'errors')).toMatchObject([{ pointer: '/lines/1', column: 18 }]);
  });
});

describe('a promotion', () => {
  it('is judged by the simulation of its submission, and recorded with what each line found', async () => {
    const { alice } = acme;
    await createPolicy(alice, policyId);
    await saveCompiled(stack, alice, policyId, policyFiles('v1'));
    await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
    snapshotId = textAt(await importFrozen(stack, alice, estate()), 'snapshotId');
    first = await simulate(stack, alice, { policyId, version: 1, snapshotId });
    expect(at(first, 'result', 'budgets')).toMatchObject({
      version: 1,
      lines: kept.map((line) => ({ line, ok: true })),
    });
    await release(stack, acme, `${versions}/1`, first);

    const environment = accepted(await promote({ version: 1 }), 200);
    const [binding] = listAt(environment, 'bindings');
    expect(at(binding, 'stable')).toMatchObject({
      version: 1,
      simulationId: textAt(first, 'simulationId'),
      budgets: at(first, 'result', 'budgets'),
    });
  });

  it('is refused by the lines that failed, each with what was found', async () => {
    const { alice } = acme;
    accepted(await setBudgets(['changed = 0', 'error_new >= 0']), 200);
    await saveCompiled(stack, alice, policyId, policyFiles('v2'), 1);
    await draftVersion(alice, policyId, { revision: 2, semver: '2.0.0' });
    const second = await simulate(stack, alice, { policyId, version: 2, snapshotId });
    await release(stack, acme, `${versions}/2`, second);

    const answer = await promote({ version: 2 });
    expect(refusal(answer)).toStrictEqual([409, 'BUDGETS_BROKEN']);
    const counts: Readonly<Record<string, number>> = Object(at(second, 'result', 'counts'));
    const changed = numberAt(second, 'result', 'tuples') - (counts['unchanged'] ?? 0);
    expect(listAt(answer.body, 'errors')).toMatchObject([
      { code: 'approvals_passed' },
      { code: 'budgets_closed' },
      { code: 'budget_broken', detail: `changed = 0: found ${changed}` },
    ]);

    const older = await promote({ version: 2, simulationId: textAt(first, 'simulationId') });
    expect(refusal(older)).toStrictEqual([409, 'SIMULATION_OF_OTHER_CONTENT']);
    accepted(await setBudgets(['error_new = 0']), 200);
    expect(refusal(await promote({ version: 2 }))).toStrictEqual([409, 'SIMULATION_OF_OTHER_BUDGETS']);
  });

  it('needs no simulation once the budgets are taken away', async () => {
    accepted(await setBudgets([]), 200);
    const environment = accepted(await promote({ version: 2 }), 200);
    expect(at(listAt(environment, 'bindings')[0], 'stable')).toMatchObject({ version: 2, budgets: null });
  });
});

describe('a result', () => {
  const read = async (path: string) => {
    const answer = await acme.alice.get(`/api/v1/simulations/${textAt(first, 'simulationId')}/${path}`);
    expect(answer.status).toBe(200);
    return answer;
  };

  it('is served for other tools', async () => {
    const rows = (await read('result?format=csv')).bytes.toString('utf8').split('\r\n');
    expect(rows[1]).toMatch(new RegExp(`^all,,${numberAt(first, 'result', 'tuples')},`));
    const xml = (await read('result?format=junit')).bytes.toString('utf8');
    expect(xml).toContain('name="newly_blocked &lt;= 100%"');
    expect(at((await read('result?format=sarif')).body, 'version')).toBe('2.1.0');
  });

  it('lists every tuple that changed, and how long it took', async () => {
    const lines = (await read('changes')).bytes.toString('utf8').trimEnd().split('\n');
    const counts: Readonly<Record<string, number>> = Object(at(first, 'result', 'counts'));
    expect(lines).toHaveLength(numberAt(first, 'result', 'tuples') - (counts['unchanged'] ?? 0));
    const { body } = await read('timing');
    expect(listAt(body, 'shards')).toHaveLength(numberAt(first, 'shards'));
    expect(numberAt(body, 'candidate', 'tuplesPerSecond')).toBeGreaterThan(0);
  });
});
