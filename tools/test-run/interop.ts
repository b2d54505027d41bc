import { globSync } from 'node:fs';

import { dockerComposeBinary } from '../servers/docker-compose-binary.ts';
import { helmBinary } from '../servers/helm-binary.ts';
import { minioBinary } from '../servers/minio-binary.ts';
import { opaBinary } from '../servers/opa-binary.ts';
import { promtoolBinary } from '../servers/promtool-binary.ts';
import { schemathesisBinary } from '../servers/schemathesis-binary.ts';
import { Unavailable } from '../servers/unavailable.ts';
import { projectDir } from '../stack/layout.ts';
import { runProgram } from '../stack/run-program.ts';
import { runJest } from './jest-run.ts';
import { interopWithout } from './levels.ts';
import { judge, summary, tallyOf } from './report.ts';
import { skipReasons } from './skip-reasons.ts';

// `npm run test:interop [pattern…]`: the specs that speak to servers of others, which are too heavy for every run of
// the tests. Says which peers it found and where, or why it ran nothing.

const RUN_MS_MAX = 10 * 60_000;

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** A program of others: the specs that need it, and how it is found or made, with the variable that tells specs where. */
type Peer = {
  readonly name: string;
  readonly specs: string;
  readonly variable: string;
  readonly find: () => Promise<{ readonly path: string; readonly version: string; readonly source: string }>;
};

const PEERS: readonly Peer[] = [
  {
    name: 'opa',
    specs: '(opa|rego)-[a-z-]+\\.interop',
    variable: 'TEST_OPA_BIN',
    find: () => opaBinary({ env: process.env, report: say }),
  },
  {
    name: 'helm',
    specs: 'helm\\.interop',
    variable: 'TEST_HELM_BIN',
    find: () => helmBinary({ env: process.env, report: say }),
  },
  {
    name: 'promtool',
    specs: 'promtool\\.interop',
    variable: 'TEST_PROMTOOL_BIN',
    find: () => promtoolBinary({ env: process.env, report: say }),
  },
  {
    name: 'docker-compose',
    specs: 'compose\\.interop',
    variable: 'TEST_DOCKER_COMPOSE_BIN',
    find: () => dockerComposeBinary({ env: process.env, report: say }),
  },
  {
    name: 'minio',
    specs: 'minio\\.interop',
    variable: 'TEST_MINIO_BIN',
    find: () => minioBinary({ env: process.env, report: say }),
  },
  {
    name: 'schemathesis',
    specs: 'schemathesis\\.interop',
    variable: 'TEST_SCHEMATHESIS_BIN',
    find: () => schemathesisBinary(process.env),
  },
];

/** Those whose specs a run of these patterns takes: another one may take minutes to build. */
const peersFor = (patterns: readonly string[]): readonly Peer[] => {
  const specs = globSync('{libs,apps,tools,test}/**/*.interop.spec.ts', {
    cwd: projectDir,
    exclude: ['**/node_modules/**'],
  });
  const taken = specs.filter(
    (spec) => patterns.length === 0 || patterns.some((pattern) => new RegExp(pattern, 'i').test(spec)),
  );
  return PEERS.filter((peer) => taken.some((spec) => new RegExp(peer.specs).test(spec)));
};

/** The variables for the specs of a peer; nothing when this machine has none. */
const variablesOf = async ({ name, variable, find }: Peer): Promise<Record<string, string> | undefined> => {
  try {
    const { path, version, source } = await find();
    say(`interop with ${name} ${version} (${source}): ${path}`);
    return { [variable]: path };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stdout.write(`NOT RUN: interop with ${name}: ${error.message}\n`);
    return undefined;
  }
};

const runInterop = async (): Promise<number> => {
  const isStrict = process.env['CI'] === 'true';
  const patterns = process.argv.slice(2);
  const peers = peersFor(patterns);
  if (peers.length === 0) {
    process.stdout.write(`there is no interop spec whose path is like ${patterns.join(' or ')}\n`);
    return 1;
  }
  const variables: Record<string, string> = {};
  const missing: string[] = [];
  for (const peer of peers) {
    const found = await variablesOf(peer);
    if (found === undefined) missing.push(peer.specs);
    else Object.assign(variables, found);
  }
  if (missing.length > 0 && isStrict) return 1;
  if (missing.length === peers.length) return 0;
  const signal = AbortSignal.timeout(RUN_MS_MAX);
  const { exitCode, report } = await runJest(interopWithout(missing), patterns, {
    variables,
    signal,
  });
  if (typeof report === 'string') {
    const why = signal.aborted ? `more than ${RUN_MS_MAX / 60_000} minutes` : report;
    process.stdout.write(`interop ended without a result: ${why}\n`);
    return 1;
  }
  const tally = judge(tallyOf(report, await skipReasons(), projectDir), isStrict);
  process.stdout.write(`${summary(tally)}\n`);
  return exitCode === 0 && tally.failed === 0 && tally.passed > 0 ? 0 : 1;
};

await runProgram(runInterop);
