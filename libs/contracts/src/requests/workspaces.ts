import { FILES_MAX } from '@policy-registry/domain';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsString, Length, ValidateNested } from 'class-validator';

import { IsDigest } from './rules.ts';

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
