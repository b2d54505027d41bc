import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { EnvironmentPath } from './paths.ts';
import { FromDigits, IsId, MayBeAbsent } from './rules.ts';
import { ReasonedRequest } from './versions.ts';

const NUMBER_MAX = 999_999_999;
const LENGTH_MAX = 256;

/** Whom a canary is for. The domain says which percentages and tags there are. */
export class CanaryRequest {
  /** Of all subjects; from 0 to 100 with at most two decimals. */
  @MayBeAbsent()
  @IsNumber()
  readonly percentage?: number;

  /** Subjects with any of them. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(LENGTH_MAX)
  @IsString({ each: true })
  @MaxLength(LENGTH_MAX, { each: true })
  readonly tags?: string[];
}

export class PromoteVersionRequest extends ReasonedRequest {
  @IsId()
  readonly policyId!: string;

  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version!: number;

  /** What impact budgets are judged by; the simulation that the version was submitted with unless named. */
  @MayBeAbsent()
  @IsId()
  readonly simulationId?: string;

  /** Bound as a canary beside what is stable, and not as stable. */
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => CanaryRequest)
  readonly canary?: CanaryRequest;
}

export class BindingPath extends EnvironmentPath {
  @IsId()
  readonly policyId!: string;
}

export class PromotionPath extends BindingPath {
  @FromDigits()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly attempt!: number;
}

/** A change of a canary. The domain asks for a reason. */
export class CanaryStepRequest extends ReasonedRequest {}

export class ContinueCanaryRequest extends ReasonedRequest {
  /** How wide it is from now on; at 100 it becomes stable. As it is unless given. */
  @MayBeAbsent()
  @IsNumber()
  readonly percentage?: number;

  /** It becomes stable. */
  @MayBeAbsent()
  @IsBoolean()
  readonly complete?: boolean;
}

export class RollBackRequest extends ReasonedRequest {
  /** A version that was stable here before; the target that was computed beforehand unless named. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version?: number;

  /** The id of the incident, wherever it is kept. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(LENGTH_MAX)
  readonly incident?: string;
}
