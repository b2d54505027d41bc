import { EMPTY_POLICY_IR, evaluate as evaluateStella, readIr } from '@policy-registry/dsl';
import {
  EngineAnswerInvalid,
  EngineUnavailable,
  type EngineWork,
  type EvaluationSetting,
  type Explained,
  type FindingTuple,
  type PolicyEngine,
  type Severity,
} from '@policy-registry/finding';
import { sha256Hex, toTimestamp } from '@policy-registry/kernel';
import { z } from 'zod';

import { verifyBuild } from '../http/answers.ts';
import { batchesOf } from '../http/batches.ts';
import { FINDINGS_PER_REQUEST_MAX, REQUEST_BYTES_MAX } from '../http/limits.ts';
import { compilePack } from './compile-pack.ts';
import { EvaluationFailed, opaServer, type OpaOptions, type OpaServer } from './opa-server.ts';
import { BAD, explainedBy } from './pack-outcome.ts';
import { batchPathOf, placePack, removePack } from './placed-pack.ts';
import { readPack, REGO_ENTRY_FILE, REGO_PACK, type RegoPack } from './rego-pack.ts';

/** The mapping between findings, packs and outcomes; part of the build, because it is part of every answer. */
const MAPPING = 'rego-pack.1';
/**
 * Packs of at most this many digests lie in OPA; then the one unused for longest is taken out. OPA compiles all of its
 * modules anew for each that is put there.
 */
const PLACED_MAX = 16;
const LIMITS = { countMax: FINDINGS_PER_REQUEST_MAX, bytesMax: REQUEST_BYTES_MAX };

/**
 * A Policy Engine that evaluates Rego packs on an OPA server of its own. The registry puts modules there and takes them
 * out; what it does not find any more, as after a restart, it puts there again.
 */
export const opaPolicyEngine = async (options: OpaOptions): Promise<PolicyEngine> => {
  const opa = opaServer(options);
  const build = buildOf(await opa.version());
  const packs = placedPacks(opa);
  const within = (work?: EngineWork) => packEngine({ opa, packs, build, data: opa.dataFor(work) }, within);
  return within();
};

/** The engine for one piece of work, or for whatever is asked of it. Packs are placed for all of them. */
const packEngine = (engine: Engine, within: NonNullable<PolicyEngine['within']>): PolicyEngine => {
  const { opa, build } = engine;
  const explainAll = async (
    ir: Uint8Array,
    findings: readonly FindingTuple[],
    setting: EvaluationSetting,
  ): Promise<readonly Explained[]> => {
    const pack = readPack(ir);
    const explained: Explained[] = [];
    for (const documents of batchesOf(findings.map(documentOf), LIMITS))
      explained.push(...(await answered(engine, pack, { documents, setting: settingOf(setting) })));
    return explained;
  };
  return {
    within,
    build,
    languages: [{ name: REGO_PACK, entryFile: REGO_ENTRY_FILE }],
    compile: (files) => compilePack(opa, files),
    evaluate: async (ir, findings, setting) =>
      (await explainAll(ir, findings, setting)).map(({ outcome }) => outcome),
    explain: async (ir, finding, setting) => {
      const [explained] = await explainAll(ir, [finding], setting);
      if (explained === undefined) throw new EngineAnswerInvalid('COUNT_WRONG', 'no answer for a finding');
      return explained;
    },
  };
};

const buildOf = (version: string): string => `opa-${version}+${MAPPING}`;

/** What a pack sees of a finding besides the setting. */
type FindingDocument = { readonly finding: FindingTuple; readonly severity: Severity };
type Batch = { readonly documents: readonly FindingDocument[]; readonly setting: object };
type Engine = {
  readonly opa: OpaServer;
  readonly packs: PlacedPacks;
  readonly build: string;
  readonly data: ReturnType<OpaServer['dataFor']>;
};

const EMPTY_POLICY = readIr(EMPTY_POLICY_IR);

const documentOf = (finding: FindingTuple): FindingDocument => {
  // The empty policy leaves a finding with its input severity, and changes nothing else.
  const outcome = evaluateStella(EMPTY_POLICY, finding, { evaluatedAtMs: 0, env: {} });
  return { finding, severity: outcome.kind === 'decided' ? outcome.severity : {} };
};

const settingOf = ({ evaluatedAtMs, env }: EvaluationSetting): object => ({
  env,
  evaluated_at: toTimestamp(evaluatedAtMs),
});

const BatchAnswer = z.strictObject({
  version: z.string(),
  pack: z.string(),
  answers: z.array(
    z.strictObject({ outcome: z.array(z.unknown()).max(1), missing: z.array(z.unknown()).max(1) }),
  ),
});

/** One explanation for each document. Where OPA gives the evaluation up, the fault is looked for half by half. */
const answered = async (engine: Engine, pack: RegoPack, batch: Batch): Promise<readonly Explained[]> => {
  const { documents } = batch;
  try {
    const { answers } = await asked(engine, pack, batch);
    return documents.map(({ severity }, index) => {
      const answer = answers[index];
      if (answer === undefined || answers.length !== documents.length) {
        throw new EngineAnswerInvalid(
          'COUNT_WRONG',
          `${answers.length} answers for ${documents.length} findings`,
        );
      }
      return explainedBy(pack, answer, severity);
    });
  } catch (error) {
    if (!(error instanceof EvaluationFailed)) throw error;
    if (documents.length === 1) return [BAD];
    const middle = documents.length >>> 1;
    const first = await answered(engine, pack, { ...batch, documents: documents.slice(0, middle) });
    const rest = await answered(engine, pack, { ...batch, documents: documents.slice(middle) });
    return [...first, ...rest];
  }
};

const asked = async (
  { data, packs, build }: Engine,
  { module }: RegoPack,
  { documents, setting }: Batch,
): Promise<z.infer<typeof BatchAnswer>> => {
  const ask = async () => {
    const packageName = await packs.placed(module);
    return { packageName, said: await data(batchPathOf(packageName), { findings: documents, setting }) };
  };
  let { packageName, said } = await ask();
  if (said === undefined) {
    packs.forget(module);
    ({ packageName, said } = await ask());
  }
  if (said === undefined) throw new EngineUnavailable('UNREACHABLE', 'OPA loses the packs that it takes');
  const read = BatchAnswer.safeParse(said);
  if (!read.success || read.data.pack !== packageName)
    throw new EngineAnswerInvalid('MALFORMED', 'the answer is none of the batch module', {
      cause: read.error,
    });
  verifyBuild(build, buildOf(read.data.version));
  return read.data;
};

type PlacedPacks = {
  /** Puts the module into OPA unless it is there; gives the name of its package. */
  placed(module: string): Promise<string>;
  forget(module: string): void;
};

const placedPacks = (opa: OpaServer): PlacedPacks => {
  // In order of last use.
  const places = new Map<string, Promise<string>>();
  const keyOf = (module: string): string => sha256Hex(new TextEncoder().encode(module));
  return {
    placed: async (module) => {
      const key = keyOf(module);
      const place = places.get(key) ?? placePack(opa, module);
      places.delete(key);
      places.set(key, place);
      // A pack that could not be put there is tried again by the next one who asks.
      place.catch(() => places.get(key) === place && places.delete(key));
      const [unusedLongest] = places;
      if (places.size > PLACED_MAX && unusedLongest !== undefined) {
        places.delete(unusedLongest[0]);
        await removePack(opa, await unusedLongest[1]);
      }
      return place;
    },
    forget: (module) => void places.delete(keyOf(module)),
  };
};
