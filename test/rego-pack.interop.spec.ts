import { spawn, type ChildProcess } from 'node:child_process';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { accepted, signInAll } from './support/client.ts';
import { estate, type PolicyFile } from './support/examples.ts';
import { at, jsonOf, listAt, numberAt, textAt } from './support/json.ts';
import {
  createPolicy,
  draftVersion,
  importFrozen,
  release,
  saveCompiled,
  simulate,
  type People,
} from './support/lifecycle.ts';
import { freePort } from './support/network.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';
import { waitUntil } from './support/wait-until.ts';

const LIFE_MS = 90_000;
const READY_MS = 30_000;

jest.setTimeout(120_000);

const policyId = 'rego-baseline';
const files: readonly PolicyFile[] = [
  {
    path: 'policy.rego',
    bytes: new TextEncoder().encode(`package policy

rules := ["severe"]

# Everything severe.
outcome := {"status": "blocked", "rule": "severe"} if input.severity.band in {"High", "Critical"}

missing contains "severity.normalized" if not input.severity.band
`),
  },
];

let opa: ChildProcess;
let stack: Stack;
let people: People;

beforeAll(async () => {
  const port = await freePort();
  const args = ['run', '--server', '--addr', `127.0.0.1:${port}`, '--skip-version-check'];
  opa = spawn(process.env['TEST_OPA_BIN'] ?? 'opa', args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await waitUntil('OPA is healthy', READY_MS, async () => ((await isHealthy(url)) ? true : undefined));
  stack = await startStack({ runners: 1, env: { OPA_URL: url } });
  people = await signInAll(stack, 'acme');
}, START_MS + LIFE_MS);
afterAll(async () => {
  await stack?.stop();
  opa?.kill('SIGTERM');
}, START_MS);

const isHealthy = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('a registry with an OPA', () => {
  it('simulates, releases and publishes a Rego pack as it does any other policy', async () => {
    const { alice } = people;
    const [runnerUrl = ''] = stack.runnerUrls;
    const notes = listAt(jsonOf(await (await fetch(`${runnerUrl}/readyz`)).text()), 'notes');
    expect(notes).toContainEqual(expect.stringMatching(/^policy engine: http:.*: opa-\d.*\+rego-pack\.1$/));

    await createPolicy(alice, policyId);
    await saveCompiled(stack, alice, policyId, files);
    await draftVersion(alice, policyId, { revision: 1, semver: '1.0.0' });
    const snapshotId = textAt(await importFrozen(stack, alice, estate()), 'snapshotId');
    const simulation = await simulate(stack, alice, { policyId, version: 1, snapshotId });
    const path = `/api/v1/simulations/${textAt(simulation, 'simulationId')}/result`;
    const result = accepted(await alice.get(path), 200);
    expect(textAt(result, 'inputs', 'candidate', 'engine')).toMatch(/^opa-/);
    expect(textAt(result, 'inputs', 'base', 'engine')).toMatch(/^embedded-/);
    expect(numberAt(simulation, 'result', 'counts', 'newly_blocked')).toBeGreaterThan(0);

    const version = `/api/v1/policies/${policyId}/versions/1`;
    expect(at(await release(stack, people, version, simulation), 'state')).toBe('published');
  });
});
