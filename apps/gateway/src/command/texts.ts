import { openText, sealText, unwrapKey, type TextPurpose } from '@policy-registry/access';
import { edgeProblems, problemOfRejection } from '@policy-registry/contracts';
import { sha256Hex, type BlobStore, type Json } from '@policy-registry/kernel';
import type { FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { ReadModels } from '../read/read-models.ts';
import { commandIdFor } from './command-id.ts';
import { isDryRun } from './dry-run.ts';
import { once } from './once.ts';

const SEALED_BYTES_MAX = 16 * 1024;
const PURPOSES = ['reason', 'ticket', 'comment'] as const;

/** Digests of encrypted texts, as commands carry them. */
export type TextDigests = {
  readonly reasonDigest?: string;
  readonly ticketDigest?: string;
  readonly commentDigest?: string;
};

/** What people write for the record: encrypted under the key of their tenant before it goes anywhere. */
export type Texts = {
  /** Stores the texts of a mutation, encrypted. A retry with the same texts gives the same digests. Of a dry run nothing is stored. */
  readonly seal: (
    request: FastifyRequest,
    texts: { readonly [Purpose in (typeof PURPOSES)[number]]?: string },
  ) => Promise<TextDigests>;
  readonly open: (tenant: string, purpose: TextPurpose, digest: string) => Promise<string>;
};

export type TextsPorts = {
  readonly readModels: Pick<ReadModels, 'textKey'>;
  readonly blobs: BlobStore;
  /** The key-encryption key of the installation. */
  readonly kek: Uint8Array;
};

export const textsOf = ({ readModels, blobs, kek }: TextsPorts): Texts => {
  const tenantKey = async (tenant: string): Promise<Uint8Array | undefined> => {
    const wrapped = await readModels.textKey(tenant);
    return wrapped && unwrapKey({ kek, wrapped, tenant });
  };

  return {
    seal: async (request, texts) => {
      const { tenant } = callerOf(request);
      const commandId = commandIdFor(request);
      const given = PURPOSES.flatMap((purpose) => {
        const text = texts[purpose];
        return text === undefined ? [] : [{ purpose, text }];
      });
      if (given.length === 0) return {};
      const key = await tenantKey(tenant);
      if (key === undefined)
        throw new Problem(problemOfRejection.TENANT_UNKNOWN, `tenant ${tenant} has no key for texts`);

      const digests: Record<string, string> = {};
      for (const { purpose, text } of given) {
        const sealed = sealText({ tenantKey: key, tenant, purpose, commandId, text });
        digests[`${purpose}Digest`] = isDryRun(request)
          ? sha256Hex(sealed)
          : (await blobs.put(tenant, once(sealed), SEALED_BYTES_MAX)).digest;
      }
      return digests;
    },

    open: async (tenant, purpose, digest) => {
      const key = await tenantKey(tenant);
      if (key === undefined) throw new Problem(edgeProblems.notFound, 'the key of these texts was destroyed');
      return openText({ tenantKey: key, tenant, purpose, sealed: await blobs.get({ tenant, digest }) });
    },
  };
};

/** Those of the texts that there are, decrypted. */
export const openTexts = async (
  { open }: Pick<Texts, 'open'>,
  tenant: string,
  digests: { readonly [Purpose in (typeof PURPOSES)[number] as `${Purpose}Digest`]?: Json },
): Promise<{ readonly [Purpose in (typeof PURPOSES)[number]]?: string }> => {
  const opened: { [Purpose in (typeof PURPOSES)[number]]?: string } = {};
  for (const purpose of PURPOSES) {
    const digest = digests[`${purpose}Digest`];
    if (typeof digest === 'string') opened[purpose] = await open(tenant, purpose, digest);
  }
  return opened;
};
