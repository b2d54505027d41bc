import { describe, expect, it } from '@jest/globals';
import { parseTimestamp, toTimestamp } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';
import fc from 'fast-check';

import { context, openTenant, person, sha, system } from '../testing/samples.ts';
import { observationsOf, OBSERVED_MAX, type ConsumersCommand } from './commands.ts';
import { consumers, type ConsumersNeeds } from './consumers.ts';
import type { ConsumersFact, ConsumersFactOf } from './events.ts';
import { CONSUMER_KEPT_MS, CONSUMERS_MAX, staleAfterMs, type Heard, type Silent } from './heartbeat.ts';

const needs: ConsumersNeeds = {
  tenant: openTenant,
  bundle: { revision: 5, built: new Map([[sha('tar 5'), 5]]) },
};
const observer = context(system, needs);
const given = deciderSpec(consumers, observer);
const ago = (ms: number): string => toTimestamp(observer.now - ms);

const heard = (said: Partial<Heard> = {}): Heard => ({
  ...{ consumerId: 'edge-1', principal: 's-edge', bundleDigest: sha('tar 5'), seenAt: ago(0) },
  ...said,
});
const silent = (seenAt: string, intervalSeconds = 60): Silent => ({
  ...{ consumerId: 'edge-1', seenAt, intervalSeconds },
});
const observe = (seen: readonly Heard[], missed: readonly Silent[] = []): ConsumersCommand => ({
  type: 'ObserveConsumers',
  data: { environmentId: 'prod', heard: [...seen], silent: [...missed] },
});

const reported = (said: Partial<ConsumersFactOf<'ConsumerReported'>['data']> = {}): ConsumersFact => ({
  type: 'ConsumerReported',
  schemaVersion: 1,
  data: { environmentId: 'prod', ...heard({ seenAt: ago(600_000) }), revision: 5, ...said },
});
const came = (type: Exclude<ConsumersFact['type'], 'ConsumerReported'>, seenAt: string): ConsumersFact => ({
  type,
  schemaVersion: 1,
  data: { environmentId: 'prod', consumerId: 'edge-1', seenAt },
});

describe('a consumer', () => {
  it('is recorded when it is heard first, with the revision that its bundle is of', () => {
    given()
      .when(observe([heard()]))
      .then(reported({ seenAt: ago(0) }));
  });

  it('that says the same again is no event', () => {
    given(reported())
      .when(observe([heard()]))
      .then();
  });

  it('is recorded when it runs another bundle, also one that the registry does not know', () => {
    given(reported())
      .when(observe([heard({ bundleDigest: sha('own') })]))
      .then({
        type: 'ConsumerReported',
        schemaVersion: 1,
        data: { environmentId: 'prod', ...heard({ bundleDigest: sha('own') }) },
      });
  });

  it('is not told of by what was heard before', () => {
    given(reported({ seenAt: ago(1_000) }))
      .when(observe([heard({ bundleDigest: sha('own'), seenAt: ago(2_000) })]))
      .then();
  });

  it('is that of the first principal, and nobody else reports for it', () => {
    given(reported())
      .when(observe([heard({ principal: 's-other', bundleDigest: sha('own') })]))
      .then();
  });

  it('is stale after three of its intervals without a heartbeat, and recovers with the next', () => {
    const seenAt = ago(180_001);
    given(reported())
      .when(observe([], [silent(ago(180_000))]))
      .then();
    given(reported())
      .when(observe([], [silent(ago(181_000), 61)]))
      .then();
    given(reported())
      .when(observe([], [silent(seenAt)]))
      .then(came('ConsumerWentStale', seenAt));
    given(reported(), came('ConsumerWentStale', seenAt))
      .when(observe([], [silent(seenAt)]))
      .then();
    given(reported(), came('ConsumerWentStale', seenAt))
      .when(observe([heard()]))
      .then(came('ConsumerRecovered', ago(0)));
  });

  it('that comes back with another bundle says so, and is stale no more', () => {
    const stale = [reported({ bundleDigest: sha('old') }), came('ConsumerWentStale', ago(500_000))];
    given(...stale)
      .when(observe([heard()]))
      .then(reported({ seenAt: ago(0) }));
    given(...stale, reported({ seenAt: ago(0) }))
      .when(observe([heard({ seenAt: ago(-1) })]))
      .then();
  });

  it('that was heard since is not stale', () => {
    given(reported({ seenAt: ago(10_000) }))
      .when(observe([], [silent(ago(900_000))]))
      .then();
    given()
      .when(observe([], [silent(ago(900_000))]))
      .then();
  });

  it('is forgotten after a week, and begins anew with whoever reports for it then', () => {
    const seenAt = ago(CONSUMER_KEPT_MS + 1);
    const before = [reported({ seenAt }), came('ConsumerWentStale', seenAt)];
    given(...before)
      .when(observe([], [silent(seenAt)]))
      .then(came('ConsumerForgotten', seenAt));
    given(...before, came('ConsumerForgotten', seenAt))
      .when(observe([heard({ principal: 's-other' })]))
      .then(reported({ principal: 's-other', seenAt: ago(0) }));
  });

  it('is one of a thousand of an environment at most', () => {
    const others = Array.from({ length: CONSUMERS_MAX - 1 }, (_, at) => reported({ consumerId: `c-${at}` }));
    given(...others)
      .when(observe([heard(), heard({ consumerId: 'edge-2' })]))
      .then(reported({ seenAt: ago(0) }));
  });

  it('is told of by the registry alone', () =>
    deciderSpec(consumers, context(person('u-dave', 'tenant:admin'), needs))()
      .when(observe([heard()]))
      .thenRejected('SYSTEM_REQUIRED'));
});

