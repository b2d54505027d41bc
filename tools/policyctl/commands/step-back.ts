import { answered } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { dryRunOption, positiveInteger } from '../options.ts';
import { fields } from '../table.ts';
import { rolledOff, rollOffCommand, shownRollOffs } from './roll-offs.ts';
import { at, read, shown, textsOf, type Reasoned } from './shown-version.ts';

type Recall = Reasoned & { readonly from?: number; readonly wait?: true };

const STEPS_BACK = {
  'request-changes': 'send a submitted version back to its authors',
  withdraw: 'take a submitted version back',
  deprecate: 'take a published version out of use: it is promoted no more, and stays where it is bound',
  archive: 'put a deprecated version away: every environment is rolled off it',
} as const;

/** What takes a version out of review or out of use. */
export const stepBackCommands = (version: Command, act: Act): void => {
  for (const step of ['request-changes', 'withdraw', 'deprecate', 'archive'] as const)
    reasoned(version.command(`${step} <policyId>`))
      .description(STEPS_BACK[step])
      .action((policyId: string, number: number, options: Reasoned, command: Command) =>
        act(command, async ({ api }) =>
          shown(
            await answered(
              api().POST(`/api/v1/policies/{policyId}/versions/{version}/${step}`, {
                ...at(policyId, number),
                body: textsOf(options),
              }),
            ),
          ),
        ),
      );
  reasoned(version.command('recall <policyId>'))
    .description(
      'say that a published or deprecated version must be bound nowhere: environments are rolled off it',
    )
    .option('--from <n>', 'and every version in use from this one on', positiveInteger)
    .option('--wait', 'until they are bound nowhere, and show what took their place')
    .action((policyId: string, number: number, options: Recall, command: Command) =>
      act(command, (context) => recall(context, { policyId, number }, options)),
    );
  rollOffCommand(version, act);
  version
    .command('why <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('say why it was last sent back, withdrawn, deprecated, archived or recalled, and by whom')
    .action((policyId: string, number: number, _options: object, command: Command) =>
      act(command, (context) => why(context, policyId, number)),
    );
};

const reasoned = (command: Command): Command =>
  command
    .argument('<version>', 'its number', positiveInteger)
    .addOption(dryRunOption())
    .requiredOption('--reason <text>', 'why; whoever reads the version can read it')
    .option('--ticket <id>', 'where it was agreed');

type Of = { readonly policyId: string; readonly number: number };

const recall = async (
  context: Context,
  { policyId, number }: Of,
  { from: fromVersion, wait, ...texts }: Recall,
): Promise<Answer> => {
  const recalled = await answered(
    context.api().POST('/api/v1/policies/{policyId}/versions/{version}/recall', {
      ...at(policyId, number),
      body: { ...textsOf(texts), ...(fromVersion !== undefined && { fromVersion }) },
    }),
  );
  if (wait !== true) return shown(recalled);
  const items = [];
  for (let one = fromVersion ?? number; one <= number; one += 1)
    items.push(await rolledOff(context, policyId, one));
  return shownRollOffs(items);
};

const why = async (context: Context, policyId: string, number: number): Promise<Answer> => {
  const { stepBack } = await read(context, policyId, number);
  const texts = await answered(
    context.api().GET('/api/v1/policies/{policyId}/versions/{version}/step-back', at(policyId, number)),
  );
  const { step, by, at: when } = stepBack ?? {};
  const text = fields([
    ['step', step],
    ['by', by],
    ['at', when],
    ['reason', texts.reason],
    ['ticket', texts.ticket],
  ]);
  return { json: { stepBack, ...texts }, text };
};
