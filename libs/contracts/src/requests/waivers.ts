import { WAIVER_STATES } from '@policy-registry/domain';
import { Type } from 'class-transformer';
import { IsIn, IsObject, IsString, MaxLength, ValidateNested } from 'class-validator';

import { PageQuery } from './queries.ts';
import { IsId, IsInstant, IsSubject, IsWaiverId, MayBeAbsent } from './rules.ts';
import { ReasonedRequest } from './versions.ts';

const LENGTH_MAX = 256;

/** Which findings a waiver is for: those that fit every member given. The domain says what each may be. */
export class WaiverScopeRequest {
  /** The rule that applied. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(LENGTH_MAX)
  readonly rule?: string;

  /** A package URL without qualifiers; without a version it means every version. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(LENGTH_MAX)
  readonly component?: string;

  /** The advisory, by its id or any of its aliases. */
  @MayBeAbsent()
  @IsString()
  @MaxLength(LENGTH_MAX)
  readonly advisory?: string;

  /** Where it counts; everywhere unless named. */
  @MayBeAbsent()
  @IsId()
  readonly environmentId?: string;
}

/** Asks for an exception. The domain asks for a reason and a ticket, and says how far away the expiry may be. */
export class RequestWaiverRequest extends ReasonedRequest {
  @IsId()
  readonly policyId!: string;

  @IsObject()
  @ValidateNested()
  @Type(() => WaiverScopeRequest)
  readonly scope!: WaiverScopeRequest;

  @IsInstant()
  readonly expiresAt!: string;

  /** Who answers for it; whoever asks unless named. */
  @MayBeAbsent()
  @IsSubject()
  readonly owner?: string;
}

/** Asks for the same once more, with another expiry. */
export class RenewWaiverRequest extends ReasonedRequest {
  @IsInstant()
  readonly expiresAt!: string;
}

/** Why somebody agrees to a waiver, or ends one. */
export class WaiverStepRequest extends ReasonedRequest {}

export class WaiverPath {
  @IsWaiverId()
  readonly waiverId!: string;
}

export class WaiversQuery extends PageQuery {
  @MayBeAbsent()
  @IsId()
  readonly policyId?: string;

  @MayBeAbsent()
  @IsIn([...WAIVER_STATES])
  readonly state?: (typeof WAIVER_STATES)[number];

  /** Those that were active until before this instant, or will be. */
  @MayBeAbsent()
  @IsInstant()
  readonly expiringBefore?: string;

  /** Those that are active at this instant. */
  @MayBeAbsent()
  @IsInstant()
  readonly activeAt?: string;

  /** Those that covered nothing where a simulation was given them last. */
  @MayBeAbsent()
  @IsIn(['true'])
  readonly unused?: 'true';
}
