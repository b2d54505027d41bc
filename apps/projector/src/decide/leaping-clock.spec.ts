import { beforeEach, describe, expect, it } from '@jest/globals';
import { toTimestamp } from '@policy-registry/kernel';

import { createPolicy, NOW, saveWorkspace } from '../testing/commands.ts';
import { openRegistry, workspaceRef, type Registry } from '../testing/deciding.ts';

// The clock of a decision is the broker's. It may be set, in either direction, between any two commands.

const HOUR_MS = 3_600_000;
const first = saveWorkspace('s1', 'one');
const second = saveWorkspace('s2', 'two');

let registry: Registry;
beforeEach(async () => {
  registry = await openRegistry();
  await registry.tell(createPolicy);
});
/** Decided by a process that has just started, and whose outcome nobody stored. */
const decide = (command: typeof first, now: number) => registry.projector()(command, now);
const history = async () => (await registry.log.load(workspaceRef)).events.map(({ event }) => event);

describe('a clock that is set back', () => {
  it('delays nothing: an event is later by its place, and earlier by its time', async () => {
    await decide(first, NOW);
    expect(await decide(second, NOW - 48 * HOUR_MS)).toMatchObject({ status: 'accepted' });
    expect(
      (await history()).map(({ aggregate, recordedAt }) => [aggregate.version, recordedAt]),
    ).toStrictEqual([
      [1, toTimestamp(NOW)],
      [2, toTimestamp(NOW - 48 * HOUR_MS)],
    ]);
  });

  it('gives a retry what it was given before', async () => {
    const before = await decide(first, NOW);
    expect(await decide(first, NOW - 48 * HOUR_MS)).toStrictEqual(before);
    expect(await history()).toHaveLength(1);
  });
});

describe('a clock that is set ahead', () => {
  it('by less than a day gives a retry what it was given before', async () => {
    const before = await decide(first, NOW);
    await decide(second, NOW + 23 * HOUR_MS);
    expect(await decide(first, NOW)).toStrictEqual(before);
    expect(await history()).toHaveLength(2);
  });

  it('by more than a day has it forget keys, as if that day had passed', async () => {
    await decide(first, NOW);
    await decide(second, NOW + 25 * HOUR_MS);
    expect(await decide(first, NOW)).toMatchObject({ status: 'accepted', aggregate: { version: 3 } });
  });
});
