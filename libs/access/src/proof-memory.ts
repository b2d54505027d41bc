const PROOFS_MAX = 200_000;
const SWEEP_MS = 10_000;

/** So many proofs are being remembered that another could not be told from a repeated one. */
export class ProofMemoryFull extends Error {
  override readonly name = 'ProofMemoryFull';
}

/** Remembers a proof for as long as it could be used again. False for one that is remembered already. */
export type ProofMemory = (proof: { readonly key: string; readonly usableMs: number }) => boolean;

/**
 * The memory of one process, bounded: rather than forget a proof that could be repeated it takes no new one, and
 * throws {@link ProofMemoryFull}.
 */
export const proofMemory = ({
  nowMs,
  max = PROOFS_MAX,
}: {
  readonly nowMs: () => number;
  readonly max?: number;
}): ProofMemory => {
  const usableUntil = new Map<string, number>();
  let sweepAt = nowMs() + SWEEP_MS;

  const sweep = (now: number): void => {
    for (const [key, untilMs] of usableUntil) if (untilMs < now) usableUntil.delete(key);
    sweepAt = now + SWEEP_MS;
  };
  return ({ key, usableMs }) => {
    const now = nowMs();
    if (now >= sweepAt) sweep(now);
    if ((usableUntil.get(key) ?? -1) >= now) return false;
    if (usableUntil.size >= max) throw new ProofMemoryFull(`${max} proofs are remembered`);
    usableUntil.set(key, now + usableMs);
    return true;
  };
};
