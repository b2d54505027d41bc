import { REVIEW_VERDICTS } from '@policy-registry/domain';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

import { IsId, MayBeAbsent } from './rules.ts';
import { ReasonedRequest } from './versions.ts';

const NUMBER_MAX = 999_999_999;
const INCIDENT_LENGTH_MAX = 256;
const HOURS_MAX = 24;

/** A promotion past the gates. Reason and ticket are needed. */
export class BreakGlassRequest extends ReasonedRequest {
  @IsId()
  readonly policyId!: string;

  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version!: number;

  /** The id of the incident, wherever it is kept. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(INCIDENT_LENGTH_MAX)
  readonly incident?: string;

  /** What was stable before is so again after these, unless somebody else agrees to it. */
  @IsInt()
  @Min(1)
  @Max(HOURS_MAX)
  readonly hours!: number;
}

/** What another person says of it; the reason is needed. */
export class ReviewBreakGlassRequest extends ReasonedRequest {
  @IsIn([...REVIEW_VERDICTS])
  readonly verdict!: (typeof REVIEW_VERDICTS)[number];
}
