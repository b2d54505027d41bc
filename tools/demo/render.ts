import { POLICY } from './life.ts';
import { painter } from './progress.ts';
import type { Summary } from './summary.ts';

const BAR_WIDTH = 40;
const DIGEST_CHARS = 16;

// In order of precedence, as a tuple gets the first class that applies.
const CHANGES = [
  'error_new',
  'error_fixed',
  'not_evaluable',
  'newly_blocked',
  'newly_allowed',
  'severity_raised',
  'severity_lowered',
  'outcome_changed',
] as const;

/** The summary for people. */
export const rendered = (summary: Summary, hasColor: boolean): string => {
  const paint = painter(hasColor);
  const { version, environment, simulation, evidence, scheduler, killed } = summary;
  const title = summary.ok
    ? `${POLICY} ${version.semver} is ${version.state} and live in ${environment.name}`
    : 'Something is not as it should be';
  return [
    '',
    paint.bold(title),
    ...summary.reasons.map((reason) => `  - ${reason}`),
    '',
    paint.bold(`What ${version.semver} changes, over ${simulation.tuples} findings`),
    ...bars(simulation.counts),
    '',
    paint.bold('Who did what'),
    '  alice      wrote it, simulated it, submitted it',
    '  bob        approved exactly what was simulated',
    '  carol      published it, signed, and promoted it',
    `  scheduler  asked the same over NATS, and got ${scheduler.isEqual ? 'the same answer' : 'another answer'}`,
    `  runners    ${runnersText(summary)}`,
    ...(killed === undefined
      ? []
      : [`  the fault  killed ${killed.at}; ${killed.redelivered} delivered again, nothing lost`]),
    '',
    paint.bold('What proves it'),
    ...proofs(summary),
    ...(evidence.path === null ? [] : ['', ...again(evidence.path)]),
    '',
  ].join('\n');
};

const proofs = ({ publication, simulation, evidence, audit, findings }: Summary): readonly string[] => {
  const isReduced = findings.every(({ finding }) => finding !== 'digest');
  const archive = evidence.digest === null ? 'could not be fetched whole' : short(evidence.digest);
  const chain = `chain ${audit.chainOk ? 'unbroken' : 'BROKEN'}`;
  const state = `replayed to ${audit.stateHashEqual ? 'the same state' : 'ANOTHER STATE'}`;
  return [
    `  content    ${short(publication.digest)}  ${publication.verified ? 'signed, and verified offline' : 'NOT verified'}`,
    `  result     ${short(simulation.digest)}  ${isReduced ? 'reduced again from its partial results' : 'NOT what is stored'}`,
    `  evidence   ${archive}  ${evidence.verified ? 'verified offline' : 'NOT verified'}`,
    `  history    ${audit.events} events, ${chain}, ${state}`,
  ];
};

// What stays as it was dwarfs every change: it gets a number, and the changes share the width.
const bars = (counts: Readonly<Record<string, number>>): readonly string[] => {
  const most = Math.max(1, ...CHANGES.map((name) => counts[name] ?? 0));
  const width = String(Math.max(0, ...Object.values(counts))).length;
  const line = (name: string): string => `  ${name.padEnd(17)}${String(counts[name] ?? '–').padStart(width)}`;
  const changes = CHANGES.map((name) => {
    const share = (counts[name] ?? 0) / most;
    return `${line(name)}  ${'█'.repeat(Math.ceil(share * BAR_WIDTH))}`.trimEnd();
  });
  return [...changes, line('unchanged')];
};

const runnersText = ({ simulation: { shardsPerRunner, shards } }: Summary): string => {
  const each = Object.entries(shardsPerRunner).map(([runner, count]) => `${runner} ${count}`);
  return `evaluated ${shards} shards twice: ${each.join(', ')}`;
};

const short = (digest: string): string => digest.slice(0, DIGEST_CHARS);

const again = (archive: string): readonly string[] => {
  const folder = archive.slice(0, archive.lastIndexOf('/'));
  return [
    'Verify it yourself, with the network off:',
    `  npm run policyctl -- evidence verify ${folder} --trust ${folder}/trust.json`,
  ];
};
