import {
  canonicalBytes,
  NO_PREVIOUS_HASH,
  sha256Hex,
  type EventEnvelope,
  type Json,
  type StoredMessage,
} from '@policy-registry/kernel';

import { compareTrail, type TrailEntry } from '../compare-trail.ts';
import { judgeReplay, type AuditFinding, type RegistryState } from '../judge-replay.ts';
import { startReplay } from '../replay-log.ts';
import { stateAt } from '../state-at.ts';

export const TENANT = 'acme';
const AT = '2026-01-01T00:00:00.000Z';

/** One event of the policy `id`; `prevHash` is that of the bytes before. */
export const eventBytes = (
  id: string,
  version: number,
  prevHash: string,
  name = `version ${version}`,
): Uint8Array => {
  const event: EventEnvelope = {
    eventId: `e-${id}-${version}`,
    schemaVersion: 1,
    tenant: TENANT,
    aggregate: { type: 'policy', id, version },
    recordedAt: AT,
    effectiveAt: AT,
    actor: { type: 'user', id: 'u-1', scopes: ['policy:author'] },
    commandId: `c-${id}-${version}`,
    correlationId: 'r-1',
    basis: [],
    digests: {},
    attestationIds: [],
    prevHash,
    facts: [
      { type: 'PolicyCreated', schemaVersion: 1, data: { policyId: id, name, description: '', tags: [] } },
    ],
  };
  return canonicalBytes(event as Json);
};

export const subjectOf = (id: string): string => `registry.evt.${TENANT}.policy.${id}`;

/** The messages of a stream in which policies change in turn, each `rounds` times, with a race lost in each round. */
export const constructedLog = (policies: readonly string[], rounds: number): readonly StoredMessage[] => {
  const hashes = new Map<string, string>();
  const messages: StoredMessage[] = [];
  const append = (id: string, bytes: Uint8Array): void =>
    void messages.push({ seq: messages.length + 1, subject: subjectOf(id), bytes });
  for (let version = 1; version <= rounds; version += 1) {
    for (const id of policies) {
      const before = hashes.get(id) ?? NO_PREVIOUS_HASH;
      const bytes = eventBytes(id, version, before);
      append(id, bytes);
      hashes.set(id, sha256Hex(bytes));
      append(id, eventBytes(id, version, before, 'the other writer'));
    }
  }
  return messages;
};

/** What a projector that folded these messages says of them. */
export const registryOf = (messages: readonly StoredMessage[]) => {
  const trail: TrailEntry[] = [];
  const replay = startReplay(
    (_tenant, { seq, hash }) => void trail.push({ seq: Number(seq), hash: String(hash) }),
  );
  for (const message of messages) replay.take(message);
  const state: RegistryState = { position: replay.lastSeq(), ...replay.rows.hashesOf(TENANT) };
  return { state, trail };
};

/** The audit of a log against what a registry says. */
export const audited = async (
  messages: readonly StoredMessage[],
  { state, trail }: { readonly state: RegistryState; readonly trail: readonly TrailEntry[] },
): Promise<readonly AuditFinding[]> => {
  const listed: TrailEntry[] = [];
  const replay = startReplay(
    (_tenant, { seq, hash }) => void listed.push({ seq: Number(seq), hash: String(hash) }),
  );
  const folded = stateAt(replay, TENANT, state.position);
  for (const message of messages) folded.take(message);
  const comparison = compareTrail(pagesOf(trail), state.position);
  await comparison.take(listed);
  return judgeReplay({
    lastSeq: replay.lastSeq(),
    endSeq: messages.at(-1)?.seq ?? 0,
    missingSeq: replay.missingSeq(),
    breaks: replay.breaksOf(TENANT),
    folded: folded.hashes(),
    registry: state,
    difference: (await comparison.result()).first,
  });
};

const pagesOf = async function* (trail: readonly TrailEntry[]): AsyncGenerator<readonly TrailEntry[]> {
  for (let at = 0; at < trail.length; at += 3) yield trail.slice(at, at + 3);
};
