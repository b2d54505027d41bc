import {
  APPROVALS_MAX,
  AUTHENTICATION_AGE_MAX_MS,
  COUNTED_MAX,
  ENVIRONMENTS_MAX,
  GRANTABLE_SCOPES,
  MEMBERS_MAX,
  REVISIONS_KEPT_LIMIT,
  ROLES_MAX,
  SIMULATION_AGE_MAX_MS,
  SIMULATION_DURATION_LIMIT_MS,
  WAIVER_DAYS_LIMIT,
} from '@policy-registry/domain';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, Max, Min, ValidateNested } from 'class-validator';

import { IsId, IsSubject, MayBeAbsent } from './rules.ts';
import { ReasonedRequest } from './versions.ts';

const SIMULATIONS_MAX = 1_000;

/** What the tenant switches; what is left out is as it is by default. */
export class TenantFlagsRequest {
  @MayBeAbsent()
  @IsBoolean()
  readonly quickSimulations?: boolean;

  @MayBeAbsent()
  @IsBoolean()
  readonly regressionTests?: boolean;
}

export class TenantSettingsRequest {
  /** Publishing and promoting need a sign-in no older than this. */
  @IsInt()
  @Min(1)
  @Max(AUTHENTICATION_AGE_MAX_MS)
  readonly authenticationAgeMaxMs!: number;

  /** A simulation attached to a submission is no older than this. */
  @IsInt()
  @Min(1)
  @Max(SIMULATION_AGE_MAX_MS)
  readonly simulationAgeMaxMs!: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(SIMULATIONS_MAX)
  readonly simulationsRunningMax?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(SIMULATIONS_MAX)
  readonly simulationsWaitingMax?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(SIMULATIONS_MAX)
  readonly shardCredit?: number;

  /** A simulation that is not over this long after it was asked for fails, waiting included. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(SIMULATION_DURATION_LIMIT_MS)
  readonly simulationDurationMaxMs?: number;

  /** A waiver expires at most so many days after its approval. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(WAIVER_DAYS_LIMIT)
  readonly waiverDaysMax?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(COUNTED_MAX)
  readonly policiesMax?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(COUNTED_MAX)
  readonly snapshotsMax?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(ENVIRONMENTS_MAX)
  readonly environmentsMax?: number;

  /** Of each draft, the newest so many revisions keep their content; all of them where nothing is said. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(REVISIONS_KEPT_LIMIT)
  readonly revisionsKept?: number;

  @MayBeAbsent()
  @ValidateNested()
  @Type(() => TenantFlagsRequest)
  readonly flags?: TenantFlagsRequest;
}

/** What a tenant allows, when it is opened. */
export class TenantRequest {
  @ValidateNested()
  @Type(() => TenantSettingsRequest)
  readonly settings!: TenantSettingsRequest;

  /** Approvals that a version needs, each from somebody outside its lineage. */
  @IsInt()
  @Min(1)
  @Max(APPROVALS_MAX)
  readonly approvals!: number;
}

/** What a tenant allows, as a whole whenever it is changed. */
export class TenantSettingsChangeRequest {
  @ValidateNested()
  @Type(() => TenantSettingsRequest)
  readonly settings!: TenantSettingsRequest;

  /** What is in force, if it is given: another number is proposed to the approval policy. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(APPROVALS_MAX)
  readonly approvals?: number;
}

/** Why the operator suspends or resumes a tenant; the reason is needed. */
export class OperateTenantRequest extends ReasonedRequest {}

export class DefineRoleRequest {
  @IsArray()
  @ArrayMaxSize(GRANTABLE_SCOPES.length)
  @IsIn([...GRANTABLE_SCOPES], { each: true })
  readonly scopes!: string[];
}

export class DefineServiceIdentityRequest {
  @IsArray()
  @ArrayMaxSize(ROLES_MAX)
  @IsId({ each: true })
  readonly roles!: string[];
}

export class DefineGroupRequest extends DefineServiceIdentityRequest {
  /** The `sub` of their tokens: opaque ids, and no names. */
  @IsArray()
  @ArrayMaxSize(MEMBERS_MAX)
  @IsSubject({ each: true })
  readonly members!: string[];
}

export class RolePath {
  @IsId()
  readonly roleId!: string;
}

export class GroupPath {
  @IsId()
  readonly groupId!: string;
}

export class ServiceIdentityPath {
  @IsSubject()
  readonly serviceId!: string;
}
