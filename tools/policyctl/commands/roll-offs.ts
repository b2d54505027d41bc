import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { positiveInteger } from '../options.ts';
import { table } from '../table.ts';
import { waitUntil } from '../../servers/wait-until.ts';
import { at } from './shown-version.ts';

type RollOffs = Schemas['RollOffs'];

const ROLL_OFF_MS_MAX = 120_000;

/** How far environments were rolled off a version. */
export const rollOffCommand = (version: Command, act: Act): void => {
  version
    .command('roll-offs <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('say in which environments it is bound, and which were rolled off it')
    .option('--wait', 'until it is bound nowhere')
    .action((policyId: string, number: number, { wait }: { wait?: true }, command: Command) =>
      act(command, async (context) => {
        const follow = wait === true ? rolledOff : read;
        return shownRollOffs([await follow(context, policyId, number)]);
      }),
    );
};

const read = async ({ api }: Context, policyId: string, number: number): Promise<RollOffs> =>
  answered(api().GET('/api/v1/policies/{policyId}/versions/{version}/roll-offs', at(policyId, number)));

/** Waits until a version is bound nowhere, and says how many environments are left each time it changed. */
export const rolledOff = async (context: Context, policyId: string, number: number): Promise<RollOffs> => {
  let last = '';
  return waitUntil(`the end of version ${number}`, ROLL_OFF_MS_MAX, async () => {
    const found = await read(context, policyId, number);
    const environments = found.boundIn.map(({ environmentId }) => environmentId).join(', ');
    const line = `version ${number} is bound in ${found.boundIn.length}${environments && `: ${environments}`}`;
    if (line !== last) context.say(line);
    last = line;
    return found.boundIn.length === 0 ? found : undefined;
  });
};

export const shownRollOffs = (items: readonly RollOffs[]): Answer => {
  const rows = items.flatMap(({ version, boundIn, rolledOff: off }) => [
    ...boundIn.map(({ environmentId, as }) => [String(version), environmentId, as, 'still bound', '']),
    ...off.map(({ environmentId, as, to, at: when }) => [
      ...[String(version), environmentId, as],
      ...[to === null ? 'nothing else' : `version ${to}`, when],
    ]),
  ]);
  const text =
    rows.length === 0
      ? 'it was bound nowhere'
      : table(['version', 'environment', 'as', 'instead', 'since'], rows);
  return { json: { items }, text };
};
