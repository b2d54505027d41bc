import { IsInt, IsOptional, Max, Min } from 'class-validator';

import { IsEnvironmentMap, IsId, IsInstant } from './rules.ts';

const SHARD_TUPLES_MAX = 50_000;

export class StartSimulationRequest {
  @IsId()
  readonly policyId!: string;

  @IsInt()
  @Min(1)
  @Max(999_999_999)
  readonly version!: number;

  @IsId()
  readonly snapshotId!: string;

  /** Whose stable version is the base; `prod` unless named. */
  @IsOptional()
  @IsId()
  readonly environmentId?: string;

  /** The instant that the policies see; the time of the command unless named. */
  @IsOptional()
  @IsInstant()
  readonly evaluatedAt?: string;

  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(0xffff_ffff)
  readonly seed?: number;

  /** What the policies see as `env.*`. */
  @IsOptional()
  @IsEnvironmentMap()
  readonly env?: Record<string, string>;

  /** Tuples per shard; smaller shards spread over more runners. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(SHARD_TUPLES_MAX)
  readonly shardTuples?: number;
}
