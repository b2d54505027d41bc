import { AGGREGATE_TYPES, type AggregateType } from '@policy-registry/kernel';
import { IsIn, IsString, Length, Matches } from 'class-validator';

import { PageQuery } from './queries.ts';
import { IsId, IsInstant, IsSubject, MayBeAbsent } from './rules.ts';

const CORRELATION_LENGTH_MAX = 128;

/** Which events an auditor asks for: those of which everything is so that is named. */
export class AuditEventsQuery extends PageQuery {
  /** With a fact of this type among their facts. */
  @MayBeAbsent()
  @Matches(/^[A-Z][A-Za-z0-9]{0,63}$/, { message: 'is no type of a fact such as VersionPublished' })
  readonly fact?: string;

  @MayBeAbsent()
  @IsIn([...AGGREGATE_TYPES])
  readonly aggregateType?: AggregateType;

  @MayBeAbsent()
  @IsId()
  readonly aggregateId?: string;

  @MayBeAbsent()
  @IsSubject()
  readonly actor?: string;

  /** Recorded at this instant or later. */
  @MayBeAbsent()
  @IsInstant()
  readonly recordedFrom?: string;

  /** Recorded before this instant. */
  @MayBeAbsent()
  @IsInstant()
  readonly recordedBefore?: string;

  /** What came of one request, also where it went on by itself. */
  @MayBeAbsent()
  @IsString()
  @Length(1, CORRELATION_LENGTH_MAX)
  readonly correlationId?: string;

  @MayBeAbsent()
  @IsId()
  readonly commandId?: string;
}
