import { DOCUMENT_KINDS, DOCUMENTS_MAX } from '@policy-registry/domain';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsIn, IsString, Length, ValidateNested } from 'class-validator';

import { IsDigest, MayBeAbsent } from './rules.ts';

/** One uploaded document; its name serves error messages only. */
export class DocumentRequest {
  @IsString()
  @Length(1, 120)
  readonly name!: string;

  @IsIn(DOCUMENT_KINDS)
  readonly kind!: (typeof DOCUMENT_KINDS)[number];

  @IsDigest()
  readonly digest!: string;
}

/** What a scheduler calls the same facts by. */
export class SnapshotInputsRequest {
  @IsArray()
  @ArrayMaxSize(256)
  @IsString({ each: true })
  @Length(1, 200, { each: true })
  readonly sbomSet!: string[];

  @IsString()
  @Length(1, 200)
  readonly advisoryCursor!: string;

  @IsString()
  @Length(1, 200)
  readonly vexCursor!: string;
}

export class ImportSnapshotRequest {
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(DOCUMENTS_MAX)
  @ValidateNested({ each: true })
  @Type(() => DocumentRequest)
  readonly documents!: DocumentRequest[];

  @MayBeAbsent()
  @ValidateNested()
  @Type(() => SnapshotInputsRequest)
  readonly inputs?: SnapshotInputsRequest;
}
