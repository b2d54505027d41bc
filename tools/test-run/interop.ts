import { opaBinary } from '../servers/opa-binary.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { projectDir } from '../stack/layout.ts';
import { runProgram } from '../stack/run-program.ts';
import { runJest } from './jest-run.ts';
import { INTEROP } from './levels.ts';
import { judge, summary, tallyOf } from './report.ts';
import { skipReasons } from './skip-reasons.ts';

// `npm run test:interop [pattern…]`: the specs that speak to servers of others, which are too heavy for every run of
// the tests. Says which peers it found and where, or why it ran nothing.

const RUN_MS_MAX = 10 * 60_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The variables that tell specs where the peers are; nothing when this machine has none. */
const peers = async (): Promise<Readonly<Record<string, string>> | undefined> => {
  try {
    const { path, version, source } = await opaBinary({ env: process.env, report: say });
    say(`interop with opa ${version} (${source}): ${path}`);
    return { TEST_OPA_BIN: path };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stdout.write(`NOT RUN: interop with opa: ${error.message}\n`);
    return undefined;
  }
};

const runInterop = async (): Promise<number> => {
  const isStrict = process.env['CI'] === 'true';
  const variables = await peers();
  if (variables === undefined) return isStrict ? 1 : 0;
  const signal = AbortSignal.timeout(RUN_MS_MAX);
  const { exitCode, report } = await runJest(INTEROP, process.argv.slice(2), { variables, signal });
  if (report === undefined) {
    const why = signal.aborted ? `more than ${RUN_MS_MAX / 60_000} minutes` : 'jest wrote no report';
    process.stdout.write(`interop ended without a result: ${why}\n`);
    return 1;
  }
  const tally = judge(tallyOf(report, await skipReasons(), projectDir), isStrict);
  process.stdout.write(`${summary(tally)}\n`);
  return exitCode === 0 && tally.failed === 0 && tally.passed > 0 ? 0 : 1;
};

await runProgram(runInterop);
