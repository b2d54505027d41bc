import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';

import { stateOf } from './support/audit.ts';
import { openBroker, openConnection } from './support/broker.ts';
import { signInAll, type Answer } from './support/client.ts';
import { credentialsOf } from './support/credentials.ts';
import { damageStore } from './support/damage.ts';
import { idFromCommand, runCommandId } from './support/digests.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, textAt } from './support/json.ts';
import {
  allOf,
  createPolicy,
  draftVersion,
  importFrozen,
  saveCompiled,
  startSimulation,
  succeeded,
  type People,
} from './support/lifecycle.ts';
import { policyctl } from './support/policyctl.ts';
import { followPage, runCommand, stepsOf, type Following } from './support/runbook.ts';
import { launch, resetFolder, START_MS, startStack, type Stack } from './support/stack.ts';
import { liveThrough, type Life } from './support/tenant-life.ts';

// docs/runbooks/backup-and-restore.md, command by command, on a registry that has lived.

const STORY_MS = 300_000;
const WAIT_MS = 60_000;
const RUN = 'nightly/1';
const evaluatedAt = '2025-05-14T00:00:00.000Z';
const policyId = 'production-baseline';
/** By which a scheduler names the snapshot that it wants. */
const inputs = { sbomSet: ['fleet/blue'], advisoryCursor: 'advisories-7', vexCursor: 'vex-7' };
const steps = stepsOf('backup-and-restore.md');

jest.setTimeout(STORY_MS);

let folder: string;
let stack: Stack;
let acme: People;
let globex: People;
let life: Life;
/** The same at every start on a folder. */
let projectorUrl: string;
const executed: string[] = [];
const place = (name: string): string => join(folder, name);
const variables = (): Readonly<Record<string, string>> => ({
  REGISTRY: place('registry'),
  NEW: place('new'),
  SAFE: place('safe'),
  BACKUP: place('backup'),
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'policy-registry-runbook-'));
  stack = await startStack({ folder: place('registry') });
  await signIn();
  life = await liveThrough(stack, acme, {
    policyId,
    files: policyFiles('v1'),
    documents: estate().slice(0, 4),
  });
  await importFrozen(stack, acme.alice, estate().slice(0, 2), inputs);
}, START_MS + STORY_MS);

afterAll(async () => {
  await stack?.stop();
  for (const name of ['registry', 'new']) await resetFolder(place(name));
  await rm(folder, { recursive: true, force: true });
}, START_MS);

const signIn = async (): Promise<void> => {
  ({ projectorUrl } = stack);
  [acme, globex] = await Promise.all([signInAll(stack, 'acme'), signInAll(stack, 'globex')]);
};

/** Executes the commands under a heading of the page, all blocks or one; the last command ends with `exitCode`. */
const follow = async (
  heading: string,
  { block, exitCode = 0 }: { block?: number; exitCode?: number } = {},
) => {
  const blocks = steps.filter((step) => step.heading === heading);
  const commands = (block === undefined ? blocks : blocks.slice(block, block + 1)).flatMap(
    (step) => step.commands,
  );
  let said = '';
  for (const [index, command] of commands.entries()) {
    executed.push(command);
    if (command.startsWith('npm start')) {
      await stack.stop();
      stack = await startStack({ folder: place('new'), isServersOnly: command.includes('--servers-only') });
      continue;
    }
    const ran = await runCommand(command, variables());
    const wanted = index === commands.length - 1 ? exitCode : 0;
    if (ran.exitCode !== wanted) throw new Error(`${command} ended with ${ran.exitCode}: ${ran.said}`);
    said = ran.said;
  }
  return said;
};

/** Asks for a version of a revision that is not there yet: refused, whatever comes later. */
const askTooEarly = (): Promise<Answer> =>
  acme.alice.post(
    `/api/v1/policies/${policyId}/versions`,
    { revision: 2, semver: '2.0.0' },
    { key: 'too-early' },
  );
const askInTime = (): Promise<Answer> =>
  acme.alice.post('/api/v1/policies', { policyId: 'asked-once', name: 'Asked once' }, { key: 'in-time' });

