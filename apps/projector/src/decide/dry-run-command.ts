import { decideDry, reject, toEvent, type Decision } from '@policy-registry/domain';
import {
  canonicalBytes,
  EVENT_BYTES_MAX,
  Rejection,
  requestDigestOf,
  type CommandEnvelope,
  type DryRun,
  type EpochMs,
  type FactShape,
  type Json,
} from '@policy-registry/kernel';

import { census } from './census.ts';
import type { DecideOptions } from './decide-command.ts';
import { contextOf, expired, isNewOfCounted, readNeeds, tryAddress } from './decision-context.ts';
import type { Loaded } from './state-cache.ts';

/** Answers what a command would come to. Nothing is written: sent again, it is decided again. */
export type DryRunCommand = (command: CommandEnvelope, now: EpochMs) => Promise<DryRun>;

/**
 * The decision of {@link decideCommand} without its steps 1, 5 and 6: it is made once, on a state as new as the leader's, as
 * a refusal has to be, and what it comes to is told and forgotten.
 */
export const dryRunCommand = ({ log, states, nowMs }: Omit<DecideOptions, 'outcomes'>): DryRunCommand => {
  const siblingsOf = census(log, nowMs);

  return async (command, now) => {
    const requestDigest = requestDigestOf(command);
    const asked = { command, requestDigest, now };
    const addressed = tryAddress(command);
    if (addressed instanceof Rejection) return refusedFor(asked, [addressed]);
    const loaded = await states.loadLatest({ tenant: command.tenant, ...addressed.aggregate });
    const { decision, needs } = await readNeeds(states, addressed, loaded, asked);
    const siblings = isNewOfCounted(loaded) ? await siblingsOf.count(loaded.aggregate) : undefined;
    const late = expired(command, nowMs());
    if (late !== undefined) return refusedFor(asked, [late]);

    const context = contextOf(decision, { needs, siblings });
    const { facts, reasons, found } = decideDry(addressed, loaded.state, context);
    const against = reasons.length > 0 ? reasons : tooLong(decision, loaded, facts);
    if (against.length > 0) return refusedFor(asked, against);
    const types = facts.map(({ type }) => type);
    return {
      ...toldOf(asked),
      wouldBe: types.length > 0 ? 'accepted' : 'unchanged',
      facts: types,
      refusals: [],
      ...(found.length > 0 && { found: [...found] }),
    };
  };
};

type Asked = Pick<Decision, 'command' | 'requestDigest'>;

const toldOf = ({ command: { commandId, tenant }, requestDigest }: Asked) =>
  ({ commandId, tenant, requestDigest, status: 'dry_run' }) as const;

const refusedFor = (asked: Asked, reasons: readonly Rejection[]): DryRun => ({
  ...toldOf(asked),
  wouldBe: 'rejected',
  facts: [],
  refusals: reasons.map(({ code, message, faults }) => ({ code, detail: message, faults: [...faults] })),
});

/** What the log would say of the event. */
const tooLong = (decision: Decision, loaded: Loaded, facts: readonly FactShape[]): readonly Rejection[] => {
  if (facts.length === 0) return [];
  const { length } = canonicalBytes(toEvent(decision, loaded, facts) as Json);
  return length > EVENT_BYTES_MAX
    ? [reject('EVENT_TOO_LARGE', `an event of ${length} bytes exceeds ${EVENT_BYTES_MAX}`)]
    : [];
};
