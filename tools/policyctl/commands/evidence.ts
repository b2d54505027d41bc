import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { RequestRefused } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { answeredBytes } from '../client/api.ts';
import { EVIDENCE_FILES } from '../evidence-files.ts';
import { fields } from '../table.ts';
import type { Verify } from './evidence-verify.ts';

const { archive: ARCHIVE, bundle: BUNDLE, signer: SIGNER } = EVIDENCE_FILES;

/** Codes with which the registry says that what it stores is no longer what it stored. */
const DAMAGED: readonly string[] = ['BLOB_CORRUPT'];

export const evidenceCommands = (root: Command, act: Act): void => {
  const evidence = root.command('evidence').description('signed archives of simulations');
  evidence
    .command('fetch <simulationId>')
    .description('fetch the archive of a simulation with its signature')
    .requiredOption('--out <dir>', `where to put ${ARCHIVE}, ${BUNDLE} and ${SIGNER}`)
    .action((id: string, { out }: { out: string }, command: Command) =>
      act(command, (context) => fetchEvidence(context, id, out)),
    );
  evidence
    .command('verify <dirOrArchive>')
    .description('verify an archive offline; without an anchor the signer is not established (exit code 3)')
    .option('--bundle <file>', `the signature; beside the archive as ${BUNDLE} when left out`)
    .option('--trust <file>', 'the anchor: the JSON of /.well-known/policy-registry-trust')
    .option('--pin <sha256>', 'the anchor: the fingerprint of the one key that may have signed')
    .action((path: string, options: Verify, command: Command) =>
      act(command, async (context) => (await import('./evidence-verify.ts')).verify(context, path, options)),
    );
  root
    .command('attestation')
    .description('signatures over single files')
    .command('verify <file>')
    .description('verify offline that a file is what was signed, such as the manifest of a published version')
    .option('--bundle <file>', 'the signature; beside the file as ….sigstore.json when left out')
    .option('--trust <file>', 'the anchor: the JSON of /.well-known/policy-registry-trust')
    .option('--pin <sha256>', 'the anchor: the fingerprint of the one key that may have signed')
    .action((path: string, options: Verify, command: Command) =>
      act(command, async (context) =>
        (await import('./attestation-verify.ts')).verifyAttested(context, path, options),
      ),
    );
};

const fetchEvidence = async (context: Context, id: string, out: string): Promise<Answer> => {
  const asked = { params: { path: { simulationId: id } }, parseAs: 'arrayBuffer' } as const;
  const api = context.api();
  try {
    const archive = await answeredBytes(api.GET('/api/v1/simulations/{simulationId}/evidence', asked));
    const bundle = await answeredBytes(api.GET('/api/v1/simulations/{simulationId}/attestation', asked));
    const files = { archive: join(out, ARCHIVE), bundle: join(out, BUNDLE), signer: join(out, SIGNER) };
    await mkdir(out, { recursive: true });
    await writeFile(files.archive, archive);
    await writeFile(files.bundle, bundle);
    await writeFile(files.signer, `${JSON.stringify(await signerOf(context, bundle), undefined, 2)}\n`);
    const json = { ok: true, simulationId: id, ...files, bytes: archive.length };
    return {
      json,
      text: fields([
        ['archive', files.archive],
        ['bundle', files.bundle],
        ['bytes', archive.length],
      ]),
    };
  } catch (error) {
    if (!(error instanceof RequestRefused && DAMAGED.includes(error.problem.code))) throw error;
    const finding = {
      finding: 'evidence',
      code: error.problem.code,
      detail: error.problem.detail ?? error.message,
    };
    const json = { ok: false, simulationId: id, findings: [finding] };
    const text = fields([
      ['simulation', id],
      ['finding evidence', finding.detail],
    ]);
    return { json, text, exitCode: EXIT.refused };
  }
};

/** The signer's key as the registry claims it; it proves nothing by itself, and a pin needs it. */
const signerOf = async (
  { settings }: Context,
  bundle: Uint8Array,
): Promise<{ readonly keyId: string; readonly spki: string }> => {
  const { readTrust } = await import('../client/trust.ts');
  const { keyHintOf } = await import('../verify/key-hint.ts');
  const hint = keyHintOf(bundle);
  const key = (await readTrust(settings)).keys.find(({ keyId }) => keyId === hint);
  if (key === undefined) throw new UsageFault('the bundle names no key that the registry publishes');
  return { keyId: key.keyId, spki: key.spki };
};
