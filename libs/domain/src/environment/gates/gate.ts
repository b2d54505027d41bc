import type { EpochMs } from '@policy-registry/kernel';

import type { Policy, Version } from '../../policy/state.ts';
import type { Refusal } from '../../rejection-codes.ts';
import type { OpenTenant } from '../../tenant/state.ts';
import type { Waivers } from '../../waiver/state.ts';
import type { CreatedEnvironment } from '../bound-version.ts';
import type { Environment } from '../state.ts';
import type { Evidence } from './evidence.ts';
import type { GateName, GateVerdict } from './settings.ts';

/** A promotion as the gates see it. */
export type Promotion = {
  readonly environmentId: string;
  readonly policyId: string;
  readonly version: number;
  readonly simulationId?: string | undefined;
};

/** All that gates look at, each at some of it. */
export type Judging = {
  readonly promotion: Promotion;
  /** Whoever wants it: where it takes two persons, both. */
  readonly promoters: readonly string[];
  readonly now: EpochMs;
  readonly tenant: OpenTenant;
  readonly policy: Extract<Policy, { status: 'created' }>;
  readonly version: Version;
  readonly environment: CreatedEnvironment;
  /** The environment that the gates name as the one before. */
  readonly previous: Environment | undefined;
  readonly evidence: Evidence;
  /** Of the policy. */
  readonly waivers: Waivers | undefined;
};

/** What a gate found, and with what a promotion is refused that does not pass it. */
export type Judged = GateVerdict & { readonly refusal?: Refusal };

/** One gate; `undefined` where the environment does not have it. */
export type Gate = (judging: Judging) => Judged | undefined;

export const UNKNOWN = 'unknown';

/** A gate that has nothing to judge by is closed. */
export const unknown = (gate: GateName, needed: string, refusal: Refusal): Judged => ({
  ...{ gate, ok: false, value: UNKNOWN, needed, refusal },
});

/** A span of time in the largest unit that it is a whole number of. */
export const spanText = (ms: number): string => {
  const [unitMs, unit] = UNITS.find(([size]) => ms % size === 0) ?? [1, 'ms'];
  return `${ms / unitMs} ${unit}`;
};

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
] as const;

/** `1 approval`, `2 approvals`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
