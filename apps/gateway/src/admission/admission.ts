import type { Authenticated } from '@policy-registry/access';
import { edgeProblems, type ProblemKind } from '@policy-registry/contracts';

import { Problem } from '../edge/problem.ts';
import { addressKey } from './address-key.ts';
import { places, type Places } from './places.ts';
import { rateFields, type StatedRate } from './rate-fields.ts';
import { rateLimiter, type RateLimiter, type RatePolicy } from './rate-limiter.ts';
import { RATE_WINDOW_SECONDS, type AdmissionSettings } from './settings.ts';

/** Addresses, tenants or principals that one rate tells apart. */
const KEYS_MAX = 100_000;
const RETRY_AFTER_SECONDS = 1;

/** Uploads and streams of events last, so that each has places of its own; the others are answered soon. */
export type RequestKind = 'reads' | 'commands' | 'uploads' | 'streams';
export type Caller = Pick<Authenticated, 'tenant' | 'principal'>;

/** A request that holds a place until it leaves. */
export type Arrival = {
  readonly headers: Readonly<Record<string, string>>;
  readonly leave: () => void;
};

/**
 * Which requests are taken. Throws the Problem RATE_LIMITED or TOO_MANY_AT_ONCE where the caller has had enough, and
 * OVERLOADED where the gateway has; each says after how many seconds to come again.
 */
export type Admission = {
  /** Somebody at an address, of whom nothing else is known. It counts against the address unless it is given back. */
  readonly arrive: (address: string) => Arrival & { readonly giveBack: () => void };
  /** A caller whose token was good. */
  readonly admit: (caller: Caller, kind: RequestKind) => Arrival;
  /** Bytes of an upload, as they come. */
  readonly countUpload: (tenant: string, bytes: number) => void;
};

export const admissionOf = (settings: AdmissionSettings, nowMs: () => number): Admission => {
  const rates = ratesOf(settings.rates, nowMs);
  const requests = places({ total: settings.requests.total });
  const ofTenants = places({ total: Infinity, tenant: settings.requests.tenant });
  const pools: Readonly<Record<RequestKind, Places>> = {
    reads: ofTenants,
    commands: ofTenants,
    uploads: places(settings.uploads),
    streams: places(settings.streams),
  };

  return {
    arrive: (address) => {
      const asked = [{ limiter: rates.address, key: addressKey(address) }];
      verifyOpen(asked);
      const leave = placeIn(requests, {}, 'requests');
      for (const { limiter, key } of asked) limiter.count(key);
      return {
        headers: rateFields(asked.map(stated)),
        leave,
        giveBack: () => asked.forEach(({ limiter, key }) => limiter.count(key, -1)),
      };
    },
    admit: ({ tenant, principal }, kind) => {
      const keys = { tenant, principal: `${tenant}\n${principal.type}\n${principal.id}` };
      const counted = countedBy(rates, kind, keys);
      const looked = kind === 'uploads' ? [{ limiter: rates.tenantUploads, key: tenant }] : [];
      verifyOpen([...counted, ...looked]);
      const leave = placeIn(pools[kind], kind === 'streams' ? keys : { tenant }, NOUN_OF_KIND[kind]);
      for (const { limiter, key } of counted) limiter.count(key);
      return { headers: rateFields([...counted, ...looked].map(stated)), leave };
    },
    countUpload: (tenant, bytes) => rates.tenantUploads.count(tenant, bytes),
  };
};

type Rates = ReturnType<typeof ratesOf>;
type Asked = { readonly limiter: RateLimiter; readonly key: string };

const ratesOf = (quotas: AdmissionSettings['rates'], nowMs: () => number) => {
  const limiter = (name: string, quota: number, unit: Pick<RatePolicy, 'unit'> = {}) =>
    rateLimiter({ name, quota, windowSeconds: RATE_WINDOW_SECONDS, ...unit }, { nowMs, keysMax: KEYS_MAX });
  return {
    address: limiter('address', quotas.addressRequests),
    reads: {
      principal: limiter('principal-reads', quotas.principalReads),
      tenant: limiter('tenant-reads', quotas.tenantReads),
    },
    commands: {
      principal: limiter('principal-commands', quotas.principalCommands),
      tenant: limiter('tenant-commands', quotas.tenantCommands),
    },
    tenantUploads: limiter('tenant-uploads', quotas.tenantUploadBytes, { unit: 'content-bytes' }),
  };
};

const countedBy = (
  rates: Rates,
  kind: RequestKind,
  keys: { readonly tenant: string; readonly principal: string },
): readonly Asked[] => {
  const { principal, tenant } = kind === 'reads' || kind === 'streams' ? rates.reads : rates.commands;
  return [
    { limiter: principal, key: keys.principal },
    { limiter: tenant, key: keys.tenant },
  ];
};

const stated = ({ limiter, key }: Asked): StatedRate => ({
  policy: limiter.policy,
  state: limiter.look(key),
});

const verifyOpen = (asked: readonly Asked[]): void => {
  const rates = asked.map(stated);
  const waits = rates.map(({ state }) => state.retryAfterSeconds);
  const [longest = 0] = waits.toSorted((a, b) => b - a);
  if (longest === 0) return;
  const { policy } = rates[waits.indexOf(longest)] ?? {};
  throw new Problem(
    edgeProblems.rateLimited,
    `the quota ${policy?.name} of ${policy?.quota} in ${policy?.windowSeconds} s is used up`,
    { headers: { ...rateFields(rates), 'retry-after': String(longest) } },
  );
};

const NOUN_OF_KIND = { reads: 'requests', commands: 'requests', uploads: 'uploads', streams: 'streams' };

const placeIn = (pool: Places, keys: Readonly<Record<string, string>>, noun: string): (() => void) => {
  const place = pool.take(keys);
  if (typeof place === 'function') return place;
  if (place.full === 'total')
    throw refusal(edgeProblems.overloaded, `this gateway has as many ${noun} as it takes at once`);
  throw refusal(edgeProblems.tooManyAtOnce, `the ${place.full} has as many ${noun} as it may have at once`);
};

const refusal = (kind: ProblemKind, detail: string): Problem =>
  new Problem(kind, detail, { headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } });
