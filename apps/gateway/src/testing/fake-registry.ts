import { wrapKey } from '@policy-registry/access';
import { AccessDenied, type Authenticated } from '@policy-registry/access';
import { SCOPES, type Heartbeat, type Scope } from '@policy-registry/domain';
import type { CommandPublisher, Publication } from '@policy-registry/event-store';
import {
  requestDigestOf,
  sha256Hex,
  type CommandEnvelope,
  type ConsumerRef,
  type DryRun,
  type FactShape,
  type Nudge,
  type Outcome,
} from '@policy-registry/kernel';
import { inMemoryBlobStore } from '@policy-registry/object-store/testing';
import { createLogger, createMetrics } from '@policy-registry/platform';
import type { PositionNotice } from '@policy-registry/postgres';
import type { Query } from '@policy-registry/read-models';
import { newSealingKeyPem, publicSealingKeyOf } from '@policy-registry/signing/sealing';

import { admissionOf } from '../admission/admission.ts';
import type { AdmissionSettings } from '../admission/settings.ts';
import type { Ports } from '../ports.ts';
import type { Resource } from '../read/read-models.ts';

export const NOW_MS = Date.UTC(2030, 0, 1);

/** What a fake decision is made of; the rest of an outcome follows from the command. */
export type Decision =
  | { readonly accepted: number; readonly facts?: readonly FactShape[]; readonly id?: string }
  | { readonly unchanged: number; readonly id?: string }
  | {
      readonly rejected: string;
      readonly detail?: string;
      readonly faults?: Extract<Outcome, { status: 'rejected' }>['faults'];
    }
  | 'undecided';

/** Everything outside of the gateway, in memory and under a spec's control. */
export type FakeRegistry = {
  readonly ports: Ports;
  /** Commands that were published, in their order. */
  readonly commands: readonly CommandEnvelope[];
  /** Heartbeats that were passed on. */
  readonly beats: readonly (ConsumerRef & Heartbeat)[];
  readonly logged: readonly string[];
  /** A token of somebody with these scopes; of all there are when none are named. */
  readonly tokenOf: (caller?: {
    readonly tenant?: string;
    readonly scopes?: readonly Scope[];
    readonly id?: string;
    /** A program's. */
    readonly isService?: boolean;
    /** The token is bound to this key. */
    readonly keyThumbprint?: string;
  }) => string;
  /** What becomes of commands from now on, and what the broker says of them. */
  readonly decide: (decision: Decision, publication?: Publication) => void;
  /** The next publications fail. */
  readonly breakBroker: () => void;
  readonly put: (tenant: string, query: Query, ...rows: readonly Resource[]) => void;
  readonly keepTextKey: (tenant: string, wrapped: Uint8Array) => void;
  /** The read models get this far, and tell. */
  readonly projectTo: (position: number, tenant?: string) => void;
  readonly stop: () => void;
};

/** More than any spec asks for. */
export const AMPLE: AdmissionSettings = {
  rates: {
    addressRequests: 1e6,
    tenantReads: 1e6,
    tenantCommands: 1e6,
    principalReads: 1e6,
    principalCommands: 1e6,
    tenantUploadBytes: 1e12,
  },
  requests: { total: 1_000, tenant: 1_000 },
  uploads: { total: 1_000, tenant: 1_000 },
  streams: { total: 1_000, tenant: 1_000, principal: 1_000 },
};

const KEK = new Uint8Array(32).fill(7);

