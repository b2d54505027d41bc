import { z } from 'zod';

import { base32 } from './base32.ts';
import { digestOf, sha256OfFields } from './digest.ts';
import type { Json } from './json.ts';
import { Principal } from './principal.ts';

/** A stored command is at most this long; larger content goes by digest. */
export const COMMAND_BYTES_MAX = 256 * 1024;
/** A command may wait this long for its decision; must stay below the age at which outcomes expire. */
export const COMMAND_LIFETIME_MS = 12 * 3_600_000;
/** Outcomes, and an aggregate's window of applied commands, are kept this long. */
export const OUTCOME_AGE_MAX_MS = 24 * 3_600_000;

export const TENANT_TOKEN = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
export const ID_TOKEN = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;

export const Tenant = z.string().regex(TENANT_TOKEN);
export const AggregateId = z.string().regex(ID_TOKEN);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const Timestamp = z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);

/**
 * What one producer asks of one aggregate: a message of the COMMANDS stream. `type` and `data` are checked
 * by the domain. The time of the decision is not in here: it is the broker's timestamp of this message.
 */
export const CommandEnvelope = z.strictObject({
  commandId: AggregateId,
  tenant: Tenant,
  type: z.string().min(1).max(64),
  data: z.record(z.string(), z.unknown()),
  /** The revision the sender has seen (RFC 9110 §13.1.1), or `*` for “must not exist yet” (§13.1.2). */
  ifMatch: z.string().max(64).optional(),
  principal: Principal,
  /** Decided and answered, and nothing is recorded of it: neither an event nor an outcome. */
  dryRun: z.literal(true).optional(),
  notAfter: Timestamp,
  correlationId: z.string().min(1).max(128),
  causationId: z.string().min(1).max(128).optional(),
});
export type CommandEnvelope = z.infer<typeof CommandEnvelope>;

/**
 * The id a client's retry finds again. `method` and `path` keep one key from meaning two operations.
 * 256 bits as 52 base32 characters.
 */
export const commandIdOf = (request: {
  readonly tenant: string;
  readonly principalId: string;
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey: string;
}): string =>
  base32(
    sha256OfFields(
      request.tenant,
      request.principalId,
      `${request.method} ${request.path}`,
      request.idempotencyKey,
    ),
  );

/** The id of a scheduler's run: the foreign run id never stands in a subject. */
export const runCommandIdOf = (tenant: string, runId: string): string =>
  base32(sha256OfFields(tenant, runId));

/** The id of a command or job that follows from an event: the same on every redelivery. */
export const reactionIdOf = (eventId: string, step: string): string =>
  base32(sha256OfFields('reaction', eventId, step));

/** The id of something a command brings into being, 128 bits of the command's own id and more. */
export const idFromCommand = (commandId: string): string => commandId.slice(0, 26);

/** What makes two commands the same request: what is asked, under which condition, of which resource, and whether it is meant. */
export const requestDigestOf = (command: {
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly ifMatch?: string | undefined;
  readonly dryRun?: true | undefined;
}): string =>
  digestOf({
    type: command.type,
    data: command.data as Json,
    ifMatch: command.ifMatch ?? null,
    ...(command.dryRun === true && { dryRun: true }),
  });

/** The broker's de-duplication is stream-wide: an id must name its subject, or one tenant could swallow another's. */
export const messageIdOf = (subject: string, commandId: string, requestDigest: string): string =>
  base32(sha256OfFields(subject, commandId, requestDigest));
