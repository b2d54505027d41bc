import { latencyRow, rateRow, ratioRow, type Row } from '../row.ts';
import { COMPILED_RULES, type CompileTime } from './compile-time.ts';

const TUPLES_PER_SECOND_MIN = 500_000;
const COMPILE_MS_MAX = 100;

/** How many times as fast as a peer the engine has to be. */
export const RATIO_MIN = { casbin: 20, 'json-rules-engine': 50, 'cedar-wasm': 50 } as const;

export type PeerRate = {
  readonly name: string;
  readonly ratioMin: number;
  readonly perSecond: number | undefined;
};
export type Measured = { readonly rules: number; readonly ours: number; readonly peers: readonly PeerRate[] };

/** The lines of one set of rules. The absolute budget is that of a policy of ten. */
export const rowsOf = ({ rules, ours, peers }: Measured): readonly Row[] => [
  rateRow(
    `tuples/s per core, embedded engine, ${rules} rules`,
    ours,
    rules === 10 ? TUPLES_PER_SECOND_MIN : undefined,
  ),
  ...peers.map(({ name, ratioMin, perSecond }) =>
    ratioRow({
      work: `tuples/s per core, ${rules} rules, same decisions`,
      ours,
      peer: perSecond,
      peerName: name,
      ratioMin,
    }),
  ),
];

export const compileRows = ({ compileMs, firstMs, readMs }: CompileTime): readonly Row[] => [
  latencyRow(`ms to compile ${COMPILED_RULES} rules, warm`, compileMs, COMPILE_MS_MAX),
  latencyRow(`ms to compile ${COMPILED_RULES} rules, the first time in a process`, firstMs),
  latencyRow(`ms to make ${COMPILED_RULES} compiled rules ready to evaluate, warm`, readMs),
];
