import { fault, none, ok, unknown, warning, type Check } from './check.ts';

const ANSWER_MS_MAX = 5_000;
const SKEW_MS_MAX = 2_000;

export type Program = { readonly name: string; readonly url: string };

/** Every program says that it is ready. */
export const checkPrograms = (programs: readonly Program[]): Promise<readonly Check[]> =>
  Promise.all(programs.map(readyOf));

const readyOf = async ({ name, url }: Program): Promise<Check> => {
  const named = `ready: ${name}`;
  try {
    const answer = await fetch(`${url.replace(/\/$/, '')}/readyz`, {
      signal: AbortSignal.timeout(ANSWER_MS_MAX),
    });
    if (answer.status === 200) return ok(named, url);
    const failing = failingIn(await answer.json());
    return fault(
      named,
      failing.join('; ') || `it answers ${answer.status}`,
      'the check that fails says what it misses',
    );
  } catch {
    return fault(named, `${url} does not answer`, 'start it, and read its log: it says what is missing');
  }
};

const failingIn = (document: unknown): readonly string[] => {
  const checks =
    typeof document === 'object' && document !== null && 'checks' in document ? document.checks : {};
  return Object.entries(Object(checks)).flatMap(([name, check]) =>
    isFailing(check) ? [`${name}: ${check.detail}`] : [],
  );
};

const isFailing = (check: unknown): check is { readonly detail: string } =>
  typeof check === 'object' && check !== null && 'ok' in check && check.ok === false && 'detail' in check;

/** A clock that was asked, and when here: before and after. */
export type ClockReading = {
  readonly whose: string;
  readonly askedMs: number;
  readonly saysMs: number;
  readonly answeredMs: number;
};

/** Clocks run together, as far as the time of asking lets one tell. */
export const checkClocks = (readings: readonly ClockReading[]): Check => {
  const name = 'clocks';
  if (readings.length === 0)
    return unknown(name, 'neither broker nor database was asked', 'see what they lack');
  const apart = readings.flatMap(({ whose, askedMs, saysMs, answeredMs }) => {
    const skewMs = saysMs < askedMs ? saysMs - askedMs : Math.max(0, saysMs - answeredMs);
    return Math.abs(skewMs) > SKEW_MS_MAX
      ? [`${whose} is ${Math.abs(skewMs) / 1_000} s ${skewMs < 0 ? 'behind' : 'ahead of'} this machine`]
      : [];
  });
  return none(name, apart, {
    well: `within ${SKEW_MS_MAX / 1_000} s of this machine`,
    remedy: 'synchronise the clocks: tokens, commands and evidence are judged by them',
  });
};

const EXPIRES_SOON_MS = 30 * 24 * 60 * 60 * 1_000;

export type TrustedKeyWindow = {
  readonly keyId: string;
  readonly tenant: string;
  readonly validFrom: string;
  readonly validTo: string;
};

/** Each tenant has a key that is valid now and for a while. */
export const checkTrust = (
  keys: readonly TrustedKeyWindow[],
  tenants: readonly string[],
  nowMs: number,
): Check => {
  const name = 'evidence keys';
  const remedy = 'make a new key: policyctl trust rotate (docs/runbooks/rotate-evidence-key.md)';
  const validUntil = (tenant: string): number =>
    Math.max(
      0,
      ...keys
        .filter((key) => key.tenant === tenant && Date.parse(key.validFrom) <= nowMs)
        .map(({ validTo }) => Date.parse(validTo)),
    );
  const without = tenants.filter((tenant) => validUntil(tenant) <= nowMs);
  if (without.length > 0) return fault(name, `no valid key of ${without.join(', ')}`, remedy);
  const soon = tenants.filter((tenant) => validUntil(tenant) <= nowMs + EXPIRES_SOON_MS);
  return soon.length > 0
    ? warning(name, `the last key expires within 30 days: ${soon.join(', ')}`, remedy)
    : ok(name, `a valid one for each of ${tenants.length} tenants`);
};
