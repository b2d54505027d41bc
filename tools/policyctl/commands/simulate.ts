import { type Command, Option } from 'commander';

import type { Act } from '../act.ts';
import { pairs, positiveInteger, repeated } from '../options.ts';
import { FORMATS, type Format } from '../simulate/format-names.ts';
import type { RegistryRun } from './simulate-in-registry.ts';

type Shared = {
  readonly base?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly evaluatedAt?: string;
  readonly seed?: number;
  readonly engineBase?: string;
  readonly engineCandidate?: string;
  readonly explain: boolean;
  readonly failOn: readonly string[];
  readonly format?: Format;
  readonly out?: string;
};
type Local = {
  readonly local?: boolean;
  readonly reports?: readonly string[];
  readonly options?: string;
  readonly snapshotFrozenAt?: string;
  readonly budget: readonly string[];
};
export type Simulate = Shared & Local & RegistryRun;

/** `simulate`: through a registry, or on this machine alone. */
export const simulateCommand = (root: Command, act: Act): void => {
  const command = root
    .command('simulate <policy>')
    .description(
      'what would change if this version went live: in the registry, or with --local on this machine',
    )
    .option(
      '--base <version>',
      'a version or `empty` instead of the environment’s stable version; with --local a folder',
    )
    .option('--env <name=value>', 'a value for env.<name>; may be given several times', pairs, {})
    .option('--evaluated-at <time>', 'the time that the policies see (RFC 3339); now when left out')
    .option('--seed <n>', 'chooses the samples', positiveInteger)
    .option('--no-explain', 'samples without the way to their outcome')
    .option('--engine-base <build>', 'the engine that evaluates the base')
    .option('--engine-candidate <build>', 'the engine that evaluates the candidate')
    .option(
      '--fail-on <condition>',
      'end with 1 where this holds, such as "newly_blocked>0.1%"',
      repeated,
      [],
    )
    .addOption(new Option('--format <format>', 'write the result for programs').choices(FORMATS))
    .option('--out <file>', 'where --format writes to; standard output when left out');
  command
    .option('--version <n>', 'the candidate', positiveInteger)
    .option('--snapshot <id>', 'over which findings')
    .option('--environment <id>', 'whose stable version is the base (prod)')
    .option('--shard-tuples <n>', 'how many findings one job evaluates', positiveInteger)
    .addOption(new Option('--priority <priority>', 'in the queue').choices(['normal', 'high', 'emergency']))
    .option('--no-twin', 'evaluate every shard once only; such a simulation supports no submission')
    .option('--quick', 'a sample, evaluated at once, without evidence')
    .option('--wait', 'follow it to its end, as --format and --fail-on do');
  command
    .option('--local', 'without any registry: <policy> is a folder')
    .option('--reports <paths...>', 'with --local: the documents that hold the findings')
    .option('--options <file>', 'with --local: import options, tags and signals')
    .option('--budget <line>', 'with --local: a budget in force; may be given several times', repeated, [])
    .option('--snapshot-frozen-at <time>', 'with --local: when the findings were frozen')
    .action((policy: string, _options: object, made: Command) =>
      act(made, async (context) =>
        (await import('./simulate-run.ts')).simulate(context, policy, made.opts<Simulate>()),
      ),
    );
};
