import { answered, type Schemas } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { readBytes } from '../files.ts';
import { positiveInteger } from '../options.ts';
import { fields, table } from '../table.ts';

type Policy = Schemas['ApprovalPolicy'];
type Rules = Policy['rules'];
type Reasoned = { readonly reason?: string; readonly ticket?: string };

const OVER = '/api/v1/tenant/approval-policy';

export const approvalPolicyCommands = (root: Command, act: Act): void => {
  const policy = root
    .command('approval-policy')
    .description('whose approvals versions need, and the review of that');
  policy
    .command('show')
    .description('show the approval policy in force, and the proposal that is open')
    .action((_options: object, command: Command) =>
      act(command, async ({ api }) => shown(await answered(api().GET(OVER)))),
    );
  policy
    .command('versions')
    .description('list every approval policy that was ever in force')
    .action((_options: object, command: Command) => act(command, list));
  policy
    .command('propose <file>')
    .description('propose the rules in a JSON file, as show --json has them under "rules"')
    .requiredOption('--reason <text>', 'why; whoever reads the policy can read it')
    .option('--ticket <id>', 'where it was agreed')
    .action((file: string, options: Reasoned, command: Command) =>
      act(command, (context) => propose(context, file, options)),
    );
  for (const [verb, what] of [
    ['approve', 'agree to the open proposal; not for whoever proposed it'],
    ['withdraw', 'take the open proposal back; needs a reason'],
  ] as const)
    policy
      .command(verb)
      .argument('<proposal>', 'its number', positiveInteger)
      .description(what)
      .option('--reason <text>', 'why')
      .option('--ticket <id>', 'where it was agreed')
      .action((proposal: number, body: Reasoned, command: Command) =>
        act(command, async ({ api }) => {
          const params = { path: { proposal } };
          return shown(await answered(api().POST(`${OVER}/proposals/{proposal}/${verb}`, { params, body })));
        }),
      );
};

const propose = async ({ api }: Context, file: string, texts: Reasoned): Promise<Answer> => {
  const body = { rules: await rulesIn(file), ...texts };
  return shown(await answered(api().POST(`${OVER}/proposals`, { body })));
};

/** What is wrong with the rules is the registry's to say. */
const rulesIn = async (file: string): Promise<Rules> => {
  const text = new TextDecoder().decode(await readBytes(file));
  try {
    return JSON.parse(text) as Rules;
  } catch (error) {
    throw new UsageFault(`${file} is no JSON`, { cause: error });
  }
};

const list = async ({ api }: Context): Promise<Answer> => {
  const versions = await listed(async (query) =>
    answered(api().GET(`${OVER}/versions`, { params: { query } })),
  );
  const rows = versions.map(({ version, setAt, rules, review }) => [
    String(version),
    setAt,
    review === null ? '–' : `${review.proposedBy}, approved by ${review.approvedBy.join(' ')}`,
    inWords(rules),
  ]);
  return { json: versions, text: table(['version', 'set', 'by', 'asks for'], rows) };
};

const shown = (found: Policy): Answer => {
  const { version, rules, proposal } = found;
  const rows = [['version', version], ...rulesRows(rules)] as const;
  if (proposal === null) return { json: found, text: fields(rows) };
  const given = proposal.approvals.map(({ approver }) => approver).join(' ');
  const open = [
    ['proposal', proposal.proposal],
    ['by', `${proposal.by} at ${proposal.at}`],
    ...rulesRows(proposal.rules),
    ['approved by', given === '' ? 'nobody yet' : given],
  ] as const;
  return { json: found, text: `${fields(rows)}\n\n${fields(open)}` };
};

const rulesRows = (rules: Rules) =>
  [
    ['approvals', approvalsInWords(rules)],
    ...(rules.environments ?? []).map((one) => [`for ${one.environmentId}`, approvalsInWords(one)] as const),
    ...(rules.owners ?? []).map(
      ({ pattern, groups }) => [`owners of ${pattern}`, groupsInWords(groups)] as const,
    ),
    ['explanation', (rules.explanation ?? 'reason_or_ticket').replaceAll('_', ' ')],
    ...(rules.duties ?? []).map((duty) => ['duty', duty.replaceAll('_', ' ')] as const),
  ] as const;

const inWords = (rules: Rules): string =>
  rulesRows(rules)
    .map(([name, value]) => `${name}: ${value}`)
    .join('; ');

const approvalsInWords = ({ approvals, groups = [] }: Pick<Rules, 'approvals' | 'groups'>): string =>
  [String(approvals), ...(groups.length > 0 ? [groupsInWords(groups)] : [])].join(', ');

const groupsInWords = (groups: NonNullable<Rules['groups']>): string =>
  groups.length === 0 ? 'nobody' : groups.map((one) => `${one.approvals} of ${one.groupId}`).join(', ');
