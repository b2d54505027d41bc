import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsString, Length, Max, MaxLength, Min, ValidateNested } from 'class-validator';

import { VersionPath } from './paths.ts';
import { FromDigits, IsReadable, MayBeAbsent } from './rules.ts';

const NUMBER_MAX = 999_999_999;
const COMMENT_LENGTH_MAX = 4_000;

/** A file of a version, or a line of it; lines count from 1. */
export class ThreadPlaceRequest {
  @IsString()
  @Length(1, 200)
  readonly path!: string;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly line?: number;
}

/** What somebody says of a version. Stored encrypted. */
export class CommentRequest {
  @IsString()
  @IsReadable()
  @MaxLength(COMMENT_LENGTH_MAX)
  readonly comment!: string;
}

export class StartThreadRequest extends CommentRequest {
  /** What it is about; the version as a whole unless given. */
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => ThreadPlaceRequest)
  readonly place?: ThreadPlaceRequest;

  /** Whether the version is neither approved nor published until the thread is resolved. */
  @MayBeAbsent()
  @IsBoolean()
  readonly isBlocking?: boolean;
}

export class ThreadPath extends VersionPath {
  @FromDigits()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly thread!: number;
}
