import { base32, sha256OfFields, toTimestamp } from '@policy-registry/kernel';

import type { JobOf } from '../jobs.ts';
import { byUrgency, type Place } from '../queue/state.ts';
import { PRIORITIES } from './events.ts';
import { isEvaluating, type Simulation } from './state.ts';
import { evaluationOf, unitsIn, type Unit, type Units } from './units.ts';

/** A simulation that has a place among those that run, and how far it is. */
export type Contender = { readonly place: Place; readonly simulation: Simulation };

export type ReleaseState = {
  readonly tenant: string;
  /** Shards of the tenant that may be with the runners at once. */
  readonly credit: number;
  /** Ids of the tenant's shard jobs that the work queue holds: it alone knows what is under way. */
  readonly queued: ReadonlySet<string>;
  /** Ids that were queued a moment ago, by whatever the work queue says now: their answers are on the way. */
  readonly recent: ReadonlySet<string>;
  readonly contenders: readonly Contender[];
};

/**
 * The shard jobs that go to the runners next: as many as the credit leaves, to the most urgent simulations, and among
 * equals in turn, whoever has fewest under way first. A function of what is there alone: asked again it names the same
 * jobs until they are queued. A job whose simulation has ended counts until its runner is through with it.
 */
export const nextShards = ({
  tenant,
  credit,
  queued,
  recent,
  contenders,
}: ReleaseState): readonly ShardJob[] => {
  const lines = contenders
    .toSorted((a, b) => byUrgency(a.place, b.place))
    .map((one) => lineOf(one, queued, recent));
  const answered = lines.flatMap(({ prefix, open }) =>
    [...queued].filter((jobId) => jobId.startsWith(prefix) && !open.has(jobId)),
  );
  const jobs: ShardJob[] = [];
  for (let free = credit - (queued.size - answered.length); free > 0; free -= 1) {
    const next = nextLine(lines);
    const job = next?.waiting.shift();
    if (next === undefined || job === undefined) break;
    next.underWay += 1;
    jobs.push({ ...job, tenant });
  }
  return jobs;
};

type ShardJob = JobOf<'shard'>;

/** What one simulation has under way, and what of it waits. */
type Line = {
  readonly urgency: number;
  readonly prefix: string;
  /** Ids of all evaluations that are still wanted. */
  readonly open: ReadonlySet<string>;
  readonly waiting: Omit<ShardJob, 'tenant'>[];
  underWay: number;
};

const lineOf = (
  { place, simulation }: Contender,
  queued: ReadonlySet<string>,
  recent: ReadonlySet<string>,
): Line => {
  const urgency = PRIORITIES.indexOf(place.priority);
  if (!isEvaluating(simulation)) return { urgency, prefix: '-', open: new Set(), waiting: [], underWay: 0 };
  const { units } = simulation;
  const prefix = prefixOf(simulation.simulationId, units.planDigest);
  const jobs = unitsIn(units, 'waiting').map((unit) => shardJob(simulation, units, unit, prefix));
  const isOut = ({ jobId }: { readonly jobId: string }): boolean => queued.has(jobId) || recent.has(jobId);
  return {
    urgency,
    prefix,
    open: new Set(jobs.map(({ jobId }) => jobId)),
    waiting: jobs.filter((job) => !isOut(job)),
    underWay: jobs.filter(isOut).length,
  };
};

/** Lines come in order of urgency and arrival; the first of the least loaded among the most urgent. */
const nextLine = (lines: readonly Line[]): Line | undefined => {
  const able = lines.filter(({ waiting }) => waiting.length > 0);
  const urgent = able.filter(({ urgency }) => urgency === able[0]?.urgency);
  return urgent.reduce<Line | undefined>(
    (least, line) => (least === undefined || line.underWay < least.underWay ? line : least),
    undefined,
  );
};

const PREFIX_LENGTH = 26;

/** What the ids of all shard jobs of one plan begin with. */
const prefixOf = (simulationId: string, planDigest: string): string =>
  `${base32(sha256OfFields('shards', simulationId, planDigest)).slice(0, PREFIX_LENGTH)}-`;

/** The job of one evaluation: the same bytes whenever it is asked for, so that it is one message. */
const shardJob = (
  { simulationId, priority, requestedAtMs }: Exclude<Simulation, { status: 'absent' }>,
  units: Units,
  unit: Unit,
  prefix: string,
): Omit<ShardJob, 'tenant'> => {
  const attempt = evaluationOf(units, unit)?.attempt ?? 1;
  const { planDigest } = units;
  return {
    jobId: `${prefix}${unit.index}-${unit.replica}-${attempt}`,
    correlationId: simulationId,
    causationId: simulationId,
    causedAt: toTimestamp(requestedAtMs),
    kind: 'shard',
    data: { simulationId, planDigest, ...unit, attempt, priority },
  };
};
