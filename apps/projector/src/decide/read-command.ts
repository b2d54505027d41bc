import { RunRequest } from '@policy-registry/contracts';
import { snapshotIdOf } from '@policy-registry/domain';
import {
  COMMAND_LIFETIME_MS,
  CommandEnvelope,
  idFromCommand,
  parseCommandSubject,
  runCommandIdOf,
  toTimestamp,
  type CommandProducer,
  type EpochMs,
} from '@policy-registry/kernel';
import { z } from 'zod';

/** A message that can never become a command. */
export class CommandMalformed extends Error {
  override readonly name = 'CommandMalformed';
  /** The run that the message asks for, where that much could be read: its scheduler is told. */
  readonly run: string | undefined;

  constructor(
    message: string,
    { run, ...options }: ErrorOptions & { readonly run?: string | undefined } = {},
  ) {
    super(message, options);
    this.run = run;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The command in a message of the COMMANDS stream. What a message may claim depends on who can publish on its
 * subject, which the broker's allow-lists decide. Throws {@link CommandMalformed}.
 */
export const readCommand = (subject: string, bytes: Uint8Array, now: EpochMs): CommandEnvelope => {
  const address = parseCommandSubject(subject);
  if (address === undefined) throw new CommandMalformed('the subject names no command');
  const json = parseJson(bytes);
  // A run is held to the same shape: an event made of anything else would be foreign to every reader of the log.
  const command = parseWith(
    CommandEnvelope,
    address.producer === 'scheduler' ? readRun(json, address, now) : json,
  );

  if (command.tenant !== address.tenant) throw new CommandMalformed('the tenant is not that of the subject');
  if (command.commandId !== address.commandId)
    throw new CommandMalformed('the command id is not that of the subject');
  if ((command.principal.type === 'system') !== isOwnProcess(address.producer)) {
    throw new CommandMalformed(`a ${address.producer} does not speak for a ${command.principal.type}`);
  }
  return command;
};

const isOwnProcess = (producer: CommandProducer): boolean =>
  producer === 'runner' || producer === 'projector';

const parseJson = (bytes: Uint8Array): unknown => {
  try {
    const text = decoder.decode(bytes);
    // PostgreSQL stores no NUL in text: what could never be projected is not accepted.
    if (text.includes('\\u0000')) throw new CommandMalformed('the message holds a NUL character');
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof CommandMalformed) throw error;
    throw new CommandMalformed('the message is not JSON', { cause: error });
  }
};

const parseWith = <T>(
  schema: {
    safeParse: (
      value: unknown,
    ) =>
      | { success: true; data: T }
      | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } };
  },
  json: unknown,
  run?: string,
): T => {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = (issue?.path ?? []).map(String).join('/');
  throw new CommandMalformed(`/${place}: ${issue?.message ?? 'another shape'}`, { run });
};

const RunNamed = z.object({ runId: z.string().min(1).max(200) });

/** The run that a message on this subject must be of; nobody else's run is spoken of. */
const runNamedIn = (json: unknown, tenant: string, commandId: string): string | undefined => {
  const { data } = RunNamed.safeParse(json);
  return data !== undefined && runCommandIdOf(tenant, data.runId) === commandId ? data.runId : undefined;
};

// The two keys of a run's environment that are the registry's own.
const EVALUATED_AT = 'evaluated_at';
const TARGET = 'target';
const DEFAULT_TARGET = 'prod';

/** A scheduler's run request as the command it stands for. Its names are resolved by the decision, to digests. */
const readRun = (
  json: unknown,
  { tenant, commandId }: { readonly tenant: string; readonly commandId: string },
  now: EpochMs,
): CommandEnvelope => {
  const run = parseWith(RunRequest, json, runNamedIn(json, tenant, commandId));
  if (run.tenantId !== tenant) throw new CommandMalformed('the tenant is not that of the subject');
  if (runCommandIdOf(tenant, run.runId) !== commandId)
    throw new CommandMalformed('the subject is not that of the run');

  const {
    [EVALUATED_AT]: evaluatedAt,
    [TARGET]: environmentId = DEFAULT_TARGET,
    ...env
  } = run.inputs.environment;
  const { sbomSet, advisoryCursor, vexCursor } = run.inputs;
  return {
    commandId,
    tenant,
    type: 'StartSimulation',
    data: {
      simulationId: idFromCommand(commandId),
      policyId: run.policyId,
      version: run.policyVersion,
      snapshotId: snapshotIdOf({ sbomSet, advisoryCursor, vexCursor }),
      environmentId,
      priority: run.priority,
      ...(evaluatedAt !== undefined && { evaluatedAt }),
      env,
      runId: run.runId,
      ...(run.requestedBy !== undefined && { onBehalfOf: run.requestedBy }),
    },
    principal: {
      type: 'service',
      id: `scheduler-${tenant}`,
      scopes: ['policy:run', 'policy:simulate'],
      isInteractive: false,
    },
    notAfter: toTimestamp(now + COMMAND_LIFETIME_MS),
    correlationId: run.correlationId ?? commandId,
  };
};
