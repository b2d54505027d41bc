import { MARKINGS } from '@policy-registry/domain';
import { IsIn, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';

import { IsReadable } from './rules.ts';

const INDEX_MAX = 999_999_999;
const REASON_LENGTH_MAX = 2_000;

/** What a reviewer says of one changed decision of the submission's simulation. */
export class MarkDecisionRequest {
  /** Index of the tuple, as `GET /simulations/{id}/changes` lists it. */
  @IsInt()
  @Min(0)
  @Max(INDEX_MAX)
  readonly index!: number;

  /**
   * `unintended` keeps the version from being approved and published, `intended` becomes a test once it is published,
   * and `withdrawn` takes back what you said.
   */
  @IsIn(MARKINGS)
  readonly mark!: (typeof MARKINGS)[number];

  @IsString()
  @IsReadable()
  @MaxLength(REASON_LENGTH_MAX)
  readonly reason!: string;
}
