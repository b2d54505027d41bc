import type { DecisionContext } from '@policy-registry/kernel';

import { requireScope, requireTenant } from '../guards.ts';
import {
  endingPending,
  recordPromotionAttestation,
  recordPromotionFailure,
  timeOutPromotion,
} from './attest-promotion.ts';
import { breakGlass } from './break-glass/break-glass.ts';
import { endBreakGlass, reviewBreakGlass } from './break-glass/review.ts';
import { setBudgets } from './budgets.ts';
import { abortCanary, continueCanary, pauseCanary } from './canary.ts';
import type { EnvironmentCommand, EnvironmentNeeds } from './environment.ts';
import type { EnvironmentFact } from './events.ts';
import { approvePromotion } from './gates/approve-promotion.ts';
import { setGates } from './gates/set-gates.ts';
import { promote } from './promote.ts';
import { executeScheduledPromotion } from './schedule/execute.ts';
import {
  cancelScheduledPromotion,
  resumeScheduledPromotion,
  schedulePromotion,
} from './schedule/schedule.ts';
import { rollBack } from './roll-back.ts';
import { rollOff } from './roll-off.ts';
import type { Environment } from './state.ts';

type Create = Extract<EnvironmentCommand, { type: 'CreateEnvironment' }>;
type Context = DecisionContext<EnvironmentNeeds>;

export const decide = (
  command: EnvironmentCommand,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => endingPending(decided(command, environment, context), environment);

const decided = (
  command: EnvironmentCommand,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  switch (command.type) {
    case 'CreateEnvironment':
      return create(command, environment, context);
    case 'PromoteVersion':
      return promote(command, environment, context);
    case 'SchedulePromotion':
      return schedulePromotion(command, environment, context);
    case 'ResumeScheduledPromotion':
      return resumeScheduledPromotion(command, environment, context);
    case 'CancelScheduledPromotion':
      return cancelScheduledPromotion(command, environment, context);
    case 'ExecuteScheduledPromotion':
      return executeScheduledPromotion(command, environment, context);
    case 'RecordPromotionAttestation':
      return recordPromotionAttestation(command, environment, context);
    case 'RecordPromotionFailure':
      return recordPromotionFailure(command, environment, context);
    case 'TimeOutPromotion':
      return timeOutPromotion(command, environment, context);
    case 'SetBudgets':
      return setBudgets(command, environment, context);
    case 'SetGates':
      return setGates(command, environment, context);
    case 'ApprovePromotion':
      return approvePromotion(command, environment, context);
    case 'BreakGlass':
      return breakGlass(command, environment, context);
    case 'ReviewBreakGlass':
      return reviewBreakGlass(command, environment, context);
    case 'EndBreakGlass':
      return endBreakGlass(command, environment, context);
    case 'PauseCanary':
      return pauseCanary(command, environment, context);
    case 'ContinueCanary':
      return continueCanary(command, environment, context);
    case 'AbortCanary':
      return abortCanary(command, environment, context);
    case 'RollBack':
      return rollBack(command, environment, context);
    case 'RollOff':
      return rollOff(command, environment, context);
  }
};

const create = ({ data }: Create, environment: Environment, context: Context): readonly EnvironmentFact[] => {
  requireTenant(context.needs.tenant, context);
  if (context.principal.type !== 'system') requireScope(context, 'tenant:admin');
  if (environment.status === 'created') return [];
  return [{ type: 'EnvironmentCreated', schemaVersion: 1, data }];
};
