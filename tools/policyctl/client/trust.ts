import { answered } from '@policy-registry/client';
import { TrustAnchor } from '@policy-registry/signing';

import type { Settings } from '../settings.ts';
import { anonymousApi } from './api.ts';

/** The keys that the registry publishes; who keeps them as an anchor MUST have them from outside the evidence. */
export const readTrust = async (settings: Settings): Promise<TrustAnchor> =>
  TrustAnchor.parse(await answered(anonymousApi(settings).GET('/.well-known/policy-registry-trust')));
