import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsString,
  Length,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { IsId, MayBeAbsent } from './rules.ts';

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
