import type { RatePolicy, RateState } from './rate-limiter.ts';

export type StatedRate = { readonly policy: RatePolicy; readonly state: RateState };

/**
 * `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10 §3 and §4): lists of structured fields
 * (RFC 9651), a member for each policy that the request counts against.
 */
export const rateFields = (rates: readonly StatedRate[]): Readonly<Record<string, string>> => ({
  'ratelimit-policy': rates.map(({ policy }) => policyItem(policy)).join(', '),
  ratelimit: rates
    .map(({ policy, state }) => `"${policy.name}";r=${state.remaining};t=${state.resetSeconds}`)
    .join(', '),
});

const policyItem = ({ name, quota, windowSeconds, unit }: RatePolicy): string =>
  `"${name}";q=${quota}${unit === undefined ? '' : `;qu="${unit}"`};w=${windowSeconds}`;
