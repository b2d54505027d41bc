import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, signInAll } from './support/client.ts';
import { at, jsonOf, listAt, numberAt, textAt } from './support/json.ts';
import { simulate, startSimulation, versionOverEstate, type People } from './support/lifecycle.ts';
import { startPolicyEngine, type RunningEngine } from './support/policy-engine.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';

const LIFE_MS = 90_000;
const WAIT_MS = 60_000;

jest.setTimeout(120_000);

const evaluatedAt = '2025-05-14T00:00:00.000Z';
const inputs = { sbomSet: ['fleet/blue'], advisoryCursor: 'a-1', vexCursor: 'v-1' };

let blue: RunningEngine;
let green: RunningEngine;
let stack: Stack;
let people: People;
let asked: object;

beforeAll(async () => {
  blue = await startPolicyEngine('blue');
  green = await startPolicyEngine('green');
  stack = await startStack({ runners: 1, env: { POLICY_ENGINE_URLS: `${blue.url},${green.url}` } });
  people = await signInAll(stack, 'acme');
  asked = await versionOverEstate(stack, people.alice, 'upgraded', inputs);
}, START_MS + LIFE_MS);
afterAll(async () => {
  await stack?.stop();
  await blue?.stop();
  await green?.stop();
}, START_MS);

const upgrade = (engines: unknown) => ({
  ...asked,
  evaluatedAt,
  base: { kind: 'version', version: 1 },
  engines,
});

describe('a runner with engines besides its own', () => {
  it('says in its readiness which builds are there', async () => {
    const [runnerUrl = ''] = stack.runnerUrls;
    const ready = jsonOf(await (await fetch(`${runnerUrl}/readyz`)).text());
    expect(listAt(ready, 'notes')).toEqual(
      expect.arrayContaining([
        `policy engine: ${blue.url}: ${blue.build}`,
        `policy engine: ${green.url}: ${green.build}`,
      ]),
    );
  });

  it('evaluates each side of a simulation on the build that it names, and an equal upgrade changes nothing', async () => {
    const simulation = await simulate(
      stack,
      people.alice,
      upgrade({ base: blue.build, candidate: green.build }),
    );
    const result = accepted(
      await people.alice.get(`/api/v1/simulations/${textAt(simulation, 'simulationId')}/result`),
      200,
    );
    expect(at(result, 'inputs', 'base', 'engine')).toBe(blue.build);
    expect(at(result, 'inputs', 'candidate', 'engine')).toBe(green.build);
    expect(numberAt(simulation, 'result', 'counts', 'unchanged')).toBe(
      numberAt(simulation, 'result', 'tuples'),
    );
    expect(numberAt(simulation, 'result', 'tuples')).toBeGreaterThan(0);
  });

  it('fails a simulation that wants a build which is nowhere', async () => {
    const simulationId = await startSimulation(people.alice, upgrade({ candidate: 'nowhere@1' }));
    const path = `/api/v1/simulations/${simulationId}`;
    const failed = await stack.until('a simulation without its engine failed', WAIT_MS, async () => {
      const { body } = await people.alice.get(path);
      return at(body, 'state') === 'failed' ? body : undefined;
    });
    expect(JSON.stringify(failed)).toContain('ENGINE_UNAVAILABLE');
  });
});
