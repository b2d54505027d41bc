import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { answered } from '@policy-registry/client';
import { sha256Hex } from '@policy-registry/kernel';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { answeredBytes } from '../client/api.ts';
import { fields } from '../table.ts';

/** What enforcement points of an environment run. */
export const bundleCommands = (env: Command, act: Act): void => {
  const bundle = env.command('bundle').description('what enforcement points of an environment run');
  bundle
    .command('status <environmentId>')
    .description('of which revision it is, its digest, and whether a later one failed')
    .action((environmentId: string, _options: object, command: Command) =>
      act(command, (context) => status(context, environmentId)),
    );
  bundle
    .command('pull <environmentId>')
    .description('fetch it with its signature, which attestation verify checks offline')
    .requiredOption('--out <dir>', 'where to put bundle.tar and bundle.sigstore.json')
    .action((environmentId: string, { out }: { out: string }, command: Command) =>
      act(command, (context) => pull(context, environmentId, out)),
    );
};

const status = async ({ api }: Context, environmentId: string): Promise<Answer> => {
  const bundle = await answered(
    api().GET('/api/v1/environments/{environmentId}/bundle/status', { params: { path: { environmentId } } }),
  );
  const { built, failure } = bundle;
  const text = fields([
    ['environment', environmentId],
    ...Object.entries(built ?? {}),
    ['failed', failure === null ? null : `revision ${failure.revision}: ${failure.code}`],
  ]);
  return { json: bundle, text, exitCode: failure === null ? EXIT.ok : EXIT.refused };
};

const pull = async ({ api }: Context, environmentId: string, out: string): Promise<Answer> => {
  const asked = { params: { path: { environmentId } }, parseAs: 'arrayBuffer' } as const;
  const tar = await answeredBytes(api().GET('/api/v1/environments/{environmentId}/bundle', asked));
  const signed = await answeredBytes(
    api().GET('/api/v1/environments/{environmentId}/bundle/attestation', asked),
  );
  const files = { bundle: join(out, 'bundle.tar'), attestation: join(out, 'bundle.sigstore.json') };
  await mkdir(out, { recursive: true });
  await writeFile(files.bundle, tar);
  await writeFile(files.attestation, signed);
  const json = { ...files, digest: sha256Hex(tar) };
  return { json, text: fields(Object.entries(json)) };
};
