import {
  APPROVALS_MAX,
  CODE_OWNERS_MAX,
  DUTIES,
  ENVIRONMENT_REQUIREMENTS_MAX,
  EXPLANATIONS,
  REQUIRED_GROUPS_MAX,
} from '@policy-registry/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { FromDigits, IsId, MayBeAbsent } from './rules.ts';
import { ReasonedRequest } from './versions.ts';

const NUMBER_MAX = 999_999_999;

/** So many approvals come from members of this group. */
export class RequiredGroupRequest {
  @IsId()
  readonly groupId!: string;

  @IsInt()
  @Min(1)
  @Max(APPROVALS_MAX)
  readonly approvals!: number;
}

/** Approvals, and which groups some of them come from. */
class RequirementRequest {
  /** Of different persons outside the lineage. */
  @IsInt()
  @Min(1)
  @Max(APPROVALS_MAX)
  readonly approvals!: number;

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(REQUIRED_GROUPS_MAX)
  @ValidateNested({ each: true })
  @Type(() => RequiredGroupRequest)
  readonly groups?: RequiredGroupRequest[];
}

/** What a version needs that is promoted into this environment, where that is more than every version needs. */
export class EnvironmentRequirementRequest extends RequirementRequest {
  @IsId()
  readonly environmentId!: string;
}

/** Whose approval a change of matching paths needs besides. */
export class CodeOwnersRequest {
  /** As in a gitignore file: `*`, `?`, `**`, and `/` in front, within or at the end; nothing is negated. */
  @IsString()
  @Length(1, 200)
  readonly pattern!: string;

  /** Nobody where there is none. */
  @IsArray()
  @ArrayMaxSize(REQUIRED_GROUPS_MAX)
  @ValidateNested({ each: true })
  @Type(() => RequiredGroupRequest)
  readonly groups!: RequiredGroupRequest[];
}

/** An approval policy as a whole. */
export class ApprovalRulesRequest extends RequirementRequest {
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(ENVIRONMENT_REQUIREMENTS_MAX)
  @ValidateNested({ each: true })
  @Type(() => EnvironmentRequirementRequest)
  readonly environments?: EnvironmentRequirementRequest[];

  /** For each changed path the last one that matches it counts. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(CODE_OWNERS_MAX)
  @ValidateNested({ each: true })
  @Type(() => CodeOwnersRequest)
  readonly owners?: CodeOwnersRequest[];

  /** What whoever approves has to write down; a reason or a ticket unless given. */
  @MayBeAbsent()
  @IsIn([...EXPLANATIONS])
  readonly explanation?: (typeof EXPLANATIONS)[number];

  /** What nobody does who did the other, and what takes two persons. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(DUTIES.length)
  @IsIn([...DUTIES], { each: true })
  readonly duties?: (typeof DUTIES)[number][];
}

/** Another approval policy, and why; the reason is needed. */
export class ProposeApprovalPolicyRequest extends ReasonedRequest {
  @IsObject()
  @ValidateNested()
  @Type(() => ApprovalRulesRequest)
  readonly rules!: ApprovalRulesRequest;
}

/** Why somebody agrees to a proposal, or takes it back. */
export class ProposalRequest extends ReasonedRequest {}

export class ProposalPath {
  @FromDigits()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly proposal!: number;
}
