import type { Command } from 'commander';

import { dryRunOption, percentage, positiveInteger, repeated } from '../options.ts';

/** A promotion as somebody asks for it, at once or at a time. */
export type Promotion = {
  readonly version: number;
  readonly reason: string;
  readonly ticket: string;
  readonly simulation?: string;
  readonly percentage?: number;
  readonly tag: readonly string[];
};

export const promotionOptions = (command: Command): Command =>
  command
    .addOption(dryRunOption())
    .requiredOption('--version <n>', 'which version', positiveInteger)
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <id>', 'where it was asked for')
    .option('--simulation <id>', 'that gates judge by; the one of its submission unless given')
    .option('--percentage <p>', 'as a canary, for so many subjects', percentage)
    .option('--tag <tag>', 'as a canary, for subjects with this tag (repeatable)', repeated, []);

/** The same as the registry is asked for it. */
export const promotionBody = (
  policyId: string,
  { version, reason, ticket, simulation, percentage: share, tag }: Promotion,
) => {
  const canary = {
    ...(share !== undefined && { percentage: share }),
    ...(tag.length > 0 && { tags: [...tag] }),
  };
  return {
    ...{ policyId, version, reason, ticket },
    ...(simulation !== undefined && { simulationId: simulation }),
    ...(Object.keys(canary).length > 0 && { canary }),
  };
};
