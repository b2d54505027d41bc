import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

import { FromDigits, IsContentName, IsId, IsInstant, MayBeAbsent } from './rules.ts';

export const PAGE_SIZE_DEFAULT = 50;
const PAGE_SIZE_MAX = 500;
const BUNDLE_WAIT_SECONDS_MAX = 30;

/** Where a list goes on, and how much of it is asked for. */
export class PageQuery {
  @MayBeAbsent()
  @FromDigits()
  @IsInt()
  @Min(1)
  @Max(PAGE_SIZE_MAX)
  readonly page_size?: number;

  @MayBeAbsent()
  @IsString()
  @MaxLength(1_024)
  readonly page_token?: string;
}

/** Counts the age of a snapshot at this instant; now unless named. */
export class AgeQuery {
  @MayBeAbsent()
  @IsInstant()
  readonly at?: string;
}

/** What was so at an instant, or at any time from it until another one; everything unless named. */
export class HistoryQuery extends PageQuery {
  @MayBeAbsent()
  @IsInstant()
  readonly at?: string;

  @MayBeAbsent()
  @IsInstant()
  readonly until?: string;

  @MayBeAbsent()
  @IsId()
  readonly policyId?: string;
}

/** The snapshot that another one is compared with. */
export class DiffQuery {
  @IsId()
  readonly against!: string;
}

/** Two contents of a policy; the newest revision unless the second is named. */
export class PolicyDiffQuery {
  @IsContentName()
  readonly from!: string;

  @MayBeAbsent()
  @IsContentName()
  readonly to?: string;
}

/** Which versions in review are listed: all unless it is said for whom they wait. */
export class ReviewsQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(['me'])
  readonly waitingFor?: 'me';
}

/** How the result of a simulation is written. */
export class ResultQuery {
  @MayBeAbsent()
  @IsIn(['json', 'ndjson', 'csv', 'junit', 'sarif'])
  readonly format?: 'json' | 'ndjson' | 'csv' | 'junit' | 'sarif';
}

/** How the tuples that changed are written. */
export class ChangesQuery {
  @MayBeAbsent()
  @IsIn(['ndjson', 'csv'])
  readonly format?: 'ndjson' | 'csv';
}

/** What an upload is: a file of a workspace unless it is called a document. */
export class UploadQuery {
  @MayBeAbsent()
  @IsIn(['file', 'document'])
  readonly kind?: 'file' | 'document';
}

/** How many seconds to wait for another bundle than the one that the caller has. */
export class BundleQuery {
  @MayBeAbsent()
  @FromDigits()
  @IsInt()
  @Min(0)
  @Max(BUNDLE_WAIT_SECONDS_MAX)
  readonly wait?: number;
}
