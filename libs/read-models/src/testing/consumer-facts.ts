import { fact, sha } from './history.ts';

const ofProd = (consumerId: string, seenAt: string) => ({ environmentId: 'prod', consumerId, seenAt });

/** Two consumers of an environment: one runs its bundle, and one its own, and is silent then. */
export const consumerFacts = {
  consumer: fact('ConsumerReported', {
    ...ofProd('edge-1', '2026-03-02T12:00:35.000Z'),
    ...{ principal: 's-edge', bundleDigest: sha('tar'), revision: 6 },
  }),
  strange: fact('ConsumerReported', {
    ...ofProd('edge-2', '2026-03-02T12:00:35.500Z'),
    ...{ principal: 's-edge', bundleDigest: sha('own') },
  }),
  silent: fact('ConsumerWentStale', ofProd('edge-2', '2026-03-02T12:00:35.500Z')),
  heard: fact('ConsumerRecovered', ofProd('edge-2', '2026-03-02T12:00:37.000Z')),
  forgotten: fact('ConsumerForgotten', ofProd('edge-2', '2026-03-02T12:00:37.000Z')),
} as const;
