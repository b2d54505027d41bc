import type { Authenticate } from '@policy-registry/access';
import type { CommandPublisher, HeartbeatPublisher } from '@policy-registry/event-store';
import type { BlobStore } from '@policy-registry/kernel';
import type { Logger, Metrics, Readiness } from '@policy-registry/platform';
import type { Positions } from '@policy-registry/postgres';
import type { SealingKey } from '@policy-registry/signing/sealing';

import type { Admission } from './admission/admission.ts';
import type { CommandOutcomes } from './command/command-outcomes.ts';
import type { ReadModels } from './read/read-models.ts';
import type { Waits } from './waits.ts';

/** Everything outside of this process that the gateway works with. */
export type Ports = {
  readonly authenticate: Authenticate;
  readonly admission: Admission;
  readonly publish: CommandPublisher;
  readonly beat: HeartbeatPublisher;
  readonly outcomes: CommandOutcomes;
  readonly readModels: ReadModels;
  readonly positions: Pick<Positions, 'subscribe'>;
  readonly blobs: BlobStore;
  /** The key-encryption key of tenants' text keys. */
  readonly kek: Uint8Array;
  /** The evidence keys of the tenants, as JSON. */
  readonly trust: () => Promise<string>;
  /** The key that webhook secrets are sealed to. Rejects with the Problem NOT_FOUND where there are no webhooks. */
  readonly sealingKey: () => Promise<SealingKey>;
  /** The description of this API, as JSON. */
  readonly openApi: () => Promise<string>;
  readonly readiness: () => Promise<Readiness>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly now: () => number;
  readonly waits: Waits;
  /** Aborted when the process drains: open streams of events end. */
  readonly stopping: AbortSignal;
};
