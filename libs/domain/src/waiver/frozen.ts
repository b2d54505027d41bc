import { digestOf, parseTimestamp, type EpochMs } from '@policy-registry/kernel';

import { refusal, type Refusal } from '../rejection-codes.ts';
import type { FrozenInputs } from '../simulation/frozen-inputs.ts';
import type { SimulationResultRefs } from '../simulation/events.ts';
import { activeAt } from './active-at.ts';
import type { Waivers } from './state.ts';

// What waivers do to a simulation is fixed when it is asked for, and looked at again when a promotion builds on it.

type Evaluated = { readonly environmentId: string; readonly evaluatedAt: string };

/** The waivers that are active there at the instant that is evaluated, by their numbers; nothing where none is. */
export const frozenWaivers = (
  waivers: Waivers | undefined = [],
  { environmentId, evaluatedAt }: Evaluated,
): Pick<FrozenInputs, 'waivers'> => {
  const t = parseTimestamp(evaluatedAt) ?? 0;
  const active = waivers.flatMap((waiver) => {
    const { environmentId: where = environmentId, ...scope } = waiver.scope;
    return where === environmentId && activeAt(waiver, t) ? [{ waiverId: waiver.waiverId, ...scope }] : [];
  });
  return active.length === 0 ? {} : { waivers: active };
};

type Simulated = { readonly inputs: FrozenInputs; readonly result: SimulationResultRefs };

/** Why budgets may not be judged without what waivers cover: one that covers something is not active any more. */
export const lapsedWaivers = (
  { result: { waived } }: Simulated,
  waivers: Waivers | undefined = [],
  now: EpochMs,
): Refusal | undefined => {
  const isActive = (id: string): boolean =>
    waivers.some((waiver) => waiver.waiverId === id && activeAt(waiver, now));
  const lapsed = (waived?.waivers ?? []).filter(({ waiverId, tuples }) => tuples > 0 && !isActive(waiverId));
  if (lapsed.length === 0) return undefined;
  const ids = lapsed.map(({ waiverId }) => waiverId).join(', ');
  return refusal('SIMULATION_WAIVERS_LAPSED', `not active any more of what the simulation was given: ${ids}`);
};

/** The digest of the waivers that a simulation was given; nothing where there were none. */
export const waiversDigestOf = ({
  inputs: { waivers },
}: Pick<Simulated, 'inputs'>): { readonly waiversDigest?: string } =>
  waivers === undefined ? {} : { waiversDigest: digestOf(waivers) };
