import { toTimestamp, type DecisionContext } from '@policy-registry/kernel';

import {
  requireFreshPerson,
  requireMatch,
  requireReason,
  requireScope,
  requireTenant,
  requireTicket,
} from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import type { EnvironmentCommand, EnvironmentNeeds } from './environment.ts';
import { setBudgets } from './budgets.ts';
import type { EnvironmentFact } from './events.ts';
import { gateOf } from './gate.ts';
import type { Environment } from './state.ts';

type Create = Extract<EnvironmentCommand, { type: 'CreateEnvironment' }>;
type Promote = Extract<EnvironmentCommand, { type: 'PromoteVersion' }>;
type Context = DecisionContext<EnvironmentNeeds>;

export const decide = (
  command: EnvironmentCommand,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  switch (command.type) {
    case 'CreateEnvironment':
      return create(command, environment, context);
    case 'PromoteVersion':
      return promote(command, environment, context);
    case 'SetBudgets':
      return setBudgets(command, environment, context);
  }
};

const create = ({ data }: Create, environment: Environment, context: Context): readonly EnvironmentFact[] => {
  requireTenant(context.needs.tenant, context);
  if (context.principal.type !== 'system') requireScope(context, 'tenant:admin');
  if (environment.status === 'created') return [];
  return [{ type: 'EnvironmentCreated', schemaVersion: 1, data }];
};

const promote = (
  { data }: Promote,
  environment: Environment,
  context: Context,
): readonly EnvironmentFact[] => {
  const tenant = requireTenant(context.needs.tenant, context);
  requireScope(context, 'policy:promote');
  requireFreshPerson(context, tenant);
  const { environmentId, policyId, version: number } = data;
  if (environment.status === 'absent')
    throw reject('ENVIRONMENT_UNKNOWN', `there is no environment ${environmentId}`);
  requireMatch(context, environment.changes);

  const policy = context.needs.policy;
  if (policy === undefined || policy.status === 'absent')
    throw reject('POLICY_UNKNOWN', `there is no policy ${policyId}`);
  const version = policy.versions[number - 1];
  if (version === undefined)
    throw reject('VERSION_UNKNOWN', `the policy ${policyId} has no version ${number}`);
  if (version.state !== 'published')
    refuse(context, 'VERSION_NOT_PUBLISHED', `version ${number} is ${version.state}, not published`);
  if (version.isShadow)
    refuse(context, 'VERSION_IS_SHADOW', 'its settings say shadow = true: it may never be stable');
  requireReason(context, data.reasonDigest, 'a promotion');
  requireTicket(context, data.ticketDigest, 'a promotion');
  const previousVersion = environment.stable.get(policyId);
  if (previousVersion === number) return [];

  const gate = gateOf(data, environment, { policy, context });

  const { semver, contentDigest, irDigest } = version;
  return [
    {
      type: 'VersionPromoted',
      schemaVersion: 1,
      data: {
        environmentId,
        policyId,
        version: number,
        semver,
        contentDigest,
        irDigest,
        ...(previousVersion !== undefined && { previousVersion }),
        promotedBy: context.principal.id,
        promotedAt: toTimestamp(context.now),
        ...gate,
      },
    },
  ];
};
