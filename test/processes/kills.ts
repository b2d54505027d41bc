import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { Client } from 'pg';

import { openConnection } from '../support/broker.ts';
import type { Draw } from '../support/draw.ts';
import type { Stack } from '../support/stack.ts';

/** What a kill needs of its surroundings. */
export type Field = {
  readonly stack: Stack;
  readonly draw: Draw;
  /** Commands of which somebody knows what became, up to now. */
  readonly settled: () => number;
};

/** One way to kill one program. */
export type Kill = {
  readonly program: string;
  /** The moment, in words that are counted. */
  readonly moment: string;
  /** Whether the program's own process ends, so that another one follows it. */
  readonly endsIt: boolean;
  /** Resolves when the program was killed, or is sure to be at the next moment of this kind. */
  readonly strike: (field: Field) => Promise<void>;
};

const CHANCE_MS_MAX = 1_500;
const SEEN_MS_MAX = 60_000;
const UNREADY_MS_MAX = 60_000;

const kill9 = async ({ stack }: Field, program: string): Promise<void> =>
  void process.kill(await stack.pidOf(program), 'SIGKILL');

const by = (
  program: string,
  moment: string,
  strike: Kill['strike'],
  { endsIt = true }: { readonly endsIt?: boolean } = {},
): Kill => ({ program, moment, strike, endsIt });

/** Where the application kills itself, in between two lines of its own. */
const at = (program: string, point: string): Kill =>
  by(program, point, ({ stack }) => stack.doom(program, point));

/** At a moment that the seed alone chooses. */
const byChance = (program: string): Kill =>
  by(program, 'by chance', async (field) => {
    await pause(field.draw(CHANCE_MS_MAX));
    await kill9(field, program);
  });

/** As soon as the broker delivers or is handed a message of this kind. */
const when = (program: string, moment: string, subject: string): Kill =>
  by(program, moment, async (field) => {
    const connection = await openConnection(field.stack.broker('admin'));
    const { promise: seen, resolve } = Promise.withResolvers<void>();
    try {
      connection.subscribe(subject, { callback: () => resolve() });
      await connection.flush();
      await Promise.race([seen, overdue(`a message on ${subject}`)]);
      await kill9(field, program);
    } finally {
      await connection.close().catch(() => undefined); // the broker itself may be gone
    }
  });

const overdue = async (what: string): Promise<never> => {
  await pause(SEEN_MS_MAX, undefined, { ref: false });
  throw new Error(`${what} was not seen within ${SEEN_MS_MAX} ms`);
};

/** It stands still until whoever needs it says so of itself, and is killed then. */
const whenMissed = (program: string): Kill =>
  by(program, 'once it hung and was missed', async ({ stack }) => {
    const pid = await stack.pidOf(program);
    const family = [pid, ...childrenOf(pid)];
    for (const one of family) process.kill(one, 'SIGSTOP');
    try {
      for (const url of [stack.gatewayUrl, stack.projectorUrl])
        await stack.until(`${url}/readyz says that ${program} is missing`, UNREADY_MS_MAX, async () =>
          (await readinessAt(url)) === 503 ? true : undefined,
        );
    } finally {
      process.kill(pid, 'SIGKILL');
      for (const one of family) tryToContinue(one);
    }
  });

const readinessAt = (url: string): Promise<number | undefined> =>
  fetch(`${url}/readyz`).then(
    async (response) => (await response.text(), response.status),
    () => undefined,
  );

const tryToContinue = (pid: number): void => {
  try {
    process.kill(pid, 'SIGCONT');
  } catch {
    // it ended with its parent
  }
};

const childrenOf = (parent: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === parent)
    .map(Number);

const parentOf = (pid: string): number | undefined => {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything; state and parent follow it.
    return Number(status.slice(status.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined; // it ended between the look and the read
  }
};

/** One session of the database: PostgreSQL ends all of them, and recovers. */
const sessionOfProjector = by(
  'postgres',
  'a session of the projector',
  async ({ stack }) => {
    const client = new Client({ connectionString: stack.ownerUrl });
    client.on('error', () => undefined); // its session ends with the others
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>(
        `select pid from pg_stat_activity where application_name = 'projector' limit 1`,
      );
      const [row] = rows;
      if (row === undefined) throw new Error('the projector has no session');
      process.kill(row.pid, 'SIGKILL');
    } finally {
      await client.end().catch(() => undefined);
    }
  },
  { endsIt: false },
);

const RUNNERS = ['runner-1', 'runner-2'] as const;

/** Every way to kill, by program, the worst one first. */
export const KILLS: readonly (readonly Kill[])[] = [
  [
    at('gateway', 'after-publish-before-answer'),
    at('gateway', 'before-publish'),
    when('gateway', 'while a command is stored', 'registry.cmd.gateway.>'),
    when('gateway', 'while an upload is written', '$O.*.C.>'),
    byChance('gateway'),
  ],
  [
    at('projector', 'after-append-before-outcome'),
    at('projector', 'before-append'),
    at('projector', 'before-refusal'),
    at('projector', 'after-commit-before-ack'),
    at('projector', 'before-rows'),
    at('projector', 'between-jobs'),
    when('projector', 'while an event is stored', 'registry.evt.>'),
    byChance('projector'),
  ],
  [
    when('nats-server', 'between an event and its outcome', 'registry.evt.*.policy.>'),
    when('nats-server', 'while a command is stored', 'registry.cmd.>'),
    when('nats-server', 'while a shard is under way', 'registry.job.normal.*.shard.>'),
    when('nats-server', 'while an upload is written', '$O.*.C.>'),
    whenMissed('nats-server'),
    byChance('nats-server'),
  ],
  RUNNERS.flatMap((runner) => [
    at(runner, 'after-partial-put-before-command'),
    at(runner, 'after-command-before-ack'),
    at(runner, 'after-sign-before-put'),
    when(runner, 'while a shard is under way', 'registry.job.normal.*.shard.>'),
    byChance(runner),
  ]),
  [
    when('postgres', 'while events become rows', 'registry.evt.>'),
    sessionOfProjector,
    whenMissed('postgres'),
    byChance('postgres'),
  ],
];
