import { AggregateId, canonicalJson, reactionIdOf, sha256Hex } from '@policy-registry/kernel';
import { z } from 'zod';

import { Heard, Silent } from './heartbeat.ts';

/** Consumers that one command tells of: each is a fact at most, and an event has no more of them. */
export const OBSERVED_MAX = 64;

export const ConsumersCommand = z.discriminatedUnion('type', [
  /** What heartbeats say that is not known yet, and of whom there were none. */
  z.strictObject({
    type: z.literal('ObserveConsumers'),
    data: z
      .strictObject({
        environmentId: AggregateId,
        heard: z.array(Heard),
        silent: z.array(Silent),
      })
      .refine(({ heard, silent }) => heard.length + silent.length <= OBSERVED_MAX, {
        error: `tells of more than ${OBSERVED_MAX} consumers`,
      }),
  }),
]);
export type ConsumersCommand = z.infer<typeof ConsumersCommand>;

/** What was observed of consumers of a tenant, wherever they are. */
export type Observed = {
  readonly heard: readonly (Heard & { readonly environmentId: string })[];
  readonly silent: readonly (Silent & { readonly environmentId: string })[];
};

/**
 * The commands that tell of it, one of an environment for each {@link OBSERVED_MAX} consumers. Whoever observes the same at
 * about the same time, `around`, makes the same commands.
 */
export const observationsOf = (
  { heard, silent }: Observed,
  around: string,
): readonly (ConsumersCommand & { readonly commandId: string })[] => {
  const all = [
    ...heard.map(({ environmentId, ...one }) => ({ environmentId, heard: [one], silent: [] })),
    ...silent.map(({ environmentId, ...one }) => ({ environmentId, heard: [], silent: [one] })),
  ];
  return [...Map.groupBy(all, ({ environmentId }) => environmentId)].flatMap(([environmentId, ofIt]) =>
    pieces(ofIt).map((piece) => {
      const data = {
        environmentId,
        heard: piece.flatMap((one) => one.heard),
        silent: piece.flatMap((one) => one.silent),
      };
      const commandId = reactionIdOf(around, sha256Hex(canonicalJson(data)));
      return { commandId, type: 'ObserveConsumers' as const, data };
    }),
  );
};

const pieces = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / OBSERVED_MAX) }, (_, at) =>
    all.slice(at * OBSERVED_MAX, (at + 1) * OBSERVED_MAX),
  );
