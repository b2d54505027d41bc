import {
  ASKED_SHARD_TUPLES_MAX,
  PRIORITIES,
  SAMPLE_TUPLES_MAX,
  type Priority,
} from '@policy-registry/domain';
import { Type } from 'class-transformer';
import {
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Max,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';

import { IsEnvironmentMap, IsId, IsInstant, MayBeAbsent } from './rules.ts';

const NUMBER_MAX = 999_999_999;
const BUILD_LENGTH_MAX = 128;

export class SimulationBaseRequest {
  @IsIn(['version', 'empty'])
  readonly kind!: 'version' | 'empty';

  /** Of a base that is a version. */
  @ValidateIf(({ kind, version }: SimulationBaseRequest) => kind === 'version' || version !== undefined)
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version?: number;
}

/** Builds of engines; where one is not named, it is the runner's default. */
export class SimulationEnginesRequest {
  @MayBeAbsent()
  @IsString()
  @Length(1, BUILD_LENGTH_MAX)
  readonly base?: string;

  @MayBeAbsent()
  @IsString()
  @Length(1, BUILD_LENGTH_MAX)
  readonly candidate?: string;
}

/** What every simulation is about. */
class SimulationRequest {
  @IsId()
  readonly policyId!: string;

  @IsId()
  readonly snapshotId!: string;

  /** Whose stable version is the base, unless `base` names another; `prod` unless named. */
  @MayBeAbsent()
  @IsId()
  readonly environmentId?: string;

  /** A version or the empty policy instead of the environment's stable version. */
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => SimulationBaseRequest)
  readonly base?: SimulationBaseRequest;

  @MayBeAbsent()
  @ValidateNested()
  @Type(() => SimulationEnginesRequest)
  readonly engines?: SimulationEnginesRequest;

  /** The instant that the policies see; the time of the command unless named. */
  @MayBeAbsent()
  @IsInstant()
  readonly evaluatedAt?: string;

  @MayBeAbsent()
  @IsInt()
  @Min(0)
  @Max(0xffff_ffff)
  readonly seed?: number;

  /** What the policies see as `env.*`. */
  @MayBeAbsent()
  @IsEnvironmentMap()
  readonly env?: Record<string, string>;

  /** Whether samples come with the way to their outcome; they do unless this says no. */
  @MayBeAbsent()
  @IsBoolean()
  readonly captureExplain?: boolean;
}

export class StartSimulationRequest extends SimulationRequest {
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version!: number;

  /** Whether every shard is evaluated twice; it is unless this says no. */
  @MayBeAbsent()
  @IsBoolean()
  readonly twin?: boolean;

  @MayBeAbsent()
  @IsIn([...PRIORITIES])
  readonly priority?: Priority;

  /** Tuples per shard; smaller shards spread over more runners. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(ASKED_SHARD_TUPLES_MAX)
  readonly shardTuples?: number;
}

export class QuickSimulationRequest extends SimulationRequest {
  /** The candidate: a version, or a revision of the workspace. */
  @ValidateIf(
    ({ revision, version }: QuickSimulationRequest) => revision === undefined || version !== undefined,
  )
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version?: number;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly revision?: number;

  /** Tuples at most. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(SAMPLE_TUPLES_MAX)
  readonly sampleTuples?: number;
}