export const fakeRegistry = (overrides: Partial<Ports> = {}): FakeRegistry => {
  const callers = new Map<string, Authenticated>();
  const commands: CommandEnvelope[] = [];
  const beats: (ConsumerRef & Heartbeat)[] = [];
  const logged: string[] = [];
  const rows = new Map<string, readonly Resource[]>();
  const textKeys = new Map<string, Uint8Array>([
    ['acme', wrapKey({ kek: KEK, tenantKey: new Uint8Array(32).fill(3), tenant: 'acme' })],
  ]);
  const stored = new Map<string, Outcome>();
  const pending = new Set<string>();
  const hearing = new Set<{ readonly key: string; readonly heard: (told: Nudge) => void }>();
  const listeners = new Set<(notice: PositionNotice) => void>();
  const stopping = new AbortController();
  let decision: Decision = { accepted: 1 };
  let publication: Publication = 'stored';
  let isBroken = false;
  let position = 1_000_000;

  const tell = (key: string, told: Nudge): void => {
    for (const listener of hearing) if (listener.key === key) listener.heard(told);
  };
  const publish: CommandPublisher = async (command) => {
    if (isBroken) throw new Error('no broker');
    commands.push(command);
    if (publication === 'decided') return publication;
    const key = keyOf(command.tenant, command.commandId);
    const outcome = outcomeOf(command, decision);
    if (command.dryRun === true) {
      if (outcome !== undefined) tell(key, dryRunOf(outcome));
      return publication;
    }
    if (outcome === undefined) pending.add(key);
    else {
      stored.set(key, outcome);
      tell(key, outcome);
    }
    return publication;
  };
  const rowsOf = async (tenant: string, query: Query) => rows.get(queryKey(tenant, query)) ?? [];

  const ports: Ports = {
    authenticate: async ({ authorization: [header = ''] = [] }) => {
      if (header === '') throw new AccessDenied('TOKEN_MISSING', 'there is no access token');
      const caller = callers.get(header.replace('Bearer ', ''));
      if (caller === undefined)
        throw new AccessDenied('TOKEN_SIGNATURE', 'the signature of the token does not verify');
      return caller;
    },
    admission: admissionOf(AMPLE, () => performance.now()),
    publish,
    beat: async (consumer, heartbeat) => {
      if (isBroken) throw new Error('no broker');
      beats.push({ ...consumer, ...heartbeat });
    },
    outcomes: {
      find: async (tenant, commandId) => stored.get(keyOf(tenant, commandId)),
      isPending: async (tenant, commandId) => pending.has(keyOf(tenant, commandId)),
      listen: (tenant, commandId, heard) => {
        const listener = { key: keyOf(tenant, commandId), heard };
        hearing.add(listener);
        return () => hearing.delete(listener);
      },
    },
    readModels: {
      rows: rowsOf,
      positioned: async (tenant, query) => ({ position, row: (await rowsOf(tenant, query))[0] }),
      state: async () => ({ position, tables: { policy_catalog: sha256Hex('') } }),
      textKey: async (tenant) => textKeys.get(tenant),
      position: async () => position,
    },
    positions: {
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    blobs: inMemoryBlobStore(),
    kek: KEK,
    trust: async () => '{"keys":[]}',
    sealingKey: async () => publicSealingKeyOf(newSealingKeyPem()),
    openApi: async () => '{"openapi":"3.1.0"}',
    readiness: async () => ({ checks: {}, notes: [] }),
    logger: createLogger({
      app: 'gateway',
      instance: 'spec',
      level: 'debug',
      destination: { write: (line) => void logged.push(line) },
    }),
    metrics: createMetrics('gateway'),
    now: () => NOW_MS,
    waits: { bodyMs: 30_000, decisionMs: 40, pendingMs: 40, readModelMs: 40, followUpMs: 40, positionMs: 40 },
    stopping: stopping.signal,
    ...overrides,
  };

  return {
    ports,
    commands,
    beats,
    logged,
    tokenOf: ({ tenant = 'acme', scopes = SCOPES, id = 'alice', isService = false, keyThumbprint } = {}) => {
      const token = `token-${callers.size + 1}`;
      const principal = {
        type: isService ? ('service' as const) : ('user' as const),
        id,
        scopes: [...scopes],
        isInteractive: !isService,
        authenticatedAt: NOW_MS,
      };
      callers.set(token, {
        principal,
        tenant,
        issuer: 'https://issuer.example',
        tokenIdDigest: sha256Hex(token),
        expiresAtMs: NOW_MS + 60_000,
        ...(keyThumbprint !== undefined && { keyThumbprint }),
      });
      return token;
    },
    decide: (next, said = 'stored') => {
      decision = next;
      publication = said;
    },
    breakBroker: () => (isBroken = true),
    put: (tenant, query, ...values) => void rows.set(queryKey(tenant, query), values),
    keepTextKey: (tenant, wrapped) => void textKeys.set(tenant, wrapped),
    projectTo: (next, tenant = 'acme') => {
      position = next;
      for (const listener of listeners) listener({ tenant, position });
    },
    stop: () => stopping.abort(),
  };
};

const keyOf = (tenant: string, commandId: string): string => `${tenant}/${commandId}`;

const queryKey = (tenant: string, { text, values }: Query): string => JSON.stringify([tenant, text, values]);

const outcomeOf = (command: CommandEnvelope, decision: Decision): Outcome | undefined => {
  if (decision === 'undecided') return undefined;
  const { commandId, tenant } = command;
  const of = { commandId, tenant, requestDigest: requestDigestOf(command) };
  if ('rejected' in decision) {
    return {
      ...of,
      status: 'rejected',
      code: decision.rejected,
      detail: decision.detail ?? 'no',
      faults: decision.faults ?? [],
    };
  }
  const aggregate = { type: 'policy' as const, id: decision.id ?? 'gate', version: 1 };
  if ('unchanged' in decision) return { ...of, status: 'unchanged', seq: decision.unchanged, aggregate };
  return { ...of, status: 'accepted', seq: decision.accepted, aggregate, facts: [...(decision.facts ?? [])] };
};

/** What a dry run is told where the command would have this outcome. */
const dryRunOf = (outcome: Outcome): DryRun => {
  const { tenant, commandId, requestDigest, status: wouldBe } = outcome;
  const told = { tenant, commandId, requestDigest, status: 'dry_run', wouldBe } as const;
  if (outcome.status === 'rejected') {
    const { code, detail, faults } = outcome;
    const refusals = [
      { code, detail, faults },
      { code: 'TICKET_MISSING', detail: 'it needs a ticket', faults: [] },
    ];
    return { ...told, facts: [], refusals };
  }
  const facts = outcome.status === 'accepted' ? outcome.facts.map(({ type }) => type) : [];
  return { ...told, facts, refusals: [] };
};
