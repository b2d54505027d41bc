import { ArrayMaxSize, IsArray, IsString, Length, MaxLength } from 'class-validator';

import { IsId, MayBeAbsent } from './rules.ts';

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
}
