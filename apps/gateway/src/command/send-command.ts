import { schemeOf } from '@policy-registry/access';
import { edgeProblems } from '@policy-registry/contracts';
import {
  CommandTooLarge,
  STREAM,
  TooManyWaiting,
  type CommandPublisher,
  type Publication,
} from '@policy-registry/event-store';
import {
  COMMAND_LIFETIME_MS,
  requestDigestOf,
  toTimestamp,
  type CommandEnvelope,
  type DryRun,
  type FactShape,
  type Outcome,
} from '@policy-registry/kernel';
import { inSending } from '@policy-registry/platform';
import type { FastifyRequest } from 'fastify';

import { dryRunProblem, Problem, rejectionProblem, Unavailable } from '../edge/problem.ts';
import { callerOf, scopeOf } from '../edge/request-scope.ts';
import type { Waits } from '../waits.ts';
import { awaitOutcome } from './await-outcome.ts';
import { commandIdFor } from './command-id.ts';
import type { CommandOutcomes } from './command-outcomes.ts';
import { askedDry, isDryRun } from './dry-run.ts';

/** What is asked of an aggregate; who asks, and by when, comes from the request. */
export type CommandRequest = Pick<CommandEnvelope, 'type' | 'data' | 'ifMatch'>;

/** A command that was not refused: its outcome, or none yet, and what it would come to where it is a dry run. */
export type Sent = {
  readonly tenant: string;
  readonly commandId: string;
  readonly outcome: Exclude<Outcome, { status: 'rejected' }> | undefined;
  readonly dryRun?: DryRun;
};

/** What an accepted command recorded of this type; `undefined` where it recorded none, or its decision is not known yet. */
export const factIn = ({ outcome }: Pick<Sent, 'outcome'>, type: string): FactShape | undefined =>
  outcome?.status === 'accepted' ? outcome.facts.find((fact) => fact.type === type) : undefined;

/**
 * Sends a command and waits a little for its decision; the one place where mutations pass. Throws the Problem that
 * a refusal is, TooManyWaiting where the tenant has no room, and UNAVAILABLE when the broker does not confirm: then a retry with the same key is safe.
 */
export type SendCommand = (request: FastifyRequest, command: CommandRequest) => Promise<Sent>;

export type SendCommandPorts = {
  readonly publish: CommandPublisher;
  readonly outcomes: CommandOutcomes;
  readonly now: () => number;
  readonly waits: Waits;
};

export const commandSender =
  ({ publish, outcomes, now, waits }: SendCommandPorts): SendCommand =>
  async (request, command) => {
    const envelope = toEnvelope(request, command, now());
    const { tenant, commandId } = envelope;
    scopeOf(request).commandId = commandId;
    if (envelope.dryRun === true) {
      const sending = { publish: () => published(publish, envelope), waitMs: waits.decisionMs };
      const dryRun = await askedDry(outcomes, envelope, sending);
      if (dryRun.wouldBe === 'rejected') throw dryRunProblem(dryRun, schemeOf(callerOf(request)));
      return { tenant, commandId, outcome: undefined, dryRun };
    }
    const requestDigest = requestDigestOf(envelope);
    const awaited = awaitOutcome(outcomes, { tenant, commandId, requestDigest });
    try {
      const publication = await published(publish, envelope);
      if (publication === 'reused') throw keyReused();
      const waitMs = publication === 'pending' ? waits.pendingMs : waits.decisionMs;
      const outcome = await awaited.within(waitMs, publication !== 'stored');
      if (outcome === undefined && publication === 'pending') throw stillPending(commandId);
      if (outcome === undefined) return { tenant, commandId, outcome };
      if (outcome.requestDigest !== requestDigest) throw keyReused();
      if (outcome.status === 'rejected') throw rejectionProblem(outcome, schemeOf(callerOf(request)));
      return { tenant, commandId, outcome };
    } finally {
      awaited.stop();
    }
  };

/** Where the outcome of a command can be asked for. */
export const commandLocation = (commandId: string): string => `/api/v1/commands/${commandId}`;

const toEnvelope = (
  request: FastifyRequest,
  { type, data, ifMatch }: CommandRequest,
  nowMs: number,
): CommandEnvelope => {
  const { tenant, principal } = callerOf(request);
  return {
    commandId: commandIdFor(request),
    tenant,
    type,
    data,
    ...(ifMatch !== undefined && { ifMatch }),
    principal,
    ...(isDryRun(request) && { dryRun: true }),
    notAfter: toTimestamp(nowMs + COMMAND_LIFETIME_MS),
    correlationId: scopeOf(request).requestId,
  };
};

const published = async (publish: CommandPublisher, envelope: CommandEnvelope): Promise<Publication> => {
  try {
    const { tenant, commandId, type } = envelope;
    const attributes = {
      'policy.tenant': tenant,
      'policy.command.id': commandId,
      'policy.command.type': type,
    };
    return await inSending({ stream: STREAM.commands, attributes }, (traceparent) =>
      publish(envelope, traceparent),
    );
  } catch (error) {
    if (error instanceof CommandTooLarge || error instanceof TooManyWaiting) throw error;
    throw new Unavailable('the broker did not confirm the command', { cause: error });
  }
};

const stillPending = (commandId: string): Problem =>
  new Problem(edgeProblems.commandPending, 'the same request is being decided: look at its location', {
    headers: { location: commandLocation(commandId) },
  });

const keyReused = (): Problem =>
  new Problem(edgeProblems.keyReused, 'this Idempotency-Key was used for another request: take a new one');
