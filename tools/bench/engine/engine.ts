import { availableParallelism } from 'node:os';

import { Unavailable } from '../../servers/unavailable.ts';
import type { Benchmark } from '../benchmark.ts';
import { openCasbin } from '../peers/casbin.ts';
import { openCedar } from '../peers/cedar.ts';
import { installPeers } from '../peers/install.ts';
import { openJsonRulesEngine } from '../peers/json-rules-engine.ts';
import { measureCompile } from './compile-time.ts';
import type { Contender, OpenContender } from './contender.ts';
import { type Case, casesOf } from './decisions.ts';
import { checkAnswers, measureTurns, turnsOf } from './measure.ts';
import { openRegistryEngine } from './registry-engine.ts';
import { compileRows, type Measured, RATIO_MIN, rowsOf } from './rows.ts';
import { rulesOf } from './rules.ts';

const RULE_COUNTS = [10, 100] as const;
/** Different findings that everybody decides, over and over. */
const CASES = 10_000;

const PEERS = [
  { name: 'casbin', ratioMin: RATIO_MIN.casbin, open: openCasbin },
  { name: 'json-rules-engine', ratioMin: RATIO_MIN['json-rules-engine'], open: openJsonRulesEngine },
  { name: 'cedar-wasm', ratioMin: RATIO_MIN['cedar-wasm'], open: openCedar },
] as const;

/** The embedded engine beside other engines on the same decisions, and the compiler. */
export const engine: Benchmark = async ({ seconds, report, signal }) => {
  const hasPeers = await isInstalled(report);
  const peers = hasPeers ? PEERS : [];
  const turnMs = (seconds * 1_000) / (turnsOf(1 + peers.length) * RULE_COUNTS.length);
  const cases = casesOf(CASES);
  const notes: string[] = [];
  const measured: Measured[] = [];
  for (const rules of RULE_COUNTS) {
    report(`${rules} rules: checking that everybody gives the same answers`);
    const opened = await openAll([openRegistryEngine, ...peers.map(({ open }) => open)], rules, cases);
    const share = await checkAnswers(opened, CASES);
    notes.push(
      `${rules} rules: ${opened.length} engines agree on ${CASES} findings, ${shown(share)} blocked`,
    );
    const [ours = 0, ...rates] = await measureTurns(opened, { cases: CASES, turnMs, report, signal });
    measured.push({
      rules,
      ours,
      peers: PEERS.map(({ name, ratioMin }, at) => ({
        name: opened[at + 1]?.name ?? name,
        ratioMin,
        perSecond: rates[at],
      })),
    });
  }
  report('compiling');
  const compileTime = measureCompile();
  return {
    rows: [...measured.flatMap(rowsOf), ...compileRows(compileTime)],
    notes: [
      `${availableParallelism()} cores, Node ${process.versions.node}, one process, turns of ${Math.round(turnMs)} ms, medians over rounds; times are processor time of the process`,
      ...notes,
      `the policy that is compiled has ${compileTime.sourceBytes} bytes`,
    ],
  };
};

const openAll = async (
  opens: readonly OpenContender[],
  rules: number,
  cases: readonly Case[],
): Promise<readonly Contender[]> => {
  const opened: Contender[] = [];
  for (const open of opens) opened.push(await open(rulesOf(rules), cases));
  return opened;
};

const isInstalled = async (report: (line: string) => void): Promise<boolean> => {
  try {
    await installPeers(report);
    return true;
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    report(error.message);
    return false;
  }
};

const shown = (share: number): string => `${(share * 100).toFixed(1)} %`;
