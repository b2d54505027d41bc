import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { jetstream } from '@nats-io/jetstream';
import { encodeUser, fmtCreds } from '@nats-io/jwt';
import { createAccount, createUser } from '@nats-io/nkeys';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureStreams, STREAM } from '@policy-registry/event-store';
import {
  brokerFolder,
  damagedStore,
  startBrokerIn,
  type DamagedStore,
} from '@policy-registry/event-store/testing';
import { NO_PREVIOUS_HASH, sha256Hex, type StoredMessage } from '@policy-registry/kernel';

import { auditReplay, type AuditReport } from './audit-replay.ts';
import { withEventStream } from './read-events.ts';
import { auditedRegistry } from './testing/audited-registry.ts';
import { eventBytes, registryOf, subjectOf, TENANT } from './testing/constructed-log.ts';

const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;
const START_MS = 60_000;

const POLICIES = ['pay-gate', 'web-gate', 'api-gate'] as const;
/** So many and so long that the store has three blocks of 8 MiB. */
const ROUNDS = 300;
const NAME_LENGTH = 20_000;
const MESSAGES = POLICIES.length * ROUNDS;
const BAD = 301;

/** Policies that change in turn. */
const log: readonly StoredMessage[] = (() => {
  const heads = new Map<string, string>();
  const messages: StoredMessage[] = [];
  for (let version = 1; version <= ROUNDS; version += 1) {
    for (const id of POLICIES) {
      const bytes = eventBytes(id, version, heads.get(id) ?? NO_PREVIOUS_HASH, 'x'.repeat(NAME_LENGTH));
      heads.set(id, sha256Hex(bytes));
      messages.push({ seq: messages.length + 1, subject: subjectOf(id), bytes });
    }
  }
  return messages;
})();

suite('an audit of a store that was damaged while its broker was down (needs TEST_NATS_BIN)', () => {
  const folders: string[] = [];
  const freshFolder = async (): Promise<string> => {
    const folder = await brokerFolder();
    folders.push(folder);
    return folder;
  };
  const registry = registryOf(log);
  let sound = '';
  let credentialsFile = '';
  beforeAll(async () => {
    sound = await freshFolder();
    const broker = await startBrokerIn(sound, binary ?? '');
    // This broker has no accounts: whoever comes is let in.
    const user = createUser();
    credentialsFile = join(await freshFolder(), 'auditor.creds');
    await writeFile(credentialsFile, fmtCreds(await encodeUser('auditor', user, createAccount()), user));
    const connection = await connect({ servers: broker.url });
    await ensureStreams(connection, { duplicateWindowMs: 120_000, replicas: 1 });
    const js = jetstream(connection);
    for (const { subject, bytes } of log) await js.publish(subject, bytes);
    await connection.close();
    await broker.stop();
  }, START_MS);
  afterAll(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });

  /** The registry had everything before. */
  const auditAfter = async (damage: (store: DamagedStore) => Promise<void>): Promise<AuditReport> => {
    const folder = await freshFolder();
    await cp(sound, folder, { recursive: true });
    await damage(await damagedStore(folder, STREAM.events));
    const broker = await startBrokerIn(folder, binary ?? '');
    try {
      const settings = { broker: { url: broker.url, credentialsFile } };
      const api = auditedRegistry({ state: () => registry.state, trail: registry.trail }, MESSAGES);
      return await withEventStream(settings, (stream) =>
        auditReplay({ tenant: TENANT, api, stream, progress: () => undefined, catchUpMsMax: 0 }),
      );
    } finally {
      await broker.stop();
    }
  };

  const damages: readonly (readonly [string, number, (store: DamagedStore) => Promise<void>])[] = [
    ['a flipped bit that the broker skips', BAD, (store) => store.flipBit(BAD)],
    [
      'a flipped bit for which the broker gives up the rest of its block',
      BAD,
      async (store) => {
        await store.flipBit(BAD);
        await store.dropIndex();
      },
    ],
    ['a truncated block', BAD, (store) => store.truncateAt(BAD)],
    ['a dropped block at the beginning', 1, (store) => store.dropBlock(store.blocks()[0] ?? '')],
    [
      'a dropped aggregate',
      2,
      async (store) => {
        await store.dropSubject(subjectOf('web-gate'));
        await store.dropIndex();
      },
    ],
    [
      'an end that is gone',
      MESSAGES - 5,
      async (store) => {
        await store.truncateAt(MESSAGES - 5);
        await store.dropIndex();
      },
    ],
  ];

  it.each(damages)(
    'finds %s, and names sequence %i first',
    async (_what, seq, damage) => {
      const { chainOk, findings } = await auditAfter(damage);
      expect(chainOk).toBe(false);
      expect(findings[0]).toMatchObject({ finding: 'event', seq });
    },
    START_MS,
  );

  it(
    'finds nothing where nothing is damaged',
    async () => {
      const { messages, chainOk, findings } = await auditAfter(async () => undefined);
      expect({ messages, chainOk, findings }).toStrictEqual({
        messages: MESSAGES,
        chainOk: true,
        findings: [],
      });
    },
    START_MS,
  );
});
