import { readFile } from 'node:fs/promises';

import { openWebhookSecret, publicSealingKeyOf } from '@policy-registry/signing/sealing';

import type { RunnerConfig } from '../config.ts';
import type { Outgoing } from '../work/workshop.ts';
import { addressJudge } from './addresses.ts';
import { poster } from './post.ts';

type OutgoingSettings = Pick<
  RunnerConfig,
  'WEBHOOK_PRIVATE_KEY_FILE' | 'WEBHOOK_ALLOWED_NETWORKS' | 'WEBHOOK_PLAIN_HTTP' | 'WEBHOOK_CA_FILE'
>;

/** The way out, as the settings open it; `undefined` where they leave it closed. Rejects when a file is not what it should be. */
export const openOutgoing = async (settings: OutgoingSettings): Promise<Outgoing | undefined> => {
  const { WEBHOOK_PRIVATE_KEY_FILE: keyFile, WEBHOOK_CA_FILE: authoritiesFile } = settings;
  if (keyFile === undefined) return undefined;
  const pem = await readFile(keyFile, 'utf8');
  publicSealingKeyOf(pem);
  return {
    post: poster({
      isAllowed: addressJudge(settings.WEBHOOK_ALLOWED_NETWORKS),
      mayUsePlainHttp: settings.WEBHOOK_PLAIN_HTTP,
      authorities: authoritiesFile === undefined ? [] : [await readFile(authoritiesFile, 'utf8')],
    }),
    openSecret: (purpose, sealed) => openWebhookSecret(pem, purpose, sealed),
    nowMs: Date.now,
  };
};
