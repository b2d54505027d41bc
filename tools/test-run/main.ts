import { projectDir } from '../stack/layout.ts';
import { runProgram } from '../stack/run-program.ts';
import { runJest } from './jest-run.ts';
import { selectionOf } from './levels.ts';
import { judge, summary, tallyOf, totalOf, type Tally } from './report.ts';
import { skipReasons } from './skip-reasons.ts';
import { startTestServers, type TestServers } from './test-servers.ts';

const CRASHED: Tally = { passed: 0, failed: 1, skipped: [] };
const NO_SERVERS: TestServers = { variables: {}, stop: () => Promise.resolve() };

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const selection = selectionOf(process.argv.slice(2));
const isStrict = process.env['CI'] === 'true';

let isInterrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => (isInterrupted = true));

const runPhases = async (variables: Readonly<Record<string, string>>): Promise<Tally> => {
  const reasons = await skipReasons();
  const tallies: Tally[] = [];
  for (const phase of selection.phases) {
    if (isInterrupted) break;
    say(`running tests: ${phase.name}`);
    const { exitCode, report } = await runJest(phase, selection.patterns, { variables });
    if (typeof report === 'string') say(report);
    const tally = typeof report === 'string' ? CRASHED : tallyOf(report, reasons, projectDir);
    const isUnexplained = exitCode !== 0 && tally.failed === 0;
    tallies.push(isUnexplained ? { ...tally, failed: 1 } : tally);
  }
  return judge(totalOf(tallies), isStrict);
};

const runTests = async (): Promise<number> => {
  const servers = selection.needsServers ? await startTestServers(say) : NO_SERVERS;
  const tally = await runPhases(servers.variables).finally(servers.stop);
  if (tally.passed + tally.failed === 0) say('no test passed: is the pattern right?');
  process.stdout.write(`${summary(tally)}\n`);
  return tally.failed === 0 && tally.passed > 0 && !isInterrupted ? 0 : 1;
};

await runProgram(runTests);
