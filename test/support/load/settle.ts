import type { Broker } from '../broker.ts';
import { sha256 } from '../digests.ts';
import { at } from '../json.ts';
import { allOf } from '../lifecycle.ts';
import { waitUntil } from '../wait-until.ts';
import type { Command, Outcome } from './command.ts';
import type { Load } from './load.ts';
import { judge, type Judgement } from './oracle.ts';
import { readLog } from './read-log.ts';
import { patiently, type Sender } from './sender.ts';

/** How long work that was begun may take to come to its end, once nothing is killed any more. */
const REST_MS_MAX = 180_000;
/** What is asked for once more at the end. */
const AGAIN_MAX = 300;
const AT_ONCE = 8;

export type Verdict = Omit<Judgement, 'findings'> & {
  readonly commands: number;
  readonly findings: readonly string[];
};

/**
 * Ends a load and asks what came of it. Everything that was begun comes to rest; what senders were told is held
 * against the log; then they ask once more under their old keys, and nothing may come of that.
 */
export const settle = async (load: Load, admin: Broker): Promise<Verdict> => {
  await load.end();
  const restless = await atRest(load, admin).then(
    () => [],
    (error: unknown) => [String(error)],
  );
  const { senders } = load;
  const commands = load.commands();
  const outcomes = await outcomesOf(senders);
  const before = judge({ commands, log: await readLog(admin), outcomes });
  await eachOf(
    senders,
    (sender) => everySoManieth(sender.commands()),
    (sender, one) => sender.again(one),
  );
  const after = judge({ commands, log: await readLog(admin), outcomes });
  const texts = [...before.findings, ...after.findings].map(({ finding, about }) => `${finding}: ${about}`);
  const buried = await deadLetters(admin);
  return {
    ...after,
    commands: commands.length,
    findings: [
      ...load.failures(),
      ...restless,
      ...new Set(texts),
      ...(await unreadable(senders)),
      ...(buried === 0 ? [] : [`${buried} messages lie in DEAD`]),
    ],
  };
};

const UNDER_WAY = ['importing', 'queued', 'running', 'reducing', 'attesting'];

/** Nothing waits for ever: no command, job, simulation or import. */
const atRest = ({ senders }: Load, admin: Broker): Promise<true> =>
  waitUntil('an end of all that was begun', REST_MS_MAX, async () => {
    const sizes = ['COMMANDS', 'RUNS', 'JOBS'].map((stream) => admin.sizeOf(stream));
    const waiting = (await Promise.all(sizes)).reduce((sum, size) => sum + size);
    const lists = senders.flatMap((sender) =>
      ['/api/v1/simulations', '/api/v1/snapshots'].map(async (path) => allOf(await sender.as('alice'), path)),
    );
    const items = (await Promise.all(lists)).flat();
    const isUnderWay = items.some((item) => UNDER_WAY.some((state) => state === at(item, 'state')));
    return waiting === 0 && !isUnderWay ? true : undefined;
  });

const outcomesOf = async (senders: readonly Sender[]): Promise<ReadonlyMap<string, Outcome>> => {
  const outcomes = new Map<string, Outcome>();
  await eachOf(
    senders,
    (sender) => sender.commands(),
    async (sender, { commandId }) =>
      patiently(async () => {
        const { status, body } = await (await sender.as('alice')).get(`/api/v1/commands/${commandId}`);
        const said = OUTCOMES.find((outcome) => outcome === at(body, 'status'));
        if (status === 404) outcomes.set(commandId, 'unknown');
        else if (status === 200 && said !== undefined) outcomes.set(commandId, said);
        else throw new Error(`a command’s outcome was answered ${status}: ${JSON.stringify(body)}`);
      }),
  );
  return outcomes;
};

const OUTCOMES = ['accepted', 'unchanged', 'rejected', 'pending'] as const;

const everySoManieth = (commands: readonly Command[]): readonly Command[] => {
  const step = Math.ceil(commands.length / AGAIN_MAX);
  return commands.filter((_command, index) => index % step === 0);
};

/** What was confirmed to an uploader is there, byte by byte. */
const unreadable = async (senders: readonly Sender[]): Promise<readonly string[]> => {
  const lost: string[] = [];
  await eachOf(
    senders,
    (sender) => sender.uploaded(),
    async (sender, digest) => {
      const { status, bytes } = await (await sender.as('alice')).get(`/api/v1/blobs/${digest}`);
      if (status !== 200 || sha256(bytes) !== digest)
        lost.push(`lost: the upload ${digest} of ${sender.tenant} is answered ${status}`);
    },
  );
  return lost;
};

const eachOf = async <T>(
  senders: readonly Sender[],
  listOf: (sender: Sender) => readonly T[],
  work: (sender: Sender, item: T) => Promise<void>,
): Promise<void> => {
  const todo = senders.flatMap((sender) => listOf(sender).map((item) => () => work(sender, item)));
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) await next();
  });
  await Promise.all(lanes);
};

/** What was buried; the markers of messages that are delivered often lie there as well. */
const deadLetters = async ({ connection }: Broker): Promise<number> => {
  const answer = await connection.request(
    '$JS.API.STREAM.INFO.DEAD',
    JSON.stringify({ subjects_filter: '>' }),
  );
  const subjects = Object.keys(Object(at(answer.json(), 'state', 'subjects')));
  return subjects.filter((subject) => !subject.startsWith('registry.dead.suspects.')).length;
};
