import { isBindable, type Policy } from '../policy/state.ts';
import type { BindingFact } from './binding-events.ts';
import { BREAK_GLASS_ENDS } from './break-glass/events.ts';
import type { Selector } from './selector.ts';

export type Canary = { readonly version: number; readonly selector: Selector; readonly isPaused: boolean };

/** What is bound of one policy in one environment. */
export type Binding = {
  readonly stable: number | undefined;
  /** Since when what is stable has been so without a break. */
  readonly stableSince: string | undefined;
  readonly canary: Canary | undefined;
  /** Every version that was ever stable here, each once, in the order in which they became so last. */
  readonly actives: readonly Active[];
};

type Active = {
  readonly version: number;
  /** Somebody went back from it because of an incident, and nobody has promoted it since. */
  readonly wasLeft: boolean;
};

export const NO_BINDING: Binding = {
  stable: undefined,
  stableSince: undefined,
  canary: undefined,
  actives: [],
};

type Promoted = {
  readonly version: number;
  readonly promotedAt: string;
  readonly canary?: Selector | undefined;
};

/** The binding after a version went through the gates, as stable or as a canary. */
export const promotedIn = (binding: Binding, { version, canary, promotedAt }: Promoted): Binding =>
  canary === undefined
    ? boundAs(binding, { version, at: promotedAt })
    : { ...binding, canary: { version, selector: canary, isPaused: false } };

export const evolveBinding = (binding: Binding, fact: BindingFact): Binding => {
  const { canary } = binding;
  switch (fact.type) {
    case 'CanaryPaused':
      return { ...binding, canary: canary && { ...canary, isPaused: true } };
    case 'CanaryContinued':
      return { ...binding, canary: canary && { ...canary, isPaused: false, selector: fact.data.selector } };
    case 'CanaryAborted':
      return { ...binding, canary: undefined };
    case 'CanaryCompleted':
      return boundAs(binding, fact.data);
    case 'BindingRolledBack':
      return boundAs(leaving(binding, fact.data.previousVersion), fact.data);
    case 'CanaryRolledOff':
      return { ...binding, canary: undefined };
    case 'StableRolledOff':
      return rolledOffTo(
        isOfBreakGlass(fact.data) ? leaving(binding, fact.data.version) : binding,
        fact.data,
      );
  }
};

/** What ended past the gates is nowhere to go back to. */
const isOfBreakGlass = ({ because }: { readonly because: string }): boolean =>
  BREAK_GLASS_ENDS.some((end) => end === because);

const boundAs = (
  { actives }: Binding,
  { version, at }: { readonly version: number; readonly at: string },
): Binding => ({
  stable: version,
  stableSince: at,
  canary: undefined,
  actives: [...actives.filter((active) => active.version !== version), { version, wasLeft: false }],
});

/** A canary of another version goes on; one of what is stable now has nothing left to try. */
const rolledOffTo = (
  binding: Binding,
  { to, at }: { readonly to?: { readonly version: number } | undefined; readonly at: string },
): Binding => {
  if (to === undefined) return { ...binding, stable: undefined, stableSince: undefined };
  const { version } = to;
  const { canary } = binding;
  return { ...boundAs(binding, { version, at }), canary: canary?.version === version ? undefined : canary };
};

const leaving = (binding: Binding, version: number | undefined): Binding => ({
  ...binding,
  actives: binding.actives.map((active) =>
    active.version === version ? { ...active, wasLeft: true } : active,
  ),
});

/**
 * Where to go from a version: what was stable last before it, may still be bound, and was not itself left because of an
 * incident. `undefined`: to nothing.
 */
export const rollbackTargetOf = (
  { actives }: Binding,
  from: number | undefined,
  policy: Policy,
): number | undefined =>
  actives.findLast(({ version, wasLeft }) => version !== from && !wasLeft && isBindable(policy, version))
    ?.version;
