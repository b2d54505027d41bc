import { DELIVERY_ATTEMPTS_MAX, WEBHOOK_FILTERS_MAX, WEBHOOK_URL_LENGTH_MAX } from '@policy-registry/domain';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';

import { PageQuery } from './queries.ts';
import { IsDigest, IsId, MayBeAbsent } from './rules.ts';

const FILTER_LENGTH_MAX = 96;
const SEALED_LENGTH_MAX = 512;

/** A secret as it was sealed to the runners. */
export class SealedSecretRequest {
  /** Of the sealing key. */
  @IsDigest()
  readonly keyId!: string;

  @MaxLength(SEALED_LENGTH_MAX)
  @Matches(/^([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, { message: 'is no base64' })
  readonly sealed!: string;
}

/** A webhook as a whole, or again. */
export class DefineWebhookRequest {
  @IsString()
  @Length(1, WEBHOOK_URL_LENGTH_MAX)
  readonly url!: string;

  /** `policy` for all events of policies, `policy.VersionPublished` for one kind; every event where there is none. */
  @IsArray()
  @ArrayMaxSize(WEBHOOK_FILTERS_MAX)
  @IsString({ each: true })
  @MaxLength(FILTER_LENGTH_MAX, { each: true })
  readonly events!: string[];

  @IsBoolean()
  readonly isEnabled!: boolean;

  @MayBeAbsent()
  @IsInt()
  @Min(1)
  @Max(DELIVERY_ATTEMPTS_MAX)
  readonly attemptsMax?: number;

  /** Left out, the one that it has stays. */
  @MayBeAbsent()
  @ValidateNested()
  @Type(() => SealedSecretRequest)
  readonly secret?: SealedSecretRequest;
}

export class WebhookPath {
  @IsId()
  readonly webhookId!: string;
}

export class DeliveryPath {
  @IsId()
  readonly deliveryId!: string;
}

/** Deliveries of one state; of all where none is named. */
export class DeliveriesQuery extends PageQuery {
  @MayBeAbsent()
  @IsIn(['delivered', 'waiting', 'under_way', 'dead'])
  readonly state?: 'delivered' | 'waiting' | 'under_way' | 'dead';
}
