import { timerCommandIdOf, timerExecutorOf } from '@policy-registry/domain';
import type { CommandPublisher } from '@policy-registry/event-store';
import { parseTimestamp, toTimestamp } from '@policy-registry/kernel';
import { logAbout, type Logger, type Metrics } from '@policy-registry/platform';
import type { StoredTimer, TimerStore } from '@policy-registry/postgres';

import { ownCommand } from './own-command.ts';

const TURN_EVERY_MS = 2_000;
/** Commands of one tenant that a turn issues at most: nobody waits long behind a tenant with much that is due. */
const DUE_PER_TENANT_MAX = 32;

export type TimersOptions = {
  readonly store: TimerStore;
  /** Tenants that may have timers. */
  readonly tenants: () => Promise<readonly string[]>;
  readonly publishCommand: CommandPublisher;
  /** What the rows say is not the truth: nothing is to follow from it. */
  readonly isDamaged: () => boolean;
  readonly logger: Logger;
  readonly metrics: Pick<Metrics, 'timerLag'>;
  readonly nowMs: () => number;
  /** Calls back once after so many milliseconds, unless its answer is called before. */
  readonly later: (ms: number, turn: () => void) => () => void;
};

type Due = { readonly tenant: string; readonly timer: StoredTimer };

/**
 * Issues the commands of timers that are due. The row of a timer goes when what its command decided is projected; until
 * then it is found again and its command, which this process remembers, has the same id.
 */
export const startTimers = (options: TimersOptions): { readonly close: () => Promise<void> } => {
  const { store, tenants, isDamaged, logger, nowMs, later } = options;
  let issued: ReadonlySet<string> = new Set();

  const issueDue = async (): Promise<void> => {
    if (isDamaged()) return;
    await store.turn(async (dueTimers) => {
      const now = nowMs();
      const due: Due[] = [];
      for (const tenant of await tenants()) {
        const ofTenant = await dueTimers(tenant, toTimestamp(now), DUE_PER_TENANT_MAX);
        due.push(...ofTenant.map((timer) => ({ tenant, timer })));
      }
      const found = new Set<string>();
      for (const { tenant, timer } of due) {
        const commandId = timerCommandIdOf(timer, timer.setBy, now);
        if (issued.has(commandId) || (await isIssued(options, { tenant, timer }, commandId)))
          found.add(commandId);
      }
      issued = found;
    });
  };

  let isClosed = false;
  let cancel = (): void => undefined;
  const turn = async (): Promise<void> => {
    try {
      await issueDue();
    } catch (error) {
      logger.warn({ err: error }, 'timers could not be looked at; the next turn follows');
    }
    if (!isClosed) cancel = later(TURN_EVERY_MS, () => (turning = turn()));
  };
  let turning = turn();

  return {
    close: async () => {
      isClosed = true;
      cancel();
      await turning;
    },
  };
};

/** Whether the broker took the command. One that it does not take holds back no other. */
const isIssued = async (
  { publishCommand, logger, metrics, nowMs }: TimersOptions,
  { tenant, timer }: Due,
  commandId: string,
): Promise<boolean> => {
  const { timerId, dueAt, commandType: type, commandData: data, correlationId, setBy } = timer;
  const now = nowMs();
  const log = logAbout(logger, { tenant, commandId });
  try {
    await publishCommand(
      ownCommand(
        { commandId, tenant, type, data, correlationId, causationId: setBy },
        now,
        timerExecutorOf({ type, data }),
      ),
    );
  } catch (error) {
    log.warn({ err: error, timerId }, 'a due timer was not issued; the next turn tries again');
    return false;
  }
  metrics.timerLag.observe({ tenant }, Math.max(0, now - (parseTimestamp(dueAt) ?? now)) / 1_000);
  log.info({ timerId, dueAt }, 'a timer was due');
  return true;
};
