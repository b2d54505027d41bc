import { evolveBinding, NO_BINDING, promotedIn, type Binding } from './binding.ts';
import type { Budgets, EnvironmentFact } from './events.ts';
import { unreviewedWith, unreviewedWithout, type AllUnreviewed } from './break-glass/unreviewed.ts';
import { approvalsWith } from './gates/given-approvals.ts';
import type { Gates, PromotionApproval } from './gates/settings.ts';
import type { PromotionFact, PromotionFactOf } from './promotion-events.ts';
import { promotionsAfter, type Promotions } from './promotion.ts';
import type { ScheduleFact } from './schedule/events.ts';
import { schedulesAfter, schedulesBegun, type Schedules } from './schedule/schedules.ts';
import { confirmationsWith, confirmationsWithout, type Confirmations } from './two-persons.ts';

/** What is bound of each policy here, and what a promotion must keep to. */
export type Environment =
  | { readonly status: 'absent' }
  | {
      readonly status: 'created';
      /** Its place in the order of promotion. */
      readonly order: number;
      /** By policy; one of which nothing was ever bound is missing. */
      readonly bindings: ReadonlyMap<string, Binding>;
      /** The last that were set; also those without lines, whose version counts. */
      readonly budgets: Budgets | undefined;
      /** The last that were set; before there were any, none. */
      readonly gates: Gates | undefined;
      /** Whoever set budgets or gates, and when last. */
      readonly gateSetters: ReadonlyMap<string, string>;
      /** Promotions past the gates, for whoever reviews them. */
      readonly unreviewed: AllUnreviewed;
      /** Of promotions that are to come, by policy. */
      readonly promotionApprovals: ReadonlyMap<string, readonly PromotionApproval[]>;
      /** Of promotions that take two persons, what the first one said, by policy; absent before there was any. */
      readonly confirmations?: Confirmations;
      /** Absent before one was signed. */
      readonly promotions?: Promotions;
      /** Absent before one was scheduled. */
      readonly schedules?: Schedules;
      /** How often what is bound of each policy was changed: what is as before may have been another meanwhile. */
      readonly bindingChanges?: ReadonlyMap<string, number>;
      readonly changes: number;
    };

export const initialState: Environment = { status: 'absent' };

type Created = Extract<Environment, { status: 'created' }>;

export const bindingOf = ({ bindings }: Created, policyId: string): Binding =>
  bindings.get(policyId) ?? NO_BINDING;

export const bindingChangesOf = ({ bindingChanges }: Created, policyId: string): number =>
  bindingChanges?.get(policyId) ?? 0;

const created = (order: number): Created => ({
  status: 'created',
  order,
  bindings: new Map(),
  budgets: undefined,
  gates: undefined,
  gateSetters: new Map(),
  promotionApprovals: new Map(),
  unreviewed: new Map(),
  changes: 1,
});

export const evolve = (environment: Environment, fact: EnvironmentFact): Environment => {
  if (fact.type === 'EnvironmentCreated') return created(fact.data.order);
  return environment.status === 'absent'
    ? environment
    : { ...evolveCreated(environment, fact), changes: environment.changes + 1 };
};

const evolveCreated = (
  environment: Created,
  fact: Exclude<EnvironmentFact, { type: 'EnvironmentCreated' }>,
): Created => {
  switch (fact.type) {
    case 'PromotionRequested':
      return begun(withPromotion(withoutConfirmation(environment, fact.data), fact), fact.data);
    case 'PromotionFailed':
      return withPromotion(environment, fact);
    case 'VersionPromoted':
      return withBinding(withPromotion(promotedHere(environment, fact.data), fact), fact.data, (binding) =>
        promotedIn(binding, fact.data),
      );
    case 'BreakGlassReviewed':
      return { ...environment, unreviewed: unreviewedWithout(environment.unreviewed, fact.data.policyId) };
    case 'PromotionScheduled':
    case 'ScheduledPromotionResumed':
      return scheduled(withoutConfirmation(environment, fact.data), fact);
    case 'ScheduledPromotionSuspended':
    case 'ScheduledPromotionCancelled':
      return scheduled(environment, fact);
    case 'PromotionConfirmed':
      return { ...environment, confirmations: confirmationsWith(environment.confirmations, fact.data) };
    case 'CanaryPaused':
    case 'CanaryContinued':
    case 'CanaryAborted':
    case 'CanaryRolledOff':
      return withBinding(environment, fact.data, (binding) => evolveBinding(binding, fact));
    case 'CanaryCompleted':
      return withBinding(promotedWithout(environment, fact.data), fact.data, (binding) =>
        evolveBinding(binding, fact),
      );
    case 'BindingRolledBack':
    case 'StableRolledOff':
      return withBinding(withoutApprovals(environment, fact.data), fact.data, (binding) =>
        evolveBinding(binding, fact),
      );
    case 'BudgetsSet': {
      const { version, lines, simulationAgeMaxMs } = fact.data;
      return { ...setBy(environment, fact.data), budgets: { version, lines, simulationAgeMaxMs } };
    }
    case 'GatesSet': {
      const { version, gates } = fact.data;
      return { ...setBy(environment, fact.data), gates: { version, gates } };
    }
    case 'PromotionApproved': {
      const promotionApprovals = approvalsWith(environment.promotionApprovals, fact.data);
      return { ...environment, promotionApprovals };
    }
  }
};

const withBinding = (
  environment: Created,
  { policyId }: { readonly policyId: string },
  change: (binding: Binding) => Binding,
): Created => ({
  ...environment,
  bindings: new Map(environment.bindings).set(policyId, change(bindingOf(environment, policyId))),
  bindingChanges: new Map(environment.bindingChanges).set(
    policyId,
    bindingChangesOf(environment, policyId) + 1,
  ),
});

const setBy = (
  environment: Created,
  { setBy: id, setAt }: { readonly setBy: string; readonly setAt: string },
): Created => ({ ...environment, gateSetters: new Map(environment.gateSetters).set(id, setAt) });

/** Approvals are of a change of what is stable: after one they count for nothing, also where it is later undone. */
const withoutApprovals = (environment: Created, { policyId }: { readonly policyId: string }): Created => ({
  ...environment,
  promotionApprovals: new Map([...environment.promotionApprovals].filter(([id]) => id !== policyId)),
});

/** What was said of the promotion before is used up. */
const promotedWithout = (environment: Created, data: { readonly policyId: string }): Created =>
  withoutApprovals(withoutConfirmation(environment, data), data);

/** What was said of the promotion is used up; one past the gates waits for its review. */
const promotedHere = (
  environment: Created,
  data: Extract<EnvironmentFact, { type: 'VersionPromoted' }>['data'],
): Created => ({
  ...promotedWithout(environment, data),
  unreviewed: unreviewedWith(environment.unreviewed, data),
});

const withPromotion = (environment: Created, fact: PromotionFact): Created => {
  const promotions = promotionsAfter(environment.promotions, fact);
  return promotions === undefined ? environment : { ...environment, promotions };
};

const withoutConfirmation = (environment: Created, { policyId }: { readonly policyId: string }): Created =>
  environment.confirmations === undefined
    ? environment
    : { ...environment, confirmations: confirmationsWithout(environment.confirmations, policyId) };

const scheduled = (environment: Created, fact: ScheduleFact): Created => ({
  ...environment,
  schedules: schedulesAfter(environment.schedules, fact),
});

const begun = (environment: Created, data: PromotionFactOf<'PromotionRequested'>['data']): Created =>
  environment.schedules === undefined
    ? environment
    : { ...environment, schedules: schedulesBegun(environment.schedules, data) };
