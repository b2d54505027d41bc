import { Sha256, Tenant as TenantToken } from '@policy-registry/kernel';
import { z } from 'zod';

import { GRANTABLE_SCOPES, SCOPES } from '../scopes.ts';
import { ApprovalRules } from './approval-rules.ts';
import { Group, Role, ServiceIdentity, TenantSettings } from './events.ts';

/** However an administrator sets it, publishing needs a sign-in of the same day. */
export const AUTHENTICATION_AGE_MAX_MS = 24 * 3_600_000;
export const SIMULATION_AGE_MAX_MS = 30 * 24 * 3_600_000;

const Settings = TenantSettings.extend({
  authenticationAgeMaxMs: z.int().positive().max(AUTHENTICATION_AGE_MAX_MS),
  simulationAgeMaxMs: z.int().positive().max(SIMULATION_AGE_MAX_MS),
});
const { approvals } = ApprovalRules.shape;
const ofProposal = { tenantId: TenantToken, proposal: z.int().positive() };

const Grantable = z.enum(SCOPES).refine((scope) => GRANTABLE_SCOPES.includes(scope), 'no role may hold this');

const command = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), data: z.strictObject(shape) });

export const TenantCommand = z.discriminatedUnion('type', [
  command('OpenTenant', { tenantId: TenantToken, settings: Settings, approvals }),
  command('SuspendTenant', { tenantId: TenantToken, reasonDigest: Sha256.optional() }),
  command('ResumeTenant', { tenantId: TenantToken, reasonDigest: Sha256.optional() }),
  command('ChangeTenantSettings', {
    tenantId: TenantToken,
    settings: Settings,
    /** From before changes of it were reviewed: what is in force, or the command is refused. */
    approvals: approvals.optional(),
  }),
  command('ProposeApprovalPolicy', {
    tenantId: TenantToken,
    rules: ApprovalRules,
    reasonDigest: Sha256.optional(),
    ticketDigest: Sha256.optional(),
  }),
  command('ApproveApprovalPolicy', {
    ...ofProposal,
    reasonDigest: Sha256.optional(),
    ticketDigest: Sha256.optional(),
  }),
  command('WithdrawApprovalPolicy', {
    ...ofProposal,
    reasonDigest: Sha256.optional(),
    ticketDigest: Sha256.optional(),
  }),
  command('DefineRole', {
    tenantId: TenantToken,
    roleId: Role.shape.roleId,
    scopes: z.array(Grantable).max(SCOPES.length),
  }),
  command('RemoveRole', { tenantId: TenantToken, roleId: Role.shape.roleId }),
  command('DefineGroup', { tenantId: TenantToken, ...Group.shape }),
  command('RemoveGroup', { tenantId: TenantToken, groupId: Group.shape.groupId }),
  command('DefineServiceIdentity', { tenantId: TenantToken, ...ServiceIdentity.shape }),
  command('RemoveServiceIdentity', {
    tenantId: TenantToken,
    serviceId: ServiceIdentity.shape.serviceId,
  }),
]);
export type TenantCommand = z.infer<typeof TenantCommand>;
export type TenantCommandOf<Type extends TenantCommand['type']> = Extract<TenantCommand, { type: Type }>;
