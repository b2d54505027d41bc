import type { ClusterInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { durableConfigs, openJetStream } from '@policy-registry/event-store';

import { waitUntil } from '../servers/wait-until.ts';

/** A stream, and those of its consumers that outlive who reads from them. */
export type Replicated = { readonly stream: string; readonly durables: readonly string[] };

/** How long copies may take to get up to date. */
const COPIED_MS = 120_000;

/** All streams of the account, with the durable consumers of those that have some. */
export const streamsAt = async (connection: NatsConnection): Promise<readonly Replicated[]> => {
  const { jsm } = await openJetStream(connection);
  const names: string[] = [];
  // Names, because a list with content leaves out what has no leader just now.
  for await (const name of jsm.streams.names()) names.push(name);
  return names.map((stream) => ({
    stream,
    durables: durableConfigs().flatMap((durable) =>
      durable.stream === stream ? [durable.config.durable_name] : [],
    ),
  }));
};

/**
 * Waits until each of them has `replicas` copies that are up to date. What a setting says is one thing, on which servers
 * something lies another. Rejects, naming what lacks copies.
 */
export const verifyReplicas = async (
  connection: NatsConnection,
  replicas: number,
  wanted: readonly Replicated[],
): Promise<void> => {
  const { jsm } = await openJetStream(connection);
  for (const { stream, durables } of wanted) {
    const enough = (what: string, look: () => Promise<{ readonly cluster?: ClusterInfo }>) =>
      waitUntil(`${replicas} copies of ${what} that are up to date`, COPIED_MS, async () =>
        copiesOf((await look()).cluster) >= replicas ? true : undefined,
      );
    await enough(stream, () => jsm.streams.info(stream));
    for (const durable of durables)
      await enough(`${stream} ${durable}`, () => jsm.consumers.info(stream, durable));
  }
};

/** A server alone says nothing of a cluster. */
const copiesOf = (cluster: ClusterInfo | undefined): number => {
  if (cluster === undefined) return 1;
  const others = (cluster.replicas ?? []).filter(({ current }) => current).length;
  return cluster.leader === undefined || cluster.leader === '' ? 0 : 1 + others;
};
