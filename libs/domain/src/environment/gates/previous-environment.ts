import { parseTimestamp } from '@policy-registry/kernel';

import { refusal } from '../../rejection-codes.ts';
import { bindingOf, type Environment } from '../state.ts';
import { spanText, UNKNOWN, type Gate, type Promotion } from './gate.ts';

/** The version has been stable in the environment before, for as long as it is to soak there. */
export const previousEnvironmentGate: Gate = ({ promotion, environment, previous, now }) => {
  const asked = environment.gates?.gates.previousEnvironment;
  if (asked === undefined) return undefined;
  const { environmentId, soakMs } = asked;
  const since = stableSince(previous, promotion);
  const sinceMs = since === undefined ? undefined : parseTimestamp(since);
  const ok = sinceMs !== undefined && now - sinceMs >= soakMs;
  const needed = `stable in ${environmentId} for ${spanText(soakMs)}`;
  return {
    gate: 'previousEnvironment',
    ok,
    value: since === undefined ? absence(previous) : `stable since ${since}`,
    needed,
    ...(!ok && {
      refusal: refusal('SOAK_UNFINISHED', `version ${promotion.version} is to be ${needed} first`),
    }),
  };
};

const stableSince = (
  previous: Environment | undefined,
  { policyId, version }: Promotion,
): string | undefined => {
  if (previous?.status !== 'created') return undefined;
  const { stable, stableSince: since } = bindingOf(previous, policyId);
  return stable === version ? since : undefined;
};

const absence = (previous: Environment | undefined): string =>
  previous?.status === 'created' ? 'not stable there' : UNKNOWN;
