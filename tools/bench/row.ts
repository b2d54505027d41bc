/** One line of a benchmark: what the registry does, what a peer does, and what is wanted. */
export type Row = {
  readonly work: string;
  readonly ours: number;
  /** `null` where nothing is measured beside it, or the peer is not available. */
  readonly peer: number | null;
  readonly peerName: string | null;
  readonly ratio: number | null;
  /** `null` for what is only reported. */
  readonly budget: string | null;
  /** Whether the budget is met; `null` where there is none, or nothing to compare with. */
  readonly ok: boolean | null;
};

/** A rate beside that of a peer. Without a measured peer the row says so. */
export const ratioRow = (row: {
  readonly work: string;
  readonly ours: number;
  readonly peer: number | undefined;
  readonly peerName: string;
  readonly ratioMin?: number;
}): Row => {
  const { work, ours, peer, ratioMin } = row;
  const ratio = peer === undefined || peer === 0 ? null : ours / peer;
  return {
    work,
    ours: rounded(ours),
    peer: peer === undefined ? null : rounded(peer),
    peerName: peer === undefined ? `${row.peerName}: peer not available` : row.peerName,
    ratio: ratio === null ? null : rounded(ratio),
    budget: ratioMin === undefined ? null : `≥ ${ratioMin} ×`,
    ok: ratioMin === undefined || ratio === null ? null : ratio >= ratioMin,
  };
};

/** A rate that is held against a number. */
export const rateRow = (work: string, perSecond: number, perSecondMin?: number): Row => ({
  work,
  ours: rounded(perSecond),
  peer: null,
  peerName: null,
  ratio: null,
  budget: perSecondMin === undefined ? null : `≥ ${perSecondMin} /s`,
  ok: perSecondMin === undefined ? null : perSecond >= perSecondMin,
});

/** A cost beside that of a peer, of which no more than so many times is wanted. */
export const costRow = (row: {
  readonly work: string;
  readonly ours: number;
  readonly peer: number;
  readonly peerName: string;
  readonly ratioMax?: number;
}): Row => {
  const { work, ours, peer, peerName, ratioMax } = row;
  const ratio = peer === 0 ? null : ours / peer;
  return {
    work,
    ours: rounded(ours),
    peer: rounded(peer),
    peerName,
    ratio: ratio === null ? null : rounded(ratio),
    budget: ratioMax === undefined ? null : `≤ ${ratioMax} ×`,
    ok: ratioMax === undefined || ratio === null ? null : ratio <= ratioMax,
  };
};

/** A latency, which has no peer. */
export const latencyRow = (work: string, ms: number, msMax?: number): Row => ({
  work,
  ours: rounded(ms),
  peer: null,
  peerName: null,
  ratio: null,
  budget: msMax === undefined ? null : `≤ ${msMax} ms`,
  ok: msMax === undefined ? null : ms <= msMax,
});

const rounded = (value: number): number => Math.round(value * 100) / 100;
