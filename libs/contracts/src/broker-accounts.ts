/**
 * What the service account shares. An account of a tenant takes it in only with a token that the service account
 * signed for that account and for the subjects of that tenant.
 *
 * - `service`: what the tenant's account publishes arrives here, and only the answer goes back, into that account:
 *   a reply subject of the tenant's choice names nothing here;
 * - `stream`: what is published here is heard there, and nothing goes back.
 */
export type Share = {
  readonly name: string;
  readonly kind: 'service' | 'stream';
  /** The subjects of one tenant; of all of them for `*`. */
  readonly subjectOf: (tenant: string) => string;
  /** Under which subject the tenant's account has it, if another; `$1` is what stands for the first `*`. */
  readonly localSubjectOf?: (tenant: string) => string;
};

/** For the account of a tenant's schedulers: runs in, how they go out. */
export const SCHEDULER_SHARES: readonly Share[] = [
  { name: 'run-requests', kind: 'service', subjectOf: (tenant) => `registry.cmd.scheduler.${tenant}.*` },
  { name: 'run-status', kind: 'stream', subjectOf: (tenant) => `registry.run-status.${tenant}.*` },
];

const SOURCE_API = 'registry.source';
const deliveryOf = (tenant: string): string => `registry.audit.${tenant}`;
const eventsOf = (tenant: string): string => `registry.evt.${tenant}.>`;

/**
 * For the account of a tenant's auditors, whose stream AUDIT is filled by the broker itself: it asks for a consumer
 * of EVENTS with just this tenant's filter, gets the messages, and says how much more it can take.
 */
export const AUDIT_SHARES: readonly Share[] = [
  {
    name: 'event-consumers',
    kind: 'service',
    subjectOf: (tenant) => `$JS.API.CONSUMER.CREATE.EVENTS.*.${eventsOf(tenant)}`,
    localSubjectOf: (tenant) => `${SOURCE_API}.CONSUMER.CREATE.EVENTS.$1.${eventsOf(tenant)}`,
  },
  { name: 'event-delivery', kind: 'stream', subjectOf: (tenant) => `${deliveryOf(tenant)}.>` },
  { name: 'event-flow-control', kind: 'service', subjectOf: () => '$JS.FC.EVENTS.>' },
];

/** What the stream AUDIT of a tenant is filled from. */
export const auditSourceOf = (
  tenant: string,
): { readonly filter: string; readonly api: string; readonly deliver: string } => ({
  filter: eventsOf(tenant),
  api: SOURCE_API,
  deliver: deliveryOf(tenant),
});