const scheduleRun = async (): Promise<string> => {
  const scheduler = await openConnection(stack.broker(await credentialsOf(stack, 'acme', 'scheduler')));
  const commandId = runCommandId('acme', RUN);
  const request = {
    schema: 'scheduler.policy-run-request@1',
    ...{ tenantId: 'acme', policyId, policyVersion: 1, runId: RUN, requestedBy: 'nightly' },
    ...{
      mode: 'simulate',
      priority: 'normal',
      inputs: { ...inputs, environment: { evaluated_at: evaluatedAt, target: 'prod' } },
    },
  };
  await scheduler.request(`registry.cmd.scheduler.acme.${commandId}`, JSON.stringify(request));
  await scheduler.close();
  return commandId;
};

/** Every event of a tenant, as its audit trail lists them. */
const eventsOf = ({ erin }: People): Promise<readonly unknown[]> => allOf(erin, '/api/v1/audit/events');

const hashesOf = async ({ erin }: People): Promise<unknown> => {
  const state = await stateOf(erin);
  return [at(state, 'tables'), at(state, 'stateHash')];
};

/** Work of a runner that is under way, and of clients that do not stop asking, while a backup is taken. */
const backUpUnderLoad = async () => {
  const snapshotId = textAt(life.snapshot, 'snapshotId');
  const admin = await openBroker(stack.broker('admin'));
  const runner = await stack.pidOf('runner-1');
  process.kill(runner, 'SIGSTOP');
  try {
    const simulationId = await startSimulation(acme.alice, { policyId, version: 1, snapshotId, evaluatedAt });
    await stack.until('a job that waits', WAIT_MS, async () =>
      (await admin.sizeOf('JOBS')) > 0 ? true : undefined,
    );
    const before = await eventsOf(acme);
    const confirmed: string[] = [];
    let isOver = false;
    const load = (async () => {
      for (let number = 1; !isOver; number += 1) {
        await createPolicy(acme.alice, `load-${number}`);
        confirmed.push(`load-${number}`);
      }
    })();
    await stack.until('load', WAIT_MS, () => (confirmed.length > 5 ? true : undefined));
    const kept = [...confirmed];
    await follow('Back up');
    isOver = true;
    await load;
    return { simulationId, before, kept };
  } finally {
    process.kill(runner, 'SIGCONT');
    await admin.close();
  }
};

it('a registry goes on in new servers where a backup was taken under load: the same events, rows, blobs, answers and work', async () => {
  const refused = await askTooEarly();
  expect(refused.status).toBe(404);
  await saveCompiled(stack, acme.alice, policyId, policyFiles('v2'), 1);
  const inTime = await askInTime();
  const scheduled = idFromCommand(await scheduleRun());
  await succeeded(stack, acme.alice, scheduled);
  await follow('Keep the keys');
  const globexBefore = await hashesOf(globex);
  const attestation = await acme.bob.get(`/api/v1/policies/${policyId}/versions/1/attestation`);
  const { simulationId, before, kept } = await backUpUnderLoad();
  const whole = await succeeded(stack, acme.alice, simulationId);
  await createPolicy(acme.alice, 'after-the-backup');
  await stack.stop();
  await resetFolder(place('registry'));

  await follow('Restore after the loss of everything');
  await signIn();
  const restored = await eventsOf(acme);
  expect(restored.slice(0, before.length)).toStrictEqual(before);
  expect(await hashesOf(globex)).toStrictEqual(globexBefore);
  for (const id of kept) expect((await acme.alice.get(`/api/v1/policies/${id}`)).status).toBe(200);
  expect((await acme.alice.get('/api/v1/policies/after-the-backup')).status).toBe(404);
  const version = await acme.bob.get(`/api/v1/policies/${policyId}/versions/1`);
  expect(at(version.body, 'state')).toBe('published');
  const { bytes } = await acme.bob.get(`/api/v1/policies/${policyId}/versions/1/attestation`);
  expect(bytes).toStrictEqual(attestation.bytes);

  // What was asked before has its answer; what runs once runs no more; what is new is decided.
  expect([(await askTooEarly()).body, (await askInTime()).body]).toMatchObject([
    { code: at(refused.body, 'code') },
    inTime.body,
  ]);
  await scheduleRun();
  await draftVersion(acme.alice, policyId, { revision: 2, semver: '2.0.0' });
  await saveCompiled(stack, acme.alice, 'asked-once', policyFiles('v1'));

  // The simulation whose jobs were in the backup ends as it did, with evidence that the trust file of then vouches for.
  const again = await succeeded(stack, acme.alice, simulationId);
  expect(textAt(again, 'result', 'resultDigest')).toBe(textAt(whole, 'result', 'resultDigest'));
  const out = place('evidence');
  const asAlice = ['--as', 'alice', '--tenant', 'acme'];
  const fetched = await policyctl(stack, 'evidence', 'fetch', simulationId, '--out', out, ...asAlice);
  const trust = join(place('backup'), 'files', 'trust.json');
  const verified = await policyctl(stack, 'evidence', 'verify', out, '--trust', trust, '--tenant', 'acme');
  expect([fetched.exitCode, verified.exitCode]).toStrictEqual([0, 0]);

  // Reactions were done again from before the backup on, and changed nothing of what had its reactions then.
  const later = (await eventsOf(acme)).slice(restored.length).map((event) => at(event, 'aggregate', 'id'));
  for (const id of [textAt(life.simulation, 'simulationId'), scheduled, textAt(life.snapshot, 'snapshotId')])
    expect(later).not.toContain(id);
  const broker = await openBroker(stack.broker('admin'));
  expect(await broker.sizeOf('DEAD')).toBe(0);
  await broker.close();
});

