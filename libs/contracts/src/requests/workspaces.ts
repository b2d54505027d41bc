import { FILES_MAX } from '@policy-registry/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsInt,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';

import { IsDigest, IsId, MayBeAbsent } from './rules.ts';

const NUMBER_MAX = 999_999_999;

/** One file of a workspace; its bytes were uploaded before. */
export class WorkspaceFileRequest {
  @IsString()
  @Length(1, 200)
  readonly path!: string;

  @IsDigest()
  readonly digest!: string;
}

export class SaveWorkspaceRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(FILES_MAX)
  @ValidateNested({ each: true })
  @Type(() => WorkspaceFileRequest)
  readonly files!: WorkspaceFileRequest[];
}

/** The content of one file; its bytes were uploaded before. */
export class FileRequest {
  @IsDigest()
  readonly digest!: string;
}

/** What the draft is taken back to: one of its revisions, or a version of this policy or another. */
export class RestoreWorkspaceRequest {
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly revision?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version?: number;

  /** The policy that the version is of; this one unless it is named. */
  @MayBeAbsent()
  @IsId()
  readonly policyId?: string;
}
