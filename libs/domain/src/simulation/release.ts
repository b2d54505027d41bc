import { base32, sha256OfFields, toTimestamp } from '@policy-registry/kernel';

import type { JobOf } from '../jobs.ts';
import { byUrgency, type Place } from '../queue/state.ts';
import { PRIORITIES } from './events.ts';
import { isEvaluating, type Simulation } from './state.ts';
import { evaluationOf, waitingUnits, type Unit, type Units } from './units.ts';

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
  const out = new Set([...queued, ...recent]);
  const lines = contenders
    .toSorted((a, b) => byUrgency(a.place, b.place))
    .flatMap((contender) => lineOf(contender, out) ?? []);
  const answered = lines.reduce((sum, line) => sum + line.answered.filter((id) => queued.has(id)).length, 0);
  const jobs: ShardJob[] = [];
  for (let free = credit - (queued.size - answered); free > 0; free -= 1) {
    const next = nextLine(lines);
    if (next?.first === undefined) break;
    jobs.push({ ...next.first, tenant });
    next.underWay += 1;
    next.first = next.rest.next().value;
  }
  return jobs;
};

type ShardJob = JobOf<'shard'>;
type Waiting = Omit<ShardJob, 'tenant'>;

/** What one simulation has under way, and what of it waits. */
type Line = {
  readonly urgency: number;
  /** Ids that are out although their evaluation is recorded, or was given up. */
  readonly answered: readonly string[];
  underWay: number;
  first: Waiting | undefined;
  readonly rest: Iterator<Waiting, undefined>;
};

const lineOf = ({ place, simulation }: Contender, out: ReadonlySet<string>): Line | undefined => {
  if (!isEvaluating(simulation)) return undefined;
  const { units } = simulation;
  const prefix = prefixOf(simulation.simulationId, units.planDigest);
  const own = [...out].filter((jobId) => jobId.startsWith(prefix));
  const answered = own.filter((jobId) => !isWaited(units, jobId.slice(prefix.length)));
  const rest = waitingJobs(simulation, units, { prefix, out });
  return {
    urgency: PRIORITIES.indexOf(place.priority),
    answered,
    underWay: own.length - answered.length,
    first: rest.next().value,
    rest,
  };
};

/** Whether the job of this name is that of an evaluation which is still wanted. */
const isWaited = (units: Units, name: string): boolean => {
  const [index = -1, replica = -1, attempt = -1] = name.split('-').map(Number);
  const evaluation = evaluationOf(units, { index, replica });
  return evaluation?.state === 'waiting' && evaluation.attempt === attempt;
};

const waitingJobs = function* (
  simulation: Parameters<typeof shardJob>[0],
  units: Units,
  { prefix, out }: { readonly prefix: string; readonly out: ReadonlySet<string> },
): Generator<Waiting, undefined> {
  for (const unit of waitingUnits(units)) {
    const job = shardJob(simulation, units, unit, prefix);
    if (!out.has(job.jobId)) yield job;
  }
};

/** Lines come in order of urgency and arrival; the first of the least loaded among the most urgent. */
const nextLine = (lines: readonly Line[]): Line | undefined => {
  const able = lines.filter(({ first }) => first !== undefined);
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
): Waiting => {
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
