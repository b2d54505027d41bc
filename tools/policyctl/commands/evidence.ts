import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { SignerClaim, TrustAnchor, type Trust } from '@policy-registry/signing';
import type { Command } from 'commander';

import { codeOf } from '../../servers/error-code.ts';
import type { Act, Context } from '../act.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { RequestRefused } from '../client/problem.ts';
import { readTrust } from '../client/trust.ts';
import { isFolder, readBytes } from '../files.ts';
import { fields } from '../table.ts';
import { verifyEvidenceFiles } from '../verify/verify-evidence-files.ts';

const ARCHIVE = 'evidence.tar';
const BUNDLE = 'evidence.sigstore.json';
const SIGNER = 'signer.json';
const PIN = /^[0-9a-f]{64}$/;

/** Codes with which the registry says that what it stores is no longer what it stored. */
const DAMAGED: readonly string[] = ['BLOB_CORRUPT'];

type Verify = { readonly bundle?: string; readonly trust?: string; readonly pin?: string };

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
      act(command, (context) => verify(context, path, options)),
    );
};

const fetchEvidence = async (context: Context, id: string, out: string): Promise<Answer> => {
  const path = `/simulations/${encodeURIComponent(id)}`;
  const api = context.api();
  try {
    const archive = await api.getBytes(`${path}/evidence`);
    const bundle = await api.getBytes(`${path}/attestation`);
    const files = { archive: join(out, ARCHIVE), bundle: join(out, BUNDLE), signer: join(out, SIGNER) };
    await mkdir(out, { recursive: true });
    await writeFile(files.archive, archive);
    await writeFile(files.bundle, bundle);
    await writeFile(files.signer, `${JSON.stringify(await signerOf(context, bundle), undefined, 2)}\n`);
    const json = { ok: true, simulationId: id, ...files, bytes: archive.length };
    return { json, text: fields([['archive', files.archive], ['bundle', files.bundle], ['bytes', archive.length]]) };
  } catch (error) {
    if (!(error instanceof RequestRefused && DAMAGED.includes(error.problem.code))) throw error;
    const finding = { finding: 'evidence', code: error.problem.code, detail: error.problem.detail ?? error.message };
    const json = { ok: false, simulationId: id, findings: [finding] };
    const text = fields([['simulation', id], ['finding evidence', finding.detail]]);
    return { json, text, exitCode: EXIT.refused };
  }
};

/** The signer's key as the registry claims it; it proves nothing by itself, and a pin needs it. */
const signerOf = async ({ settings }: Context, bundle: Uint8Array): Promise<SignerClaim> => {
  const text = new TextDecoder().decode(bundle);
  const key = (await readTrust(settings)).keys.find(({ keyId }) => text.includes(keyId));
  if (key === undefined) throw new UsageFault('the bundle names no key that the registry publishes');
  return { keyId: key.keyId, spki: key.spki };
};

const verify = async ({ settings }: Context, path: string, options: Verify): Promise<Answer> => {
  const isDir = await isFolder(path);
  const archiveFile = isDir ? join(path, ARCHIVE) : path;
  const beside = (name: string): string => (isDir ? join(path, name) : join(path, '..', name));
  const claim = await claimAt(beside(SIGNER));
  const verdict = await verifyEvidenceFiles({
    archive: await readBytes(archiveFile),
    bundle: await readBytes(options.bundle ?? beside(BUNDLE)),
    trust: await trustOf(options, claim),
    tenant: settings.tenant,
  });
  const text = fields([
    ['archive', archiveFile],
    ['digest', verdict.digest],
    ['tenant', verdict.tenant],
    ['simulation', verdict.simulationId],
    ['result', verdict.resultDigest],
    ['signed by key', verdict.keyId],
    ['kept against its administrator', verdict.worm === undefined ? undefined : verdict.worm ? 'yes' : 'no (worm: false)'],
    ['transparency', verdict.transparency],
    ...verdict.findings.map(({ finding, code, detail }) => [`finding ${finding}`, `${code}: ${detail}`] as const),
    ['verdict', WORDS[verdict.verdict]],
  ]);
  const { exitCode, ...json } = verdict;
  return { json: { ok: exitCode === EXIT.ok, path: archiveFile, ...json }, text, exitCode };
};

const WORDS = {
  verified: 'verified',
  signer_not_established: 'consistent, signer not established: give --trust or --pin',
  failed: 'not as it was signed',
} as const;

const trustOf = async ({ trust, pin }: Verify, claim: SignerClaim | undefined): Promise<Trust> => {
  if (trust !== undefined && pin !== undefined) throw new UsageFault('give --trust or --pin, not both');
  if (trust !== undefined) return { kind: 'anchor', anchor: anchorIn(trust, await readBytes(trust)) };
  if (pin === undefined) return { kind: 'none', claim };
  if (!PIN.test(pin.toLowerCase())) throw new UsageFault('a pin is the SHA-256 of a key: 64 hexadecimal digits');
  return { kind: 'pin', pin: pin.toLowerCase(), claim };
};

const anchorIn = (path: string, bytes: Uint8Array): TrustAnchor => {
  try {
    return TrustAnchor.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (cause) {
    throw new UsageFault(`${path} is no trust anchor`, { cause });
  }
};

const claimAt = async (path: string): Promise<SignerClaim | undefined> => {
  try {
    return SignerClaim.parse(JSON.parse(new TextDecoder().decode(await readBytes(path))));
  } catch (error) {
    if (error instanceof UsageFault || codeOf(error) === 'ENOTDIR') return undefined;
    throw new UsageFault(`${path} names no key`, { cause: error });
  }
};
