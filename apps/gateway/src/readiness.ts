import type { NatsConnection } from '@nats-io/nats-core';
import type { Check, Readiness } from '@policy-registry/platform';
import type { Positions } from '@policy-registry/postgres';

import type { GatewayConfig } from './config.ts';
import type { ReadModels } from './read/read-models.ts';
import { within } from './read/within.ts';

const BROKER_ANSWER_MS = 1_000;

export type ReadinessPorts = {
  readonly config: Readonly<GatewayConfig>;
  readonly broker: Pick<NatsConnection, 'isClosed' | 'flush'>;
  readonly positions: Pick<Positions, 'isListening'>;
  readonly readModels: Pick<ReadModels, 'position'>;
  readonly issuerKeys: () => Promise<Check>;
};

/** Everything without which requests would fail. */
export const readinessOf =
  ({ config, broker, positions, readModels, issuerKeys }: ReadinessPorts) =>
  async (): Promise<Readiness> => {
    const [brokerCheck, databaseCheck, keysCheck] = await Promise.all([
      brokerAnswers(broker),
      databaseAnswers(readModels),
      issuerKeys(),
    ]);
    const isListening = positions.isListening();
    return {
      checks: {
        broker: brokerCheck,
        database: databaseCheck,
        listening: { ok: isListening, detail: isListening ? 'hears positions' : 'reconnecting' },
        issuerKeys: keysCheck,
      },
      notes: config.INSECURE_DEV_ISSUER
        ? ['INSECURE_DEV_ISSUER: accepts tokens of a development issuer without TLS']
        : [],
    };
  };

const brokerAnswers = async (broker: ReadinessPorts['broker']): Promise<Check> => {
  if (broker.isClosed()) return { ok: false, detail: 'the connection is closed' };
  const answered = await within(
    broker.flush().then(
      () => true,
      () => false,
    ),
    BROKER_ANSWER_MS,
  );
  return { ok: answered === true, detail: answered === true ? 'connected' : 'no answer' };
};

const databaseAnswers = async (readModels: ReadinessPorts['readModels']): Promise<Check> => {
  try {
    return { ok: true, detail: `read models at ${await readModels.position()}` };
  } catch {
    return { ok: false, detail: 'no answer' };
  }
};
