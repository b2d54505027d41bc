import { TrustAnchor } from '@policy-registry/signing';

import { Unavailable } from '../../servers/unavailable.ts';
import { UsageFault } from '../answer.ts';
import type { Settings } from '../settings.ts';

const ANSWER_MS = 10_000;

/** The keys that the registry publishes; who keeps them as an anchor MUST have them from outside the evidence. */
export const readTrust = async ({ url }: Settings): Promise<TrustAnchor> => {
  if (url === undefined) throw new UsageFault('no registry is named: give --url or --stack');
  const response = await fetch(`${url}/.well-known/policy-registry-trust`, {
    signal: AbortSignal.timeout(ANSWER_MS),
  }).catch((cause: unknown) => {
    throw new Unavailable(`${url} does not answer; is the registry running?`, { cause });
  });
  if (!response.ok) throw new Unavailable(`${url} does not publish its keys (${response.status})`);
  return TrustAnchor.parse(await response.json());
};
