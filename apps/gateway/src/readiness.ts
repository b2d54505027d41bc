import type { BrokerHealth } from '@policy-registry/event-store';
import type { OpenedBlobStore } from '@policy-registry/object-store';
import type { Check, Readiness } from '@policy-registry/platform';
import type { Positions } from '@policy-registry/postgres';

import type { GatewayConfig } from './config.ts';
import type { ReadModels } from './read/read-models.ts';

export type ReadinessPorts = {
  readonly config: Readonly<GatewayConfig>;
  readonly broker: () => BrokerHealth;
  readonly positions: Pick<Positions, 'isListening'>;
  readonly readModels: Pick<ReadModels, 'position'>;
  readonly objectStore: OpenedBlobStore['health'];
  readonly issuerKeys: () => Promise<Check>;
};

/** Everything without which requests would fail. */
export const readinessOf =
  ({ config, broker, positions, readModels, objectStore, issuerKeys }: ReadinessPorts) =>
  async (): Promise<Readiness> => {
    const [databaseCheck, keysCheck, storeCheck] = await Promise.all([
      databaseAnswers(readModels),
      issuerKeys(),
      objectStore?.(),
    ]);
    const isListening = positions.isListening();
    return {
      checks: {
        broker: broker(),
        database: databaseCheck,
        listening: { ok: isListening, detail: isListening ? 'hears positions' : 'reconnecting' },
        issuerKeys: keysCheck,
        ...(storeCheck && { objectStore: storeCheck }),
      },
      notes: config.INSECURE_DEV_ISSUER
        ? ['INSECURE_DEV_ISSUER: accepts tokens of a development issuer without TLS']
        : [],
    };
  };

const databaseAnswers = async (readModels: ReadinessPorts['readModels']): Promise<Check> => {
  try {
    return { ok: true, detail: `read models at ${await readModels.position()}` };
  } catch {
    return { ok: false, detail: 'no answer' };
  }
};
