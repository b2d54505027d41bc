import { evolveBinding, NO_BINDING, promotedIn, type Binding } from './binding.ts';
import type { Confirmation } from '../confirmation.ts';
import type { Budgets, EnvironmentFact } from './events.ts';
import type { PromotionFact } from './promotion-events.ts';
import { promotionsAfter, type Promotions } from './promotion.ts';
import { confirmationsWith, confirmationsWithout } from './two-persons.ts';

/** What is bound of each policy here, and what a promotion must keep to. */
export type Environment =
  | { readonly status: 'absent' }
  | {
      readonly status: 'created';
      /** By policy; one of which nothing was ever bound is missing. */
      readonly bindings: ReadonlyMap<string, Binding>;
      /** The last that were set; also those without lines, whose version counts. */
      readonly budgets: Budgets | undefined;
      /** Of promotions that take two persons, what the first one said, by policy; absent before there was any. */
      readonly confirmations?: ReadonlyMap<string, Confirmation>;
      /** Absent before one was signed. */
      readonly promotions?: Promotions;
      readonly changes: number;
    };

export const initialState: Environment = { status: 'absent' };

type Created = Extract<Environment, { status: 'created' }>;

export const bindingOf = ({ bindings }: Created, policyId: string): Binding =>
  bindings.get(policyId) ?? NO_BINDING;

export const evolve = (environment: Environment, fact: EnvironmentFact): Environment => {
  if (fact.type === 'EnvironmentCreated')
    return { status: 'created', bindings: new Map(), budgets: undefined, changes: 1 };
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
      return withPromotion(withoutConfirmation(environment, fact.data), fact);
    case 'PromotionFailed':
      return withPromotion(environment, fact);
    case 'VersionPromoted':
      return withBinding(
        withPromotion(withoutConfirmation(environment, fact.data), fact),
        fact.data,
        (binding) => promotedIn(binding, fact.data),
      );
    case 'PromotionConfirmed':
      return { ...environment, confirmations: confirmationsWith(environment.confirmations, fact.data) };
    case 'CanaryPaused':
    case 'CanaryContinued':
    case 'CanaryCompleted':
    case 'CanaryAborted':
    case 'BindingRolledBack':
    case 'CanaryRolledOff':
    case 'StableRolledOff':
      return withBinding(environment, fact.data, (binding) => evolveBinding(binding, fact));
    case 'BudgetsSet': {
      const { version, lines, simulationAgeMaxMs } = fact.data;
      return { ...environment, budgets: { version, lines, simulationAgeMaxMs } };
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
});

const withPromotion = (environment: Created, fact: PromotionFact): Created => {
  const promotions = promotionsAfter(environment.promotions, fact);
  return promotions === undefined ? environment : { ...environment, promotions };
};

const withoutConfirmation = (environment: Created, { policyId }: { readonly policyId: string }): Created =>
  environment.confirmations === undefined
    ? environment
    : { ...environment, confirmations: confirmationsWithout(environment.confirmations, policyId) };
