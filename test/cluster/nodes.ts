import { openConnection } from '../support/broker.ts';
import { at, jsonOf, listAt } from '../support/json.ts';
import type { Stack } from '../support/stack.ts';

/** The servers of the broker, by the numbers in their names. */
export const NODES = [1, 2, 3] as const;
export type Node = (typeof NODES)[number];

/** What commands, events and the answers to them stand and fall with. */
export const STREAMS = ['COMMANDS', 'EVENTS', 'OUTCOMES', 'JOBS'] as const;
export type Stream = (typeof STREAMS)[number];

const ANSWER_MS = 3_000;
const CHOSEN_MS_MAX = 90_000;
const WHOLE_MS_MAX = 120_000;

type Copies = { readonly leader: Node; readonly areCurrent: boolean };

/** The node that leads a stream, as somebody knows who can reach it. */
export const leaderOf = (stack: Stack, stream: Stream): Promise<Node> =>
  stack.until(`a leader of ${stream}`, CHOSEN_MS_MAX, async () => (await copiesOf(stack, stream))?.leader);

/** Waits until another node leads the stream. */
export const leaderOtherThan = (stack: Stack, stream: Stream, node: Node): Promise<Node> =>
  stack.until(`another leader of ${stream} than node ${node}`, CHOSEN_MS_MAX, async () => {
    const leader = (await copiesOf(stack, stream))?.leader;
    return leader === node ? undefined : leader;
  });

/** Waits until every copy of every stream and queue is up to date, so that the next fault is one fault. */
export const wholeAgain = (stack: Stack): Promise<true> =>
  stack.until('copies that are all up to date', WHOLE_MS_MAX, async () => {
    for (const stream of STREAMS) {
      const copies = [await copiesOf(stack, stream), ...(await copiesOfQueues(stack, stream))];
      if (!copies.every((each) => each?.areCurrent === true)) return undefined;
    }
    return true;
  });

const copiesOf = (stack: Stack, stream: Stream): Promise<Copies | undefined> =>
  askBroker(stack, `STREAM.INFO.${stream}`, toCopies);

/** Of the consumers that are known by a name for good; those that a feed makes for itself have one copy. */
const copiesOfQueues = async (stack: Stack, stream: Stream): Promise<readonly (Copies | undefined)[]> => {
  const queues = await askBroker(stack, `CONSUMER.LIST.${stream}`, (list) =>
    listAt(list, 'consumers').filter((consumer) => at(consumer, 'config', 'durable_name') !== undefined),
  );
  return queues?.map(toCopies) ?? [undefined];
};

const askBroker = async <T>(
  stack: Stack,
  question: string,
  read: (answer: unknown) => T,
): Promise<T | undefined> => {
  try {
    const connection = await openConnection(stack.broker('admin'));
    try {
      const answer = await connection.request(`$JS.API.${question}`, '', { timeout: ANSWER_MS });
      return read(jsonOf(answer.string()));
    } finally {
      await connection.close();
    }
  } catch {
    return undefined; // the server that was asked is the one that hangs, ends or is cut off
  }
};

const toCopies = (info: unknown): Copies | undefined => {
  const name = at(info, 'cluster', 'leader');
  const leader = NODES.find((node) => typeof name === 'string' && name.startsWith(`nats-${node}-`));
  if (leader === undefined) return undefined;
  const others = listAt(info, 'cluster', 'replicas');
  const current = others.filter((other) => at(other, 'current') === true && at(other, 'offline') !== true);
  return { leader, areCurrent: current.length === NODES.length - 1 };
};

/** Programs between this node and the others. */
export const linksOf = (node: Node): readonly string[] =>
  NODES.filter((other) => other !== node).map(
    (other) => `link-${Math.min(node, other)}-${Math.max(node, other)}`,
  );

/** Stops programs for as long as `meanwhile` takes: they keep their sockets and answer nothing. */
export const whileStopped = async (
  stack: Stack,
  programs: readonly string[],
  meanwhile: () => Promise<unknown>,
): Promise<void> => {
  const pids = await Promise.all(programs.map(stack.pidOf));
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    await meanwhile();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
};
