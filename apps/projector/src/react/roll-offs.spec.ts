import { beforeEach, describe, expect, it } from '@jest/globals';
import { canonicalBytes, type EventEnvelope, type Json, type RecordedEvent } from '@policy-registry/kernel';
import { inMemoryEventLog, type InMemoryEventLog } from '@policy-registry/kernel/testing';

import { stateCache } from '../decide/state-cache.ts';
import { storedEvents } from '../testing/stored-log.ts';
import { rollOffsAfter } from './roll-offs.ts';

// The stored life of a policy of which versions 2 and 3 are recalled while 2 is stable and 3 a canary, and 1 is archived
// after what was rolled off to it.

const life = storedEvents().filter(({ aggregate: { id } }) => ['old-gate', 'eu'].includes(id));
const upTo = (fact: string): readonly EventEnvelope[] => life.slice(0, life.indexOf(eventOf(fact)) + 1);
const eventOf = (fact: string): EventEnvelope => {
  const event = life.findLast(({ facts }) => facts.some(({ type }) => type === fact));
  if (event === undefined) throw new Error(`the stored life has no ${fact}`);
  return event;
};
const ofPolicy = ({ aggregate }: EventEnvelope) => aggregate.type === 'policy';
const recorded = (event: EventEnvelope): RecordedEvent => ({ seq: 1, hash: '', event });

let log: InMemoryEventLog;
beforeEach(() => {
  log = inMemoryEventLog();
});

const store = async (events: readonly EventEnvelope[]): Promise<void> => {
  for (const event of events) {
    const { type, id } = event.aggregate;
    await log.plant({ tenant: event.tenant, type, id }, canonicalBytes(event as Json));
  }
};
const after = async (fact: string) =>
  (await rollOffsAfter({ log, states: stateCache(log) }, recorded(eventOf(fact)))).map(({ type, data }) => ({
    type,
    ...data,
  }));
const rollOff = { type: 'RollOff', environmentId: 'eu', policyId: 'old-gate' };

describe('rolling off', () => {
  const promotions = upTo('VersionPromoted').filter((event) => !ofPolicy(event));

  it('is asked of the environments that have a version bound which is recalled, and of no other', async () => {
    await store([...promotions, ...upTo('VersionRecalled').filter(ofPolicy)]);
    await log.plant({ tenant: 'acme', type: 'environment', id: 'us' }, new TextEncoder().encode('{}'));
    await log.plant({ tenant: 'globex', type: 'environment', id: 'eu' }, new TextEncoder().encode('{}'));
    expect(await after('VersionRecalled')).toStrictEqual([rollOff]);
  });

  it('is asked of an environment that bound a version which is recalled by then', async () => {
    await store([...promotions, ...upTo('VersionRecalled').filter(ofPolicy)]);
    expect(await after('VersionPromoted')).toStrictEqual([rollOff]);
  });

  it('is asked again where what was rolled off to is archived by then', async () => {
    await store([...life.filter((event) => !ofPolicy(event)).slice(0, -1), ...life.filter(ofPolicy)]);
    expect(await after('CanaryRolledOff')).toStrictEqual([rollOff]);
    expect(await after('VersionArchived')).toStrictEqual([rollOff]);
  });

  it('is asked of nobody where nothing is to do', async () => {
    await store(upTo('VersionPublished'));
    expect(await after('VersionPromoted')).toStrictEqual([]);
    await store([...life.filter((event) => !upTo('VersionPublished').includes(event))]);
    expect(await after('VersionRecalled')).toStrictEqual([]);
    expect(await after('VersionDeprecated')).toStrictEqual([]);
  });
});
