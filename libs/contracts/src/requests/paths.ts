import { IsInt, IsString, Length, Max, Min } from 'class-validator';

import { FromDigits, IsDigest, IsId } from './rules.ts';

const NUMBER_MAX = 999_999_999;

// Parameters of paths. One that names nothing possible is answered like one that names nothing: 404.

export class PolicyPath {
  @IsId()
  readonly policyId!: string;
}

/** A file of a workspace; its slashes are written as %2F. */
export class FilePath extends PolicyPath {
  @IsString()
  @Length(1, 200)
  readonly path!: string;
}

export class RevisionPath extends PolicyPath {
  @FromDigits()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly revision!: number;
}

export class VersionPath extends PolicyPath {
  @FromDigits()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly version!: number;
}

export class SnapshotPath {
  @IsId()
  readonly snapshotId!: string;
}

export class SimulationPath {
  @IsId()
  readonly simulationId!: string;
}

export class EnvironmentPath {
  @IsId()
  readonly environmentId!: string;
}

export class CommandPath {
  @IsId()
  readonly commandId!: string;
}

export class BlobPath {
  @IsDigest()
  readonly digest!: string;
}

export class EventPath {
  @FromDigits()
  @IsInt()
  @Min(1)
  @Max(NUMBER_MAX)
  readonly seq!: number;
}
