import { answered } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { listed } from '../client/listed.ts';
import { dryRunOption, positiveInteger, repeated } from '../options.ts';
import { table } from '../table.ts';
import { timelineCommand } from './review.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import { waitUntil } from '../../servers/wait-until.ts';
import { at, read, shown, textsOf, type Reasoned } from './shown-version.ts';
import { stepBackCommands } from './step-back.ts';
import { threadCommands } from './threads.ts';
import { attestationCommand } from './version-attestation.ts';

const PUBLICATION_MS_MAX = 120_000;

export const versionCommands = (root: Command, act: Act): void => {
  const version = root
    .command('version')
    .description('the versions of a policy, and their way to publication');
  version
    .command('create <policyId>')
    .description('freeze the newest revision of the workspace, or the named one')
    .addOption(dryRunOption())
    .requiredOption('--semver <semver>', 'the semantic version it is meant to have')
    .option('--revision <n>', 'the revision of the workspace', positiveInteger)
    .action((policyId: string, options: { semver: string; revision?: number }, command: Command) =>
      act(command, (context) => create(context, policyId, options)),
    );
  version
    .command('list <policyId>')
    .description('list every version')
    .action((policyId: string, _options: object, command: Command) =>
      act(command, (context) => list(context, policyId)),
    );
  version
    .command('show <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('show one version with its review')
    .action((policyId: string, number: number, _options: object, command: Command) =>
      act(command, async (context) => shown(await read(context, policyId, number))),
    );
  addSteps(version, act);
  stepBackCommands(version, act);
  threadCommands(version, act);
  timelineCommand(version, act);
  attestationCommand(version, act);
};

const addSteps = (version: Command, act: Act): void => {
  version
    .command('submit <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('hand it in for review, with a batch simulation of exactly this content')
    .addOption(dryRunOption())
    .requiredOption('--simulation <id>', 'the simulation that reviewers look at')
    .option('--reviewer <subject>', 'whom to ask; may be given several times', repeated, [])
    .option('--group <id>', 'a group whose members to ask; may be given several times', repeated, [])
    .action(
      (
        policyId: string,
        number: number,
        options: { simulation: string; reviewer: string[]; group: string[] },
        command: Command,
      ) =>
        act(command, async ({ api }) => {
          const { simulation: simulationId, reviewer: reviewers, group: groups } = options;
          const body = { simulationId, reviewers, groups };
          return shown(
            await answered(
              api().POST('/api/v1/policies/{policyId}/versions/{version}/submit', {
                ...at(policyId, number),
                body,
              }),
            ),
          );
        }),
    );
  version
    .command('approve <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('approve exactly the content and the evidence that are submitted now')
    .addOption(dryRunOption())
    .option('--reason <text>', 'why')
    .option('--ticket <id>', 'where it was asked for')
    .action((policyId: string, number: number, options: Reasoned, command: Command) =>
      act(command, (context) => approve(context, policyId, number, options)),
    );
  version
    .command('publish <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('publish an approved version; signs first')
    .addOption(dryRunOption())
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <id>', 'where it was asked for')
    .action((policyId: string, number: number, options: Reasoned, command: Command) =>
      act(command, (context) => publish(context, policyId, number, options)),
    );
};

const create = async (
  { api }: Context,
  policyId: string,
  { semver, revision }: { readonly semver: string; readonly revision?: number },
): Promise<Answer> => {
  const params = { path: { policyId } };
  const newest = async (): Promise<number> =>
    (await answered(api().GET('/api/v1/policies/{policyId}/workspace', { params }))).revision;
  const body = { revision: revision ?? (await newest()), semver };
  return shown(await answered(api().POST('/api/v1/policies/{policyId}/versions', { params, body })));
};

const list = async ({ api }: Context, policyId: string): Promise<Answer> => {
  const items = await listed((query) =>
    answered(api().GET('/api/v1/policies/{policyId}/versions', { params: { path: { policyId }, query } })),
  );
  const rows = items.map(({ version, semver, state, contentDigest }) => [
    String(version),
    semver,
    state,
    contentDigest,
  ]);
  return { json: { items }, text: table(['version', 'semver', 'state', 'content'], rows) };
};

const approve = async (
  context: Context,
  policyId: string,
  number: number,
  options: Reasoned,
): Promise<Answer> => {
  const { contentDigest, submission, state } = await read(context, policyId, number);
  if (submission === null)
    throw new UsageFault(`version ${number} of ${policyId} is ${state}: nothing is submitted`);
  const body = { contentDigest, evidenceDigest: submission.evidenceDigest, ...textsOf(options) };
  return shown(
    await answered(
      context
        .api()
        .POST('/api/v1/policies/{policyId}/versions/{version}/approve', { ...at(policyId, number), body }),
    ),
  );
};

const publish = async (
  context: Context,
  policyId: string,
  number: number,
  options: Reasoned,
): Promise<Answer> => {
  const api = context.api();
  const asked = await answered(
    api.POST('/api/v1/policies/{policyId}/versions/{version}/publish', {
      ...at(policyId, number),
      ...api.freshly,
      body: textsOf(options),
    }),
  );
  if (asked.publication?.status === 'confirmed') {
    context.say(`confirmed; somebody else publishes it by ${asked.publication.endsBy}`);
    return shown(asked);
  }
  return shown(
    await waitUntil('the publication', PUBLICATION_MS_MAX, async () => {
      const version = await read(context, policyId, number);
      if (version.publication?.status === 'failed') {
        throw new Unavailable(
          `nothing was signed (${version.publication.reason ?? 'no reason told'}); publish again`,
        );
      }
      return version.state === 'published' ? version : undefined;
    }),
  );
};
