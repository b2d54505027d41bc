import type { Kill, Sabotage } from './options.ts';
import { POLICY } from './life.ts';
import type { Finding, ReadBack } from './verification.ts';

/** The result of the run as one JSON document. */
export type Summary = {
  readonly ok: boolean;
  /** Why it is not, in words. */
  readonly reasons: readonly string[];
  readonly version: { readonly semver: string; readonly digest: string; readonly state: string };
  /** The signature over what was published. */
  readonly publication: { readonly digest: string; readonly verified: boolean };
  readonly simulation: {
    readonly tuples: number;
    readonly shards: number;
    /** How many evaluations of a shard each runner did; every shard is evaluated twice, on whichever is free. */
    readonly shardsPerRunner: Readonly<Record<string, number>>;
    readonly counts: Readonly<Record<string, number>>;
    readonly digest: string;
  };
  readonly scheduler: { readonly simulationId: string; readonly digest: string; readonly isEqual: boolean };
  /** Without path and digest when what is stored could not even be fetched whole. */
  readonly evidence: {
    readonly path: string | null;
    readonly digest: string | null;
    readonly verified: boolean;
  };
  readonly environment: { readonly name: string; readonly active: string };
  readonly audit: { readonly events: number; readonly chainOk: boolean; readonly stateHashEqual: boolean };
  /** What the verifications found; the damage was told to nobody. */
  readonly 'sabotage found'?: string;
  readonly findings: readonly Finding[];
  readonly killed?: { readonly at: Kill; readonly redelivered: number };
  readonly timingsMs: Readonly<Record<string, number>>;
};

export type Told = {
  readonly read: ReadBack;
  readonly sabotage: Sabotage | undefined;
  readonly killed: { readonly at: Kill; readonly redelivered: number } | undefined;
  readonly timingsMs: Readonly<Record<string, number>>;
};

/** Every value comes from what was read back; `ok` follows from them alone. */
export const summaryOf = ({ read, sabotage, killed, timingsMs }: Told): Summary => {
  const { version, publication, simulation, scheduled, environment, evidence, audit, findings } = read;
  const { resultDigest, counts } = simulation.result;
  const active = environment.bindings.find(({ policyId }) => policyId === POLICY)?.stable?.semver;
  const reasons = [...reasonsOf(read, active), ...unfoundOf(sabotage, findings)];
  return {
    ok: reasons.length === 0,
    reasons,
    version: { semver: version.semver, digest: version.contentDigest, state: version.state },
    publication: {
      digest: publication.digest,
      verified: publication.verdict === 'verified',
    },
    simulation: {
      tuples: simulation.tuples,
      shards: simulation.shards,
      shardsPerRunner: simulation.runners,
      counts,
      digest: resultDigest,
    },
    scheduler: {
      simulationId: scheduled.simulationId,
      digest: scheduled.result.resultDigest,
      isEqual: scheduled.result.resultDigest === resultDigest,
    },
    evidence: {
      path: evidence?.path ?? null,
      digest: evidence?.digest ?? null,
      verified: evidence?.verdict === 'verified',
    },
    environment: { name: environment.name, active: active ?? 'nothing' },
    audit: { events: audit.events.accepted, chainOk: audit.chainOk, stateHashEqual: audit.stateHashEqual },
    ...(sabotage !== undefined && {
      'sabotage found': [...new Set(findings.map(({ finding }) => finding))].join(', ') || 'nothing',
    }),
    findings,
    ...(killed !== undefined && { killed }),
    timingsMs,
  };
};

const reasonsOf = (read: ReadBack, active: string | undefined): readonly string[] => {
  const { version, publication, simulation, scheduled, evidence, reduction, audit, findings } = read;
  const { resultDigest, evidenceDigest, counts } = simulation.result;
  const counted = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const claims: readonly (readonly [holds: boolean, otherwise: string])[] = [
    ...findings.map(
      ({ finding, detail, foundBy }) => [false, `${foundBy} found ${finding}: ${detail}`] as const,
    ),
    [version.state === 'published', `version ${version.semver} is ${version.state}, not published`],
    [publication.verdict === 'verified', 'the publication is not verified'],
    [publication.digest === version.contentDigest, 'what was signed is not what the version holds'],
    [active === version.semver, `the environment has ${active ?? 'nothing'}, not ${version.semver}`],
    [counted === simulation.tuples, `the classes sum to ${counted} of ${simulation.tuples} findings`],
    [scheduled.result.resultDigest === resultDigest, 'the scheduler got another result'],
    [reduction.recordedDigest === resultDigest, 'the verified result is not the one shown'],
    [evidence?.verdict === 'verified', 'the evidence is not verified'],
    [
      evidence === undefined || evidence.digest === evidenceDigest,
      'the evidence is not what the simulation names',
    ],
    [audit.chainOk, 'the chain of events is broken'],
    [audit.stateHashEqual, 'the log folds to another state than the registry has'],
  ];
  return claims.filter(([holds]) => !holds).map(([, otherwise]) => otherwise);
};

// Damage that nobody finds is the worst of all outcomes.
const unfoundOf = (sabotage: Sabotage | undefined, findings: readonly Finding[]): readonly string[] =>
  sabotage === undefined || findings.some(({ finding }) => finding === sabotage)
    ? []
    : [`the damage done was not found for what it is (${sabotage})`];