/** A registry whose projector does not become ready, as somebody sees it who looks for why. */
const whileRefused = async (why: string, work: () => Promise<unknown>): Promise<void> => {
  const launched = launch({ folder: place('new') });
  try {
    await stack.until('a projector that refuses', WAIT_MS, async () => {
      await launched.alive();
      const ready = await fetch(`${projectorUrl}/readyz`).then(
        (answer) => answer.text(),
        () => '',
      );
      return ready.includes(why) ? true : undefined;
    });
    await work();
  } finally {
    await launched.stop();
  }
};

const followDamaged = (heading: string, options: Following = {}): Promise<string> => {
  const variables = { REGISTRY: place('new'), KEPT: place('kept'), BACKUP: place('backup') };
  return followPage('damaged-log.md', heading, { ...options, variables });
};

it('a log that is damaged is found, named and kept, as damaged-log.md says', async () => {
  await stack.stop();
  await damageStore(join(place('new'), 'nats'));
  await whileRefused('stream', async () => {
    const said = await followDamaged('Look', { exitCode: 1 });
    expect(said).toMatch(/FAULT +read models +.*(is missing from the stream|before the checkpoint)/);
  });
  await followDamaged('Do');
  expect(await readdir(join(place('kept'), 'jetstream'))).not.toHaveLength(0);
});

it('rows that are ahead of a restored log are read, and nothing is decided on them until the later events are given up', async () => {
  const lost = '/api/v1/policies/asked-once/workspace';
  const said = await follow('The broker alone is lost', { block: 0, exitCode: 1 });
  expect(said).toMatch(/read models +are at \d+, ahead of the log: the projector decides nothing/);
  await stack.stop();

  const waiting = (): Promise<Answer> =>
    acme.alice.post('/api/v1/policies', { policyId: 'waits', name: 'Waits' }, { key: 'waits' });
  await whileRefused('before the checkpoint', async () => {
    await stack.until('a gateway that reads', WAIT_MS, async () => {
      const answer = await acme.alice.get(lost).catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    });
    expect((await waiting()).status).toBe(202);
  });

  await follow('The broker alone is lost', { block: 1 });
  await stack.stop();
  stack = await startStack({ folder: place('new') });
  await signIn();
  expect((await acme.alice.get(lost)).status).toBe(404);
  await stack.until('the command that waited', WAIT_MS, async () =>
    (await waiting()).status === 201 ? true : undefined,
  );
  const replayed = await policyctl(stack, 'audit', 'replay', '--as', 'erin', '--tenant', 'acme');
  expect([replayed.exitCode, at(replayed.document, 'stateHashEqual')]).toStrictEqual([0, true]);
  await followDamaged('Verify');
});

it('every command of the page was executed', () => {
  expect(executed).toStrictEqual(steps.flatMap(({ commands }) => commands));
  expect(executed.length).toBeGreaterThan(10);
});
