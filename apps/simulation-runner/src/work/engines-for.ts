import type { EngineWork, PolicyEngine, PolicyEngines } from '@policy-registry/finding';

/** What the answers of one engine to one job may take together: 10 minutes and 256 MiB. */
export const ENGINE_WORK_MS_MAX = 600_000;
export const ENGINE_ANSWER_BYTES_MAX = 256 * 1_048_576;

/** The engines for one job of a tenant: what they answer is bounded for the job as a whole, and not for each request alone. */
export const enginesFor = (engines: PolicyEngines, tenant: string): PolicyEngines => {
  const work: EngineWork = { tenant, workMs: ENGINE_WORK_MS_MAX, answerBytesMax: ENGINE_ANSWER_BYTES_MAX };
  const known = new Map<PolicyEngine, PolicyEngine>();
  const bounded = (engine: PolicyEngine): PolicyEngine => {
    const own = known.get(engine) ?? engine.within?.(work) ?? engine;
    known.set(engine, own);
    return own;
  };
  return {
    get default() {
      return bounded(engines.default);
    },
    of: (build) => {
      const engine = engines.of(build);
      return engine && bounded(engine);
    },
    get builds() {
      return engines.builds;
    },
  };
};
