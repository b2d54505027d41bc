import { IsString, MaxLength } from 'class-validator';

import { PromoteVersionRequest } from './bindings.ts';
import { IsId, MayBeAbsent } from './rules.ts';
import { ReasonedRequest } from './versions.ts';

const INSTANT_CHARS_MAX = 64;

/** A promotion that is carried out at a time. Reason and ticket are needed. */
export class SchedulePromotionRequest extends PromoteVersionRequest {
  /** RFC 3339 with a zone; to come, within 30 days. */
  @IsString()
  @MaxLength(INSTANT_CHARS_MAX)
  readonly at!: string;
}

/** Another time for one that suspended itself. Reason and ticket are needed. */
export class ResumeScheduledPromotionRequest extends ReasonedRequest {
  /** RFC 3339 with a zone; to come, within 30 days. */
  @IsString()
  @MaxLength(INSTANT_CHARS_MAX)
  readonly at!: string;

  /** What gates judge by; the simulation that it was scheduled with unless named. */
  @MayBeAbsent()
  @IsId()
  readonly simulationId?: string;
}

/** The reason is needed. */
export class CancelScheduledPromotionRequest extends ReasonedRequest {}
