import type { Field, Kill } from '../processes/kills.ts';
import type { Stack } from '../support/stack.ts';
import { at } from '../support/json.ts';
import {
  leaderOf,
  leaderOtherThan,
  linksOf,
  NODES,
  STREAMS,
  wholeAgain,
  whileStopped,
  type Node,
  type Stream,
} from './nodes.ts';

/** How long each process may take to say that it is not ready, and to be so again. */
const SAID_MS_MAX = 60_000;
const BACK_MS_MAX = 90_000;
/** Commands that are settled while something is missing: work goes on. */
const SETTLED_MEANWHILE = 5;
const SETTLED_MS_MAX = 90_000;

const fault = (program: string, moment: string, strike: Kill['strike']): Kill => ({
  program,
  moment,
  endsIt: false, // each waits itself for what follows it
  strike,
});

/** The leader of a stream is killed, again and again. */
export const leaderKill = (stream: Stream): Kill =>
  fault(`leader of ${stream}`, 'killed', async ({ stack }) => {
    const node = await leaderOf(stack, stream);
    await restarted(stack, `nats-${node}`, 'SIGKILL');
    await wholeAgain(stack);
  });

/** The leader of a stream reaches no other node and is reached by none: bytes between them get stuck. */
export const partition = (stream: Stream): Kill =>
  fault(`leader of ${stream}`, 'cut off from the others', async (field) => {
    const { stack } = field;
    const node = await leaderOf(stack, stream);
    await whileStopped(stack, linksOf(node), () => worksWithout(field, stream, node));
    await wholeAgain(stack);
  });

/** Two nodes reach each other through the third alone. */
const partialPartition = (): Kill =>
  fault('link between two nodes', 'stuck', async (field) => {
    const { stack, draw } = field;
    const [link = ''] = linksOf(NODES[draw(NODES.length)] ?? 1);
    await whileStopped(stack, [link], () => worksOn(field));
    await wholeAgain(stack);
  });

/** The leader of a stream hangs: its sockets stay open, and it answers nothing. */
const hang = (stream: Stream): Kill =>
  fault(`leader of ${stream}`, 'hung', async (field) => {
    const { stack } = field;
    const node = await leaderOf(stack, stream);
    await whileStopped(stack, [`nats-${node}`], () => worksWithout(field, stream, node));
    await wholeAgain(stack);
  });

/** Two of three nodes hang. Nothing can be stored, and every process says so. */
const noMajority = (): Kill =>
  fault('two of three nodes', 'hung until every process said so', async ({ stack, draw }) => {
    const spared = draw(NODES.length);
    const hung = NODES.filter((_node, index) => index !== spared).map((node) => `nats-${node}`);
    await whileStopped(stack, hung, () =>
      stack.until('every process not ready because of the broker', SAID_MS_MAX, async () => {
        const said = await Promise.all(urlsOf(stack).map(brokerCheckAt));
        return said.every((isOk) => isOk === false) ? true : undefined;
      }),
    );
    await wholeAgain(stack);
  });

/** Everything is restarted, one after the other, in the order of docs/operations.md. */
const rollingRestart = (): Kill =>
  fault('everything', 'restarted in a row', async ({ stack }) => {
    for (const node of NODES) {
      await restarted(stack, `nats-${node}`, 'SIGTERM');
      await wholeAgain(stack);
    }
    await restarted(stack, 'postgres', 'SIGINT');
    await allReady(stack);
    const { projectorUrls, runnerUrls, gatewayUrls } = stack;
    const programs = [
      ...projectorUrls.map((_url, index) => `projector-${index + 1}`),
      ...runnerUrls.map((_url, index) => `runner-${index + 1}`),
      ...gatewayUrls.map((_url, index) => `gateway-${index + 1}`),
    ];
    for (const program of programs) {
      await restarted(stack, program, 'SIGTERM');
      await allReady(stack);
    }
  });

/** By their names on the command line. */
export const FAULTS = {
  'leader-kills': STREAMS.map(leaderKill),
  partitions: STREAMS.map(partition),
  'partial-partitions': [partialPartition()],
  hangs: STREAMS.map(hang),
  'lost-majorities': [noMajority()],
  'rolling-restarts': [rollingRestart()],
} as const satisfies Record<string, readonly Kill[]>;

const worksWithout = async (field: Field, stream: Stream, node: Node): Promise<void> => {
  await leaderOtherThan(field.stack, stream, node);
  await worksOn(field);
};

const worksOn = async ({ stack, settled }: Field): Promise<void> => {
  const before = settled();
  await stack.until(`${SETTLED_MEANWHILE} settled commands meanwhile`, SETTLED_MS_MAX, () =>
    settled() >= before + SETTLED_MEANWHILE ? true : undefined,
  );
};

const restarted = async (stack: Stack, program: string, signal: NodeJS.Signals): Promise<void> => {
  const before = await stack.pidOf(program);
  process.kill(before, signal);
  await stack.until(`another ${program}`, BACK_MS_MAX, async () => {
    const now = await stack.pidOf(program).catch(() => before);
    return now === before ? undefined : true;
  });
};

const urlsOf = ({ gatewayUrls, projectorUrls, runnerUrls }: Stack): readonly string[] => [
  ...gatewayUrls,
  ...projectorUrls,
  ...runnerUrls,
];

const allReady = (stack: Stack): Promise<true> =>
  stack.until('everything ready', BACK_MS_MAX, async () => {
    const ready = await Promise.all(urlsOf(stack).map(brokerCheckAt));
    return ready.every((isOk) => isOk === true) ? true : undefined;
  });

/** What a process says of the broker; true only if it is ready as a whole, undefined while it answers nothing. */
const brokerCheckAt = async (url: string): Promise<boolean | undefined> => {
  try {
    const response = await fetch(`${url}/readyz`);
    const body: unknown = await response.json();
    if (at(body, 'checks', 'broker', 'ok') === false) return response.status === 503 ? false : undefined;
    return response.status === 200 ? true : undefined;
  } catch {
    return undefined;
  }
};
