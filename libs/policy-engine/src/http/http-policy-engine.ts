import {
  EngineAnswerInvalid,
  EngineRefused,
  type Compilation,
  type EngineWork,
  type EvaluationSetting,
  type FindingTuple,
  type PolicyEngine,
  type PolicyOutcome,
} from '@policy-registry/finding';
import { sha256Hex, toTimestamp } from '@policy-registry/kernel';
import type { z } from 'zod';

import { readAnswer, readIr, toBase64, verifyBuild } from './answers.ts';
import { batchesOf } from './batches.ts';
import { httpExchange, type ExchangeOptions } from './exchange.ts';
import { guards, type GuardOptions } from './guard.ts';
import { FINDINGS_PER_REQUEST_MAX, REQUEST_BYTES_MAX } from './limits.ts';
import { workBudget } from './work-budget.ts';
import { Capabilities, CompileAnswer, EvaluateAnswer, ExplainAnswer } from './wire.ts';

export type HttpEngineOptions = ExchangeOptions & { readonly guard?: GuardOptions };

type Ask = <Shape extends z.ZodType>(shape: Shape, path: string, body?: object) => Promise<z.infer<Shape>>;
type Sender = { readonly ask: Ask; readonly capabilities: Capabilities };

/**
 * A Policy Engine behind `openapi/policy-engine.yaml`. Asks once what it is and keeps to that: where another build
 * answers later, every method rejects with `BUILD_CHANGED`. Everything that comes back is untrusted and checked whole.
 */
export const httpPolicyEngine = async (options: HttpEngineOptions): Promise<PolicyEngine> => {
  const { capabilities, askFor } = await connected(options);
  const within = (work: EngineWork) => engineOf({ capabilities, ask: askFor(work) }, within);
  return engineOf({ capabilities, ask: askFor(undefined) }, within);
};

const engineOf = (sender: Sender, within: NonNullable<PolicyEngine['within']>): PolicyEngine => {
  const { build, languages } = sender.capabilities;
  return {
    within,
    build,
    languages,
    compile: (files) => compile(sender, files),
    evaluate: (ir, findings, setting) => evaluate(sender, ir, findings, setting),
    explain: async (ir, finding, setting) => {
      const body = { ...frameOf(sender, ir, setting), finding };
      const answer = await sender.ask(ExplainAnswer, 'v1/explain', fitting(sender, body));
      verifyAnsweredFor(answer.irDigest, ir);
      return { outcome: answer.outcome, trace: answer.trace };
    },
  };
};

/** What it is, and how it is asked for a piece of work: each tenant's failures are counted apart. */
type Connected = {
  readonly capabilities: Capabilities;
  readonly askFor: (work: EngineWork | undefined) => Ask;
};

const connected = async (options: HttpEngineOptions): Promise<Connected> => {
  const exchange = httpExchange(options);
  const guardOf = guards(options.guard);
  const capabilities = await guardOf(NOBODY)(async () =>
    readAnswer(Capabilities, await exchange({ method: 'GET', path: 'v1/capabilities' })),
  );
  const askFor = (work: EngineWork | undefined): Ask => {
    const budget = work && workBudget(work);
    const guarded = guardOf(work?.tenant ?? NOBODY);
    return (shape, path, body) =>
      guarded(async () => {
        const text = JSON.stringify(body);
        const question = { method: 'POST', path, body: { type: 'application/json', text } } as const;
        const answer = readAnswer(shape, await exchange(question, budget));
        verifyBuild(capabilities.build, buildOf(answer));
        return answer;
      });
  };
  return { askFor, capabilities };
};

/** Whoever asks for no tenant; no tenant has an empty name. */
const NOBODY = '';

const compile = async (
  { ask, capabilities }: Sender,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Compilation> => {
  const suffixes = capabilities.languages.map(
    ({ entryFile }) => /\.[^.]*$/.exec(entryFile)?.[0] ?? entryFile,
  );
  const sources = [...files].filter(([path]) => suffixes.some((suffix) => path.endsWith(suffix)));
  const body = {
    build: capabilities.build,
    files: sources.map(([path, content]) => ({ path, content: toBase64(content) })),
  };
  const { compiled, diagnostics } = await ask(CompileAnswer, 'v1/compile', fitting({ capabilities }, body));
  const isFaulty = diagnostics.some(({ severity }) => severity === 'error');
  if (isFaulty === (compiled !== undefined)) {
    throw new EngineAnswerInvalid('INCONSISTENT', 'what is compiled contradicts what is reported');
  }
  return { compiled: compiled && { ...compiled, ir: readIr(compiled) }, diagnostics };
};

const evaluate = async (
  sender: Sender,
  ir: Uint8Array,
  findings: readonly FindingTuple[],
  setting: EvaluationSetting,
): Promise<readonly PolicyOutcome[]> => {
  const frame = frameOf(sender, ir, setting);
  const { requestBytesMax, findingsMax } = limitsOf(sender);
  const bytesMax = requestBytesMax - byteLengthOf({ ...frame, findings: [] });
  const outcomes: PolicyOutcome[] = [];
  // One after the other: an engine is given no more of one simulation than it has answered.
  for (const batch of batchesOf(findings, { countMax: findingsMax, bytesMax })) {
    const answer = await sender.ask(EvaluateAnswer, 'v1/evaluate', { ...frame, findings: batch });
    verifyAnsweredFor(answer.irDigest, ir);
    if (answer.outcomes.length !== batch.length) {
      throw new EngineAnswerInvalid(
        'COUNT_WRONG',
        `${answer.outcomes.length} outcomes for ${batch.length} findings`,
      );
    }
    outcomes.push(...answer.outcomes);
  }
  return outcomes;
};

const frameOf = ({ capabilities }: Sender, ir: Uint8Array, { evaluatedAtMs, env }: EvaluationSetting) => ({
  build: capabilities.build,
  ir: toBase64(ir),
  evaluatedAt: toTimestamp(evaluatedAtMs),
  env,
});

const verifyAnsweredFor = (irDigest: string, ir: Uint8Array): void => {
  if (irDigest !== sha256Hex(ir))
    throw new EngineAnswerInvalid('DIGEST_WRONG', 'the engine answers for another compiled policy');
};

const limitsOf = ({ capabilities }: Pick<Sender, 'capabilities'>) => ({
  requestBytesMax: Math.min(capabilities.limits.requestBytesMax, REQUEST_BYTES_MAX),
  findingsMax: Math.min(capabilities.limits.findingsMax, FINDINGS_PER_REQUEST_MAX),
});

/** The body, if the engine takes one so long. */
const fitting = <Body extends object>(sender: Pick<Sender, 'capabilities'>, body: Body): Body => {
  const { requestBytesMax } = limitsOf(sender);
  if (byteLengthOf(body) <= requestBytesMax) return body;
  throw new EngineRefused('INPUT_TOO_LARGE', `the engine takes requests of ${requestBytesMax} bytes at most`);
};

const byteLengthOf = (value: object): number => Buffer.byteLength(JSON.stringify(value));

const buildOf = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'build' in answer ? String(answer.build) : '';
