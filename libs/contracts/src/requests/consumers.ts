import { HEARTBEAT_SECONDS_MAX } from '@policy-registry/domain';
import { IsIn, IsInt, Max, Min } from 'class-validator';

import { EnvironmentPath } from './paths.ts';
import { PageQuery } from './queries.ts';
import { IsDigest, IsId, MayBeAbsent } from './rules.ts';

export class ConsumerPath extends EnvironmentPath {
  @IsId()
  readonly consumerId!: string;
}

/** What a consumer says of itself. */
export class HeartbeatRequest {
  /** Of the tar of the bundle that it runs. */
  @IsDigest()
  readonly digest!: string;

  /** When the next heartbeat comes, at the latest; 60 where nothing is said. */
  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(HEARTBEAT_SECONDS_MAX)
  readonly intervalSeconds?: number;
}

/** Which consumers are listed: all unless it is said. */
export class ConsumersQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(['live', 'stale'])
  readonly state?: 'live' | 'stale';

  @MayBeAbsent()
  @IsDigest()
  readonly digest?: string;
}
