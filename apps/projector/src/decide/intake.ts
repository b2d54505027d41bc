import {
  edgeProblems,
  problemOfRejection,
  RUN_STATUS_SCHEMA,
  type ProblemKind,
  type RunStatus,
} from '@policy-registry/contracts';
import { FactUnknown } from '@policy-registry/domain';
import {
  carefully,
  type CommandSignature,
  type CommandVerifier,
  type DeadLetter,
  type Handled,
  type Suspects,
} from '@policy-registry/event-store';
import {
  parseCommandSubject,
  type CommandEnvelope,
  type DryRun,
  type EpochMs,
  type Nudge,
  type Outcome,
} from '@policy-registry/kernel';
import { inProcessing, logAbout, type Logger, type Metrics } from '@policy-registry/platform';

import { CommandMalformed, readCommand } from './read-command.ts';
import type { DecideCommand } from './decide-command.ts';
import type { DryRunCommand } from './dry-run-command.ts';

/** A message of COMMANDS or RUNS as the broker delivered it. */
export type CommandMessage = {
  readonly stream: string;
  readonly consumer: string;
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly signature: CommandSignature | undefined;
  readonly seq: number;
  /** When the broker stored it: the clock of the decision. */
  readonly storedAt: EpochMs;
  readonly deliveries: number;
  readonly traceparent: string | undefined;
};

export type IntakeOptions = {
  readonly verifySignature: CommandVerifier;
  readonly decide: DecideCommand;
  readonly dryRun: DryRunCommand;
  readonly record: (outcome: Outcome) => Promise<Outcome>;
  /** Tells whoever waits, if anyone does; it may get lost. */
  readonly nudge: (told: Nudge) => void;
  readonly publishRunStatus: (status: RunStatus) => void;
  readonly bury: (letter: DeadLetter) => Promise<void>;
  readonly suspects: Suspects;
  /** Told that the log holds what this code cannot read: an older one must not decide on a newer one's facts. */
  readonly unreadable: () => void;
  readonly logger: Logger;
  readonly metrics: Metrics;
};

export type Intake = (message: CommandMessage) => Promise<Handled>;

const KILLED_ITS_WORKER = 'an earlier try of it ended its worker';

/** A command that met an unknown fact waits this long for a newer version of this process. */
const STANDSTILL_PAUSE_MS = 5_000;

/** Takes one command from its message to its outcome. Resolves `done` once that outcome is durable. */
export const intake = (options: IntakeOptions): Intake => {
  const { decide, record, nudge, metrics, logger } = options;

  return (message) =>
    inProcessing(message, async (span) => {
      const forgery = options.verifySignature(message);
      if (forgery !== undefined) return buried(options, message, forgery);
      const command = tryRead(message);
      if (command instanceof CommandMalformed) {
        tellOfMalformed(options, message, command);
        return buried(options, message, command.message);
      }
      const { tenant, commandId, type } = command;
      span.setAttributes({
        'policy.tenant': tenant,
        'policy.command.id': commandId,
        'policy.command.type': type,
      });

      const outcome = await carefully(options.suspects, { ...message, tenant }, () =>
        unlessUnknown<Nudge>(() =>
          command.dryRun === true
            ? options.dryRun(command, message.storedAt)
            : decide(command, message.storedAt, message.deliveries > 1),
        ),
      );
      if (outcome === undefined) return buried(options, message, KILLED_ITS_WORKER);
      if (outcome instanceof FactUnknown) return standStill(options, message, outcome);
      nudge(outcome);
      if (outcome.status === 'dry_run') return dryDone(options, command, outcome);
      if (outcome.status === 'rejected') tellScheduler(options, command, outcome.code);
      // An acceptance is durable with its event already; its outcome is what a later retry finds first.
      if (outcome.status === 'accepted') await record(outcome);

      span.setAttribute('policy.outcome', outcome.status);
      metrics.commandsDecided.inc({ tenant, status: outcome.status });
      if (type === 'PromoteVersion' && outcome.status === 'rejected')
        metrics.promotionOutcomes.inc({ tenant, outcome: 'refused' });
      const code = outcome.status === 'rejected' ? outcome.code : undefined;
      logAbout(logger, { tenant, commandId }).info(
        { type, status: outcome.status, ...(code !== undefined && { code }) },
        'decided',
      );
      return { done: true };
    });
};

/** A run that is refused never becomes a simulation, whose events would tell. */
const tellScheduler = (
  { publishRunStatus }: IntakeOptions,
  { tenant, type, data }: CommandEnvelope,
  code: string,
): void => {
  const { runId, simulationId } = data;
  if (type !== 'StartSimulation' || typeof runId !== 'string' || typeof simulationId !== 'string') return;
  publishRunStatus({
    schema: RUN_STATUS_SCHEMA,
    tenantId: tenant,
    runId,
    simulationId,
    status: 'refused',
    code: publicCodeOf(code),
  });
};

/** A run that can never become a command lies in DEAD; whoever asked for it is told, where it named its run. */
const tellOfMalformed = (
  { publishRunStatus }: IntakeOptions,
  { subject }: CommandMessage,
  { run }: CommandMalformed,
): void => {
  const address = parseCommandSubject(subject);
  if (address === undefined || run === undefined) return;
  publishRunStatus({
    schema: RUN_STATUS_SCHEMA,
    tenantId: address.tenant,
    ...run,
    status: 'refused',
    code: edgeProblems.inputInvalid.code,
  });
};

/** The name that others know a refusal by, the same as over HTTP. */
const publicCodeOf = (code: string): string => {
  const known: Readonly<Record<string, ProblemKind>> = problemOfRejection;
  return known[code]?.code ?? code;
};

const unlessUnknown = async <T>(decide: () => Promise<T>): Promise<T | FactUnknown> => {
  try {
    return await decide();
  } catch (error) {
    if (error instanceof FactUnknown) return error;
    throw error;
  }
};

/** Nothing is left of it but a line of the log. */
const dryDone = (
  { logger, metrics }: IntakeOptions,
  { tenant, commandId, type }: CommandEnvelope,
  { status, wouldBe }: DryRun,
): Handled => {
  metrics.commandsDecided.inc({ tenant, status });
  logAbout(logger, { tenant, commandId }).info({ type, status, wouldBe }, 'decided');
  return { done: true };
};

const standStill = (
  { unreadable, logger }: IntakeOptions,
  { subject }: CommandMessage,
  error: FactUnknown,
): Handled => {
  unreadable();
  logger.error(
    { subject, err: error },
    'the log holds a fact that this version does not know: deciding nothing',
  );
  return { laterMs: STANDSTILL_PAUSE_MS };
};

const tryRead = ({ subject, bytes, storedAt }: CommandMessage): CommandEnvelope | CommandMalformed => {
  try {
    return readCommand(subject, bytes, storedAt);
  } catch (error) {
    if (error instanceof CommandMalformed) return error;
    throw error;
  }
};

const buried = async (
  { bury, logger, metrics }: IntakeOptions,
  message: CommandMessage,
  reason: string,
): Promise<Handled> => {
  const { stream, subject, bytes, seq, signature } = message;
  const tenant = subject.split('.')[3] ?? 'unknown';
  await bury({ stream, tenant, subject, seq, bytes, reason, signature });
  metrics.deadLetters.inc({ tenant, stream });
  logger.warn({ stream, subject, seq, reason }, 'dead letter');
  return { done: true };
};
