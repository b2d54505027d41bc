import {
  APPROVALS_MAX,
  DAYS,
  FREEZE_NAME_CHARS_MAX,
  FREEZES_MAX,
  GATE_AGE_MAX_MS,
  MAINTENANCE_WINDOWS_MAX,
  SOAK_MAX_MS,
} from '@policy-registry/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { IsDigest, IsId, MayBeAbsent } from './rules.ts';
import { ReasonedRequest } from './versions.ts';

const NUMBER_MAX = 999_999_999;
const PERCENT_MAX = 100;
const INSTANT_CHARS_MAX = 64;

/** The version is stable in that environment, which comes before this one, and has been for so long. */
export class PreviousEnvironmentRequest {
  @IsId()
  readonly environmentId!: string;

  @IsInt()
  @Min(0)
  @Max(SOAK_MAX_MS)
  readonly soakMs!: number;
}

/** So many percent of the rules decided something in the simulation that the promotion is judged by. */
export class CoverageRequest {
  @IsInt()
  @Min(1)
  @Max(PERCENT_MAX)
  readonly percentMin!: number;
}

/** So many persons agree to the promotion. */
export class PromotionApprovalsRequest {
  @IsInt()
  @Min(1)
  @Max(APPROVALS_MAX)
  readonly approvals!: number;
}

/** A simulation against what is stable, on a snapshot, neither older than this. */
export class ShadowRequest {
  @IsInt()
  @Min(1)
  @Max(GATE_AGE_MAX_MS)
  readonly ageMaxMs!: number;
}

/** Nothing is promoted from one instant to another. */
export class FreezeRequest {
  /** What everybody may read of why. */
  @IsString()
  @Length(1, FREEZE_NAME_CHARS_MAX)
  readonly name!: string;

  /** RFC 3339 with a zone. */
  @IsString()
  @MaxLength(INSTANT_CHARS_MAX)
  readonly from!: string;

  /** Over by then. */
  @IsString()
  @MaxLength(INSTANT_CHARS_MAX)
  readonly to!: string;
}

/** Something may be promoted on these days between these times, by a clock with a fixed offset from UTC. */
export class MaintenanceWindowRequest {
  /** On which it begins. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(DAYS.length)
  @IsIn([...DAYS], { each: true })
  readonly days!: (typeof DAYS)[number][];

  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'is no time of day from 00:00 to 23:59' })
  readonly from!: string;

  /** On the next day, where that is no later than it begins. */
  @Matches(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, { message: 'is no time of day from 00:00 to 24:00' })
  readonly to!: string;

  @Matches(/^[+-](0\d|1[0-4]):[0-5]\d$/, {
    message: 'is no offset from UTC such as +02:00; names of time zones are not taken',
  })
  readonly utcOffset!: string;
}

export class WindowsRequest {
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(FREEZES_MAX)
  @ValidateNested({ each: true })
  @Type(() => FreezeRequest)
  readonly freezes?: FreezeRequest[];

  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(MAINTENANCE_WINDOWS_MAX)
  @ValidateNested({ each: true })
  @Type(() => MaintenanceWindowRequest)
  readonly maintenance?: MaintenanceWindowRequest[];
}

/** The gates of an environment as a whole; one that is left out is not there. */
export class GateSettingsRequest {
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PreviousEnvironmentRequest)
  readonly previousEnvironment?: PreviousEnvironmentRequest;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => CoverageRequest)
  readonly coverage?: CoverageRequest;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => PromotionApprovalsRequest)
  readonly promotionApprovals?: PromotionApprovalsRequest;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => ShadowRequest)
  readonly shadow?: ShadowRequest;

  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => WindowsRequest)
  readonly windows?: WindowsRequest;
}

/** Other gates, and why; the reason is needed. */
export class SetGatesRequest extends ReasonedRequest {
  @IsObject()
  @ValidateNested()
  @Type(() => GateSettingsRequest)
  readonly gates!: GateSettingsRequest;
}

/** That somebody agrees to a promotion, with what they have seen. */
export class ApprovePromotionRequest extends ReasonedRequest {
  @IsId()
  readonly policyId!: string;

  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version!: number;

  /** Of the version. */
  @IsDigest()
  readonly contentDigest!: string;

  /** Of the gates in force. */
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly gatesVersion!: number;

  /** The version that is stable; left out where nothing is. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly stable?: number;

  /** What gates judge the promotion by; the simulation that the version was submitted with unless named. */
  @MayBeAbsent()
  @IsId()
  readonly simulationId?: string;
}
