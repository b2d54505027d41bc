/** One thing that must hold before requests are served. `detail` is for operators and holds no secret. */
export type Check = { readonly ok: boolean; readonly detail: string };

/** What an app knows about itself: it is ready when every check holds. */
export type Readiness = {
  readonly checks: Readonly<Record<string, Check>>;
  /** What an operator should know although it stops nothing: durability, insecure flags. */
  readonly notes: readonly string[];
};

export type ReadinessReport = Readiness & { readonly ready: boolean };

const ANSWER_MS = 2_000;

/** Asks for the readiness; no answer in time, or an error, is itself a check that does not hold. */
export const reportReadiness = async (
  readiness: () => Promise<Readiness>,
  answerMs: number = ANSWER_MS,
): Promise<ReadinessReport> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(resolve, answerMs, failing(`no answer within ${answerMs} ms`));
  });
  try {
    return judged(await Promise.race([readiness(), late]));
  } catch (error) {
    return judged(failing(error instanceof Error ? error.name : 'unknown error'));
  } finally {
    clearTimeout(timer);
  }
};

const failing = (detail: string): Readiness => ({ checks: { readiness: { ok: false, detail } }, notes: [] });

const judged = (readiness: Readiness): ReadinessReport => ({
  ready: Object.values(readiness.checks).every(({ ok }) => ok),
  ...readiness,
});
