import { answered } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Act, Context } from '../act.ts';
import { UsageFault, type Answer } from '../answer.ts';
import { answeredBytes } from '../client/api.ts';
import { listed } from '../client/listed.ts';
import { positiveInteger } from '../options.ts';
import { table } from '../table.ts';
import { keepAttested } from './keep-attested.ts';

type Of = { readonly environmentId: string; readonly policyId: string };
type Fetch = { readonly out: string; readonly attempt?: number };

/** What was asked to be promoted, and what was signed of it. */
export const promotionCommands = (env: Command, act: Act): void => {
  env
    .command('promotions <environmentId> <policyId>')
    .description('list what was asked to be promoted of a policy, and what became of it')
    .action((environmentId: string, policyId: string, _options: object, command: Command) =>
      act(command, (context) => list(context, { environmentId, policyId })),
    );
  env
    .command('attestation <environmentId> <policyId>')
    .description('fetch what was signed of a promotion, and the manifest of the version that it is about')
    .requiredOption('--out <dir>', 'where to put manifest.json and its bundle')
    .option('--attempt <n>', 'which promotion; the last one that was signed unless given', positiveInteger)
    .action((environmentId: string, policyId: string, options: Fetch, command: Command) =>
      act(command, (context) => fetchAttestation(context, { environmentId, policyId }, options)),
    );
};

const promotionsOf = ({ api }: Context, path: Of) =>
  listed((query) =>
    answered(
      api().GET('/api/v1/environments/{environmentId}/policies/{policyId}/promotions', {
        params: { path, query },
      }),
    ),
  );

const list = async (context: Context, path: Of): Promise<Answer> => {
  const items = await promotionsOf(context, path);
  const rows = items.map(({ attempt, version, status, reason, statement, attestationId }) => [
    String(attempt),
    String(version),
    [status, reason].filter(Boolean).join(', '),
    statement.requestedBy,
    statement.requestedAt,
    attestationId ?? '',
  ]);
  const head = ['attempt', 'version', 'status', 'by', 'at', 'attestation'];
  return { json: { items }, text: table(head, rows) };
};

const fetchAttestation = async (context: Context, path: Of, { out, attempt }: Fetch): Promise<Answer> => {
  const signed = (await promotionsOf(context, path)).filter(({ attestationId }) => attestationId !== null);
  const promotion = signed.findLast((one) => attempt === undefined || one.attempt === attempt);
  if (promotion === undefined) throw new UsageFault('no such promotion was signed');
  const { policyId, version } = promotion;
  const api = context.api();
  const bundle = await answeredBytes(
    api.GET('/api/v1/environments/{environmentId}/policies/{policyId}/promotions/{attempt}/attestation', {
      params: { path: { ...path, attempt: promotion.attempt } },
      parseAs: 'arrayBuffer',
    }),
  );
  const manifest = await answeredBytes(
    api.GET('/api/v1/policies/{policyId}/versions/{version}/manifest', {
      params: { path: { policyId, version } },
      parseAs: 'arrayBuffer',
    }),
  );
  return keepAttested(out, { manifest, bundle });
};
