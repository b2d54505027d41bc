import { GROUPS_MAX, REVIEWERS_MAX } from '@policy-registry/domain';
import { ArrayMaxSize, IsArray, IsInt, IsString, Length, Max, MaxLength, Min } from 'class-validator';

import { IsDigest, IsId, IsReadable, IsSemver, MayBeAbsent } from './rules.ts';

const NUMBER_MAX = 999_999_999;
const REASON_LENGTH_MAX = 2_000;
const TICKET_LENGTH_MAX = 200;

/** Why something is done, and where it was agreed. Stored encrypted; whether they are needed is the domain's to say. */
export class ReasonedRequest {
  @MayBeAbsent()
  @IsString()
  @MaxLength(REASON_LENGTH_MAX)
  @IsReadable()
  readonly reason?: string;

  @MayBeAbsent()
  @IsString()
  @MaxLength(TICKET_LENGTH_MAX)
  @IsReadable()
  readonly ticket?: string;
}

export class CreateVersionRequest {
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly revision!: number;

  @IsString()
  @MaxLength(64)
  @IsSemver()
  readonly semver!: string;
}

export class SubmitVersionRequest {
  @IsId()
  readonly simulationId!: string;

  /** Persons who are asked, by the `sub` of their tokens. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(REVIEWERS_MAX)
  @IsString({ each: true })
  @Length(1, 128, { each: true })
  readonly reviewers?: string[];

  /** Groups of the tenant whose members are asked. */
  @MayBeAbsent()
  @IsArray()
  @ArrayMaxSize(GROUPS_MAX)
  @IsId({ each: true })
  readonly groups?: string[];
}

export class ApproveVersionRequest extends ReasonedRequest {
  /** What the approver has looked at; it must still be what is submitted. */
  @IsDigest()
  readonly contentDigest!: string;

  @IsDigest()
  readonly evidenceDigest!: string;
}

export class PublishVersionRequest extends ReasonedRequest {}

/** A step out of review or out of use. The domain asks for a reason. */
export class StepBackRequest extends ReasonedRequest {}

/** Of the version in the path, or of the range that ends with it. The domain asks for a reason. */
export class RecallVersionRequest extends ReasonedRequest {
  /** The first version of the range. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly fromVersion?: number;
}
