import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Command } from 'commander';
import { z } from 'zod';

import type { Act, Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { listed } from '../client/pages.ts';
import { positiveInteger, repeated } from '../options.ts';
import { fields, table } from '../table.ts';
import { Unavailable } from '../../servers/unavailable.ts';
import { waitUntil } from '../../servers/wait-until.ts';

const PUBLICATION_MS_MAX = 120_000;

const Version = z.looseObject({
  policyId: z.string(),
  version: z.int().positive(),
  semver: z.string(),
  state: z.string(),
  revision: z.int(),
  contentDigest: z.string(),
  irDigest: z.string(),
  submission: z
    .looseObject({ simulationId: z.string(), resultDigest: z.string(), evidenceDigest: z.string() })
    .nullable(),
  approvals: z.array(z.looseObject({ approver: z.string(), at: z.string() })),
  publication: z
    .looseObject({
      status: z.string(),
      attestationId: z.string().optional(),
      keyId: z.string().optional(),
      reason: z.string().optional(),
    })
    .nullable(),
});
type Version = z.infer<typeof Version>;
type Reasoned = { readonly reason?: string; readonly ticket?: string };

export const versionCommands = (root: Command, act: Act): void => {
  const version = root
    .command('version')
    .description('the versions of a policy, and their way to publication');
  version
    .command('create <policyId>')
    .description('freeze the newest revision of the workspace, or the named one')
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
  version
    .command('attestation <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('fetch what was signed at publication, and the signature')
    .requiredOption('--out <dir>', 'where to put manifest.json and its bundle')
    .action((policyId: string, number: number, { out }: { out: string }, command: Command) =>
      act(command, (context) => fetchAttestation(context, pathOf(policyId, number), out)),
    );
};

const addSteps = (version: Command, act: Act): void => {
  version
    .command('submit <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('hand it in for review, with a batch simulation of exactly this content')
    .requiredOption('--simulation <id>', 'the simulation that reviewers look at')
    .option('--reviewer <subject>', 'whom to ask; may be given several times', repeated, [])
    .action(
      (
        policyId: string,
        number: number,
        options: { simulation: string; reviewer: string[] },
        command: Command,
      ) =>
        act(command, async ({ api }) => {
          const body = { simulationId: options.simulation, reviewers: options.reviewer };
          return shown(
            Version.parse(
              await api().mutate({ method: 'POST', path: `${pathOf(policyId, number)}/submit`, body }),
            ),
          );
        }),
    );
  version
    .command('approve <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('approve exactly the content and the evidence that are submitted now')
    .option('--reason <text>', 'why')
    .option('--ticket <id>', 'where it was asked for')
    .action((policyId: string, number: number, options: Reasoned, command: Command) =>
      act(command, (context) => approve(context, policyId, number, options)),
    );
  version
    .command('publish <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('publish an approved version; signs first')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--ticket <id>', 'where it was asked for')
    .action((policyId: string, number: number, options: Reasoned, command: Command) =>
      act(command, (context) => publish(context, policyId, number, options)),
    );
};

const versionsOf = (policyId: string): string => `/policies/${encodeURIComponent(policyId)}/versions`;
const pathOf = (policyId: string, number: number): string => `${versionsOf(policyId)}/${number}`;

const read = async ({ api }: Context, policyId: string, number: number): Promise<Version> =>
  Version.parse(await api().get(pathOf(policyId, number)));

const create = async (
  { api }: Context,
  policyId: string,
  { semver, revision }: { readonly semver: string; readonly revision?: number },
): Promise<Answer> => {
  const newest = z.looseObject({ revision: z.int() });
  const workspace = `/policies/${encodeURIComponent(policyId)}/workspace`;
  const body = { revision: revision ?? newest.parse(await api().get(workspace)).revision, semver };
  return shown(Version.parse(await api().mutate({ method: 'POST', path: versionsOf(policyId), body })));
};

const list = async ({ api }: Context, policyId: string): Promise<Answer> => {
  const items = await listed(api(), versionsOf(policyId), Version);
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
  const body = { contentDigest, evidenceDigest: submission.evidenceDigest, ...options };
  const path = `${pathOf(policyId, number)}/approve`;
  return shown(Version.parse(await context.api().mutate({ method: 'POST', path, body })));
};

const publish = async (
  context: Context,
  policyId: string,
  number: number,
  options: Reasoned,
): Promise<Answer> => {
  const path = `${pathOf(policyId, number)}/publish`;
  await context.api().mutate({ method: 'POST', path, body: options, isFresh: true });
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

const fetchAttestation = async ({ api }: Context, path: string, out: string): Promise<Answer> => {
  const manifest = await api().getBytes(`${path}/manifest`);
  const bundle = await api().getBytes(`${path}/attestation`);
  await mkdir(out, { recursive: true });
  const files = { manifest: join(out, 'manifest.json'), bundle: join(out, 'manifest.sigstore.json') };
  await writeFile(files.manifest, manifest);
  await writeFile(files.bundle, bundle);
  return { json: files, text: fields(Object.entries(files)) };
};

const shown = (version: Version): Answer => {
  const {
    policyId,
    version: number,
    semver,
    state,
    contentDigest,
    irDigest,
    submission,
    approvals,
    publication,
  } = version;
  const text = fields([
    ['policy', policyId],
    ['version', `${number} (${semver})`],
    ['state', state],
    ['content', contentDigest],
    ['IR digest', irDigest],
    ['simulation', submission?.simulationId],
    ['evidence', submission?.evidenceDigest],
    [
      'approved by',
      approvals.length === 0 ? undefined : approvals.map(({ approver }) => approver).join(', '),
    ],
    ['publication', publication?.status],
    ['attestation', publication?.attestationId],
    ['signed by key', publication?.keyId],
  ]);
  return { json: version, text };
};
