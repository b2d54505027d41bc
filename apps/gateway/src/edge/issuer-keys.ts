import type { IssuerKeys } from '@policy-registry/access';
import type { Check } from '@policy-registry/platform';

/** Whether there are keys of the issuer to judge tokens by: without them nobody gets in. */
export const issuerKeysCheck = (keys: Pick<IssuerKeys, 'count'>) => async (): Promise<Check> => {
  try {
    const count = await keys.count();
    return { ok: count > 0, detail: `${count} there` };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.name : 'no answer' };
  }
};
