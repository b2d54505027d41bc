import { readBudget } from '@policy-registry/finding';
import { parseTimestamp, toTimestamp } from '@policy-registry/kernel';
import { SEED_DEFAULT } from '@policy-registry/simulation';

import type { Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { conditionsOf, type Conditions } from '../simulate/outcome.ts';
import type { Simulate } from './simulate.ts';
import { registryRun } from './simulate-in-registry.ts';

/** In the registry, or here. */
export const simulate = async (context: Context, policy: string, options: Simulate): Promise<Answer> => {
  const conditions = conditionsOf(options.failOn);
  if (options.local !== true) {
    const { evaluatedAt, ...asked } = options;
    // The registry takes one form of a time.
    const instant = evaluatedAt === undefined ? {} : { evaluatedAt: instantOf(evaluatedAt) };
    return registryRun(context, policy, { ...asked, ...instant, conditions });
  }
  return locally(context, policy, options, conditions);
};

const locally = async (
  { progress, say }: Context,
  candidate: string,
  options: Simulate,
  conditions: Conditions,
): Promise<Answer> => {
  const { reports, budget: lines, env, seed = SEED_DEFAULT, base, explain, snapshotFrozenAt } = options;
  if (reports === undefined)
    throw new UsageFault('--local needs --reports: the documents that hold the findings');
  const { importLocally } = await import('../local/local-snapshot.ts');
  const { simulateLocally } = await import('../simulate/local-run.ts');
  const { answerOf } = await import('../simulate/answer-of.ts');
  for (const line of lines) verifyBudget(line);

  say('importing');
  const outcome = await simulateLocally(
    {
      snapshot: await importLocally(reports, options.options),
      candidate,
      base: base === 'empty' ? undefined : base,
      engines: { base: options.engineBase, candidate: options.engineCandidate },
      setting: {
        evaluatedAt: instantOf(options.evaluatedAt ?? toTimestamp(Date.now())),
        seed,
        env,
        ...(lines.length > 0 && { budgets: { version: 1, lines: [...lines] } }),
        ...(!explain && { captureExplain: false }),
        ...(snapshotFrozenAt !== undefined && { snapshotFrozenAt: instantOf(snapshotFrozenAt) }),
      },
    },
    progress,
  );
  return answerOf(outcome, { conditions, format: options.format, out: options.out });
};

const instantOf = (text: string): string => {
  const ms = parseTimestamp(text);
  if (ms === undefined) throw new UsageFault(`${text} is no RFC 3339 time with a zone`);
  return toTimestamp(ms);
};

const verifyBudget = (line: string): void => {
  try {
    readBudget(line);
  } catch (error) {
    throw new UsageFault(`--budget ${line}: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
};
