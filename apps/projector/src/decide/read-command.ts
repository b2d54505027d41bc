import { RunRequest } from '@policy-registry/contracts';
import { snapshotIdOf } from '@policy-registry/domain';
import {
  COMMAND_LIFETIME_MS,
  canonicalJson,
  CommandEnvelope,
  idFromCommand,
  NotCanonical,
  parseCommandSubject,
  runCommandIdOf,
  toTimestamp,
  type CommandProducer,
  type EpochMs,
  type Json,
} from '@policy-registry/kernel';
import { z } from 'zod';

/** A run as its scheduler is told of it; its id is left out where it cannot be told back as it was said. */
export type NamedRun = { readonly simulationId: string; readonly runId?: string };

/** A message that can never become a command. */
export class CommandMalformed extends Error {
  override readonly name = 'CommandMalformed';
  /** Of a scheduler's message that names a run: its scheduler is told. */
  readonly run: NamedRun | undefined;

  constructor(
    message: string,
    { run, ...options }: ErrorOptions & { readonly run?: NamedRun | undefined } = {},
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
  const text = textOf(bytes);
  const json = parseJson(text);
  const { producer, tenant } = address;
  const run = producer === 'scheduler' ? runNamedIn(json, tenant) : undefined;
  // PostgreSQL stores no NUL in text: what could never be projected is not accepted.
  if (text.includes(NUL_ESCAPED)) throw new CommandMalformed('the message holds a NUL character', { run });
  verifyCanonical(json, run);
  // A run is held to the same shape: an event made of anything else would be foreign to every reader of the log.
  const command = parseWith(
    CommandEnvelope,
    producer === 'scheduler' ? readRun(json, { tenant, run }, now) : json,
    run,
  );
  if (command.tenant !== address.tenant) throw new CommandMalformed('the tenant is not that of the subject');
  // Runs of a tenant wait on one subject; what a run names is its command.
  if (producer !== 'scheduler' && command.commandId !== address.commandId)
    throw new CommandMalformed('the command id is not that of the subject');
  if ((command.principal.type === 'system') !== isOwnProcess(address.producer)) {
    throw new CommandMalformed(`a ${address.producer} does not speak for a ${command.principal.type}`);
  }
  return command;
};

const isOwnProcess = (producer: CommandProducer): boolean =>
  producer === 'runner' || producer === 'projector';

const NUL_ESCAPED = '\\u0000';

const textOf = (bytes: Uint8Array): string => {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new CommandMalformed('the message is not JSON', { cause });
  }
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CommandMalformed('the message is not JSON', { cause });
  }
};

/** Whatever of it comes to stand in an event has to have a canonical form: its data, and who sent it in which connection. */
const verifyCanonical = (json: unknown, run: NamedRun | undefined): void => {
  try {
    // It was parsed from JSON.
    canonicalJson(json as Json);
  } catch (cause) {
    if (!(cause instanceof NotCanonical)) throw cause;
    throw new CommandMalformed(cause.message, { cause, run });
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
  run?: NamedRun,
): T => {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = (issue?.path ?? []).map(String).join('/');
  throw new CommandMalformed(`/${place}: ${issue?.message ?? 'another shape'}`, { run });
};

const RunNamed = z.object({ runId: z.union([z.string(), z.number().transform(String)]) });

const runNamedIn = (json: unknown, tenant: string): NamedRun | undefined => {
  const { data } = RunNamed.safeParse(json);
  if (data === undefined) return undefined;
  const simulationId = idFromCommand(runCommandIdOf(tenant, data.runId));
  return { simulationId, ...(isTellable(data.runId) && data) };
};

const isTellable = (runId: string): boolean =>
  RunRequest.shape.runId.safeParse(runId).success && runId.isWellFormed() && !runId.includes('\0');

// The two keys of a run's environment that are the registry's own.
const EVALUATED_AT = 'evaluated_at';
const TARGET = 'target';
const DEFAULT_TARGET = 'prod';

/** A scheduler's run request as the command it stands for. Its names are resolved by the decision, to digests. */
const readRun = (
  json: unknown,
  { tenant, run: named }: { readonly tenant: string; readonly run: NamedRun | undefined },
  now: EpochMs,
): CommandEnvelope => {
  const run = parseWith(RunRequest, json, named);
  if (run.tenantId !== tenant) throw new CommandMalformed('the tenant is not that of the subject');
  const commandId = runCommandIdOf(tenant, run.runId);

  const {
    [EVALUATED_AT]: evaluatedAt,
    [TARGET]: environmentId = DEFAULT_TARGET,
    ...env
  } = run.inputs.environment;
  const { sbomSet, advisoryCursor, vexCursor, captureExplain } = run.inputs;
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
      ...(!captureExplain && { captureExplain }),
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
