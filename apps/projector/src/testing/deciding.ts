import { inMemoryOutcomes } from '@policy-registry/event-store/testing';
import type { Outcomes } from '@policy-registry/event-store';
import type { AggregateRef, CommandEnvelope, Outcome } from '@policy-registry/kernel';
import { inMemoryEventLog, type InMemoryEventLog } from '@policy-registry/kernel/testing';

import { decideCommand, type DecideCommand } from '../decide/decide-command.ts';
import { stateCache } from '../decide/state-cache.ts';
import { NOW, openTenant } from './commands.ts';

/** One log and its outcomes, with as many projectors on it as a spec wants. */
export type Registry = {
  readonly log: InMemoryEventLog;
  readonly outcomes: Outcomes;
  /** A projector of its own: nothing in its cache. */
  /** `deliveredAt`: the time at which this projector gets its commands. */
  readonly projector: (log?: InMemoryEventLog, deliveredAt?: number) => DecideCommand;
  /** Decides as a fresh projector and records an acceptance, as the intake does. */
  readonly tell: (...commands: readonly CommandEnvelope[]) => Promise<readonly Outcome[]>;
  readonly events: () => number;
};

export const emptyRegistry = (): Registry => {
  const log = inMemoryEventLog();
  const outcomes = inMemoryOutcomes();
  const projector = (on: InMemoryEventLog = log, deliveredAt: number = NOW): DecideCommand =>
    decideCommand({ log: on, outcomes, states: stateCache(on), nowMs: () => deliveredAt });
  return {
    log,
    outcomes,
    projector,
    tell: async (...commands) => {
      const told: Outcome[] = [];
      for (const command of commands) {
        const outcome = await projector()(command, NOW);
        told.push(outcome.status === 'accepted' ? await outcomes.record(outcome) : outcome);
      }
      return told;
    },
    events: () => log.messages().length,
  };
};

/** With the tenant `acme` open. */
export const openRegistry = async (): Promise<Registry> => {
  const registry = emptyRegistry();
  await registry.tell(openTenant);
  return registry;
};

export const policyRef: AggregateRef = { tenant: 'acme', type: 'policy', id: 'pay-gate' };
export const workspaceRef: AggregateRef = { tenant: 'acme', type: 'workspace', id: 'pay-gate' };
