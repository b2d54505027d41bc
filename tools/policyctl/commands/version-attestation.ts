import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import type { Answer } from '../answer.ts';
import { answeredBytes } from '../client/api.ts';
import { positiveInteger } from '../options.ts';
import { keepAttested } from './keep-attested.ts';

/** What was signed about a published version. */
export const attestationCommand = (version: Command, act: Act): void => {
  version
    .command('attestation <policyId>')
    .argument('<version>', 'its number', positiveInteger)
    .description('fetch what was signed at publication, and the signature')
    .requiredOption('--out <dir>', 'where to put manifest.json and its bundle')
    .action((policyId: string, number: number, { out }: { out: string }, command: Command) =>
      act(command, (context) => fetchAttestation(context, { policyId, version: number }, out)),
    );
};

const fetchAttestation = async (
  { api }: Context,
  path: { readonly policyId: string; readonly version: number },
  out: string,
): Promise<Answer> => {
  const asked = { params: { path }, parseAs: 'arrayBuffer' } as const;
  const manifest = await answeredBytes(
    api().GET('/api/v1/policies/{policyId}/versions/{version}/manifest', asked),
  );
  const bundle = await answeredBytes(
    api().GET('/api/v1/policies/{policyId}/versions/{version}/attestation', asked),
  );
  return keepAttested(out, { manifest, bundle });
};
