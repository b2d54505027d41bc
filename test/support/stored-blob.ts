import { expect } from '@jest/globals';
import { jetstream, jetstreamManager, type StoredMsg } from '@nats-io/jetstream';

import type { Broker } from './broker.ts';
import { jsonOf, numberAt, textAt } from './json.ts';

// What lies behind a digest, damaged as only the administrator of the object store can.

const streamOf = (tenant: string): string => `OBJ_blobs-${tenant}`;
// Digests have no character that base64 and its variant for addresses write differently.
const nameOf = (tenant: string, digest: string): string =>
  `$O.blobs-${tenant}.M.${Buffer.from(digest).toString('base64')}`;

const lastOn = async ({ connection }: Broker, tenant: string, subject: string): Promise<StoredMsg> => {
  const jsm = await jetstreamManager(connection);
  const message = await jsm.streams.getMessage(streamOf(tenant), { last_by_subj: subject });
  if (message === null) throw new Error(`the object store has nothing on ${subject}`);
  return message;
};

const chunksOf = async (broker: Broker, tenant: string, digest: string): Promise<string> => {
  const { data } = await lastOn(broker, tenant, nameOf(tenant, digest));
  return `$O.blobs-${tenant}.C.${textAt(jsonOf(new TextDecoder().decode(data)), 'nuid')}`;
};

const purge = async ({ connection }: Broker, tenant: string, filter: string): Promise<void> => {
  const request = JSON.stringify({ filter });
  const answer = await connection.request(`$JS.API.STREAM.PURGE.${streamOf(tenant)}`, request);
  expect(numberAt(answer.json(), 'purged')).toBeGreaterThan(0);
};

/** Takes a blob away, with its name. */
export const removeBlob = async (broker: Broker, tenant: string, digest: string): Promise<void> => {
  const chunks = await chunksOf(broker, tenant, digest);
  for (const subject of [chunks, nameOf(tenant, digest)]) await purge(broker, tenant, subject);
};

/** Flips a bit of what is stored for a digest, in one chunk; the name and everything that refers to it stay. */
export const flipBitOfBlob = async (broker: Broker, tenant: string, digest: string): Promise<void> => {
  const subject = await chunksOf(broker, tenant, digest);
  const { data, header } = await lastOn(broker, tenant, subject);
  const middle = Math.floor(data.length / 2);
  const damaged = data.map((byte, place) => (place === middle ? byte ^ 1 : byte));
  await purge(broker, tenant, subject);
  header.delete('Nats-Expected-Last-Subject-Sequence');
  await jetstream(broker.connection).publish(subject, damaged, { headers: header });
};
