import { VERSION_STATES } from '@policy-registry/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { PageQuery } from './queries.ts';
import { IsId, IsSubject, MayBeAbsent } from './rules.ts';

const NUMBER_MAX = 999_999_999;

/** A version of a policy of the tenant. */
export class DerivedFromRequest {
  @IsId()
  readonly policyId!: string;

  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version!: number;
}

export class CreatePolicyRequest {
  @IsId()
  readonly policyId!: string;

  @IsString()
  @Length(1, 120)
  readonly name!: string;

  @MayBeAbsent()
  @IsString()
  @MaxLength(2_000)
  readonly description?: string;

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(32)
  @IsString({ each: true })
  @Length(1, 64, { each: true })
  readonly tags?: string[];

  /** The template that the first revision is saved from. */
  @MayBeAbsent()
  @IsId()
  readonly template?: string;

  /** The version that the first revision is saved from; not beside a template. */
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => DerivedFromRequest)
  readonly derivedFrom?: DerivedFromRequest;
}

/** Who answers for a policy from now on. */
export class ChangeOwnerRequest {
  @IsIn(['subject', 'group'])
  readonly kind!: 'subject' | 'group';

  /** The `sub` of somebody's tokens, or the id of a group. */
  @IsSubject()
  readonly id!: string;
}

/** What the policies of a list have, every one that is named. */
export class PoliciesQuery extends PageQuery {
  /** At least one version is in this state. */
  @MayBeAbsent()
  @IsIn(VERSION_STATES)
  readonly state?: (typeof VERSION_STATES)[number];

  @MayBeAbsent()
  @IsString()
  @Length(1, 64)
  readonly tag?: string;

  /** The id of a group, or the `sub` of somebody's tokens. */
  @MayBeAbsent()
  @IsSubject()
  readonly owner?: string;

  /** Stands in the id, the name or the description, whatever the case of A to Z. */
  @MayBeAbsent()
  @IsString()
  @Length(1, 120)
  readonly text?: string;
}