describe('whatever is observed of consumers', () => {
  const at = fc.integer({ min: 0, max: 2 * CONSUMER_KEPT_MS }).map(ago);
  const consumerId = fc.constantFrom('edge-1', 'edge-2', 'edge-3');
  const observations = fc.array(
    fc.record({
      heard: fc.array(
        fc.record({
          ...{ consumerId, seenAt: at, principal: fc.constantFrom('s-edge', 's-other') },
          bundleDigest: fc.constantFrom(sha('tar 5'), sha('own')),
        }),
        { maxLength: 4 },
      ),
      silent: fc.array(
        fc.record({ consumerId, seenAt: at, intervalSeconds: fc.constantFrom(1, 60, 3_600) }),
        {
          maxLength: 4,
        },
      ),
    }),
    { maxLength: 12 },
  );

  it('each event changes something, and nobody takes over the consumer of somebody else', () => {
    fc.assert(
      fc.property(observations, (all) => {
        let state = consumers.initialState;
        for (const { heard: seen, silent: missed } of all) {
          const command = observe(seen, missed);
          for (const fact of consumers.decide(command, state, observer)) {
            const before = state.get(fact.data.consumerId);
            state = consumers.evolve(state, fact);
            const after = state.get(fact.data.consumerId);
            const isOther =
              before?.bundleDigest !== after?.bundleDigest || before?.isStale !== after?.isStale;
            expect(isOther).toBe(true);
            if (before !== undefined && after !== undefined) expect(after.principal).toBe(before.principal);
            if (fact.type === 'ConsumerWentStale')
              expect(observer.now - (parseTimestamp(fact.data.seenAt) ?? NaN)).toBeGreaterThan(
                staleAfterMs(1),
              );
          }
        }
      }),
    );
  });
});

describe('what was observed', () => {
  it('is told by commands for each environment, of so many consumers, which are the same for whoever observes it', () => {
    const ofProd = Array.from({ length: OBSERVED_MAX + 1 }, (_, index) => ({
      ...heard({ consumerId: `c-${index}` }),
      environmentId: 'prod',
    }));
    const observed = { heard: ofProd, silent: [{ ...silent(ago(1)), environmentId: 'test' }] };
    const commands = observationsOf(observed, 'now');
    expect(
      commands.map(({ data }) => [data.environmentId, data.heard.length, data.silent.length]),
    ).toStrictEqual([
      ['prod', OBSERVED_MAX, 0],
      ['prod', 1, 0],
      ['test', 0, 1],
    ]);
    for (const { type, data } of commands) consumers.Command.parse({ type, data });
    expect(observationsOf(observed, 'now')).toStrictEqual(commands);
    expect(observationsOf(observed, 'later').map(({ commandId }) => commandId)).not.toContain(
      commands[0]?.commandId,
    );
  });

  it('of too many consumers is no command', () => {
    const many = Array.from({ length: OBSERVED_MAX + 1 }, () => heard());
    expect(consumers.Command.safeParse(observe(many)).success).toBe(false);
  });
});
