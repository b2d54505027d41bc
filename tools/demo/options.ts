import { Command, InvalidArgumentError, Option } from 'commander';
import { z } from 'zod';

export const SABOTAGES = ['evidence', 'event', 'readmodel', 'digest'] as const;
export type Sabotage = (typeof SABOTAGES)[number];

/** Where a program can be killed, and the queue from which the broker then delivers once more. */
export const KILLS = {
  'projector@after-append-before-outcome': { app: 'projector', stream: 'COMMANDS', consumer: 'decider-v1' },
  'projector@after-commit-before-ack': { app: 'projector', stream: 'COMMANDS', consumer: 'decider-v1' },
  'runner@after-partial-put-before-command': {
    app: 'simulation-runner',
    stream: 'JOBS',
    consumer: 'runner-normal-v1',
  },
  'runner@after-sign-before-put': { app: 'simulation-runner', stream: 'JOBS', consumer: 'runner-normal-v1' },
} as const;
export type Kill = keyof typeof KILLS;
const KILL_NAMES = Object.keys(KILLS);

/** Where the blobs of the registry are: in its broker, or in an S3 server. */
export const STORES = ['jetstream', 's3'] as const;

const RUNNERS_DEFAULT = 3;
const RUNNERS_MAX = 16;

const Options = z.object({
  runners: z.int(),
  json: z.boolean(),
  keep: z.boolean(),
  store: z.enum(STORES),
  out: z.string().optional(),
  sabotage: z.enum(SABOTAGES).optional(),
  kill: z.custom<Kill>((value) => KILL_NAMES.some((name) => name === value)).optional(),
});
/** What was asked of the guided run. */
export type Options = z.infer<typeof Options>;

/** Reads the arguments; misuse ends the program with exit code 2, after saying how it is used. */
export const readOptions = (args: readonly string[]): Options => {
  const command = new Command('demo')
    .description(
      "A policy's whole life on a fresh registry of its own, from the first line to the replay of its history.",
    )
    .option(
      '--runners <n>',
      `how many simulation runners (1 to ${RUNNERS_MAX})`,
      runnerCount,
      RUNNERS_DEFAULT,
    )
    .option('--json', 'print one JSON document last, instead of the summary', false)
    .option('--keep', 'leave the registry running until Ctrl-C', false)
    .option('--out <dir>', 'where to put the evidence; a temporary folder when left out')
    .addOption(
      new Option('--store <where>', 'where the blobs are: in the broker, or in an S3 server')
        .choices(STORES)
        .default('jetstream'),
    )
    .addOption(new Option('--sabotage <thing>', 'damage one thing, and see who finds it').choices(SABOTAGES))
    .addOption(new Option('--kill <app@point>', 'kill a program at the worst moment').choices(KILL_NAMES))
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));
  command.parse(args, { from: 'user' });
  return Options.parse(command.opts());
};

const runnerCount = (text: string): number => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= RUNNERS_MAX) return count;
  throw new InvalidArgumentError(`give a whole number from 1 to ${RUNNERS_MAX}`);
};
