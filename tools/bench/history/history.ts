import { openHistorian, type Historian, type Said } from './historian.ts';
import { budgetsSet, environmentsOf, LIFE_EVENTS, longPolicyLife, opened, policyLife } from './lives.ts';

/** Messages of one batch: as many as the projection takes at once. */
export const BATCH = 1_000;

export type HistoryOptions = {
  readonly tenants: readonly string[];
  /** Events of ordinary policies, over all tenants; rounded up to whole lives. */
  readonly events: number;
  /** Events after those that change environments of the tenants, and add no row but to the audit trail. */
  readonly changes?: number;
  /** Policies of the first tenant, with compiled text, whose own aggregates have so many events each. */
  readonly policies?: readonly { readonly policyId: string; readonly events: number }[];
};

/** Batches of {@link BATCH} messages, the last one shorter: the same ones for the same options. */
export const history = async function* (options: HistoryOptions): AsyncGenerator<readonly Said[]> {
  let batch: Said[] = [];
  for (const said of messagesOf(options, openHistorian())) {
    batch.push(said);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
};

const messagesOf = function* (
  { tenants, events, changes = 0, policies = [] }: HistoryOptions,
  historian: Historian,
): Generator<Said> {
  for (const tenant of tenants) yield opened(historian, tenant);
  const lives = Math.ceil(events / LIFE_EVENTS);
  for (let life = 0; life < lives; life += 1)
    yield* policyLife(historian, tenants[life % tenants.length] ?? '', ordinaryPolicy(life));
  if (changes > 0) for (const tenant of tenants) yield* environmentsOf(historian, tenant);
  for (let n = 0; n < changes; n += 1)
    yield budgetsSet(historian, tenants[n % tenants.length] ?? '', Math.floor(n / tenants.length));
  for (const policy of policies) yield* longPolicyLife(historian, { tenant: tenants[0] ?? '', ...policy });
};

/** The id of the policy that lived as the nth; its tenant is the nth in turn. */
export const ordinaryPolicy = (n: number): string => `p-${String(n).padStart(7, '0')}`;
