import { inboxPrefixOf } from '@policy-registry/kernel';

/** What a user of the broker may publish and subscribe to; everything else is refused. */
export type BrokerPermissions = {
  readonly publish: readonly string[];
  /** Exceptions from `publish`: no pattern matches all names of consumers but one. */
  readonly denyPublish?: readonly string[];
  readonly subscribe: readonly string[];
};

/** The users of the service account. */
export const SERVICE_USERS = ['admin', 'gateway', 'projector', 'runner', 'auditor'] as const;
export type ServiceUser = (typeof SERVICE_USERS)[number];

/** What somebody of a tenant can be at the broker. */
export const TENANT_ROLES = ['scheduler', 'auditor'] as const;
export type TenantRole = (typeof TENANT_ROLES)[number];

/** The broker puts in the name that the user's credentials carry. */
const OWN_INBOX = `${inboxPrefixOf('{{name()}}')}.>`;

/**
 * Reading one message, wrapped in the server's JSON. A *direct* get would put the stored bytes as they are on
 * whatever reply subject the asker names: whoever may write a stream and direct-get it could forge events.
 */
const getMessage = (stream: string) => `$JS.API.STREAM.MSG.GET.${stream}`;

/** Working off a durable consumer that an administrator created. */
const workOff = (stream: string, durables: string) => [
  `$JS.API.CONSUMER.INFO.${stream}.${durables}`,
  `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durables}`,
  `$JS.ACK.${stream}.>`,
];

/**
 * Reading the log in order with a consumer of one's own. Its name is one token, and new each time: a permission
 * can say neither the name nor a part of it, so the durable consumer of the stream is excepted by name.
 */
const READ_EVENTS = [
  '$JS.API.STREAM.INFO.EVENTS',
  '$JS.API.CONSUMER.CREATE.EVENTS.*.registry.evt.>',
  '$JS.API.CONSUMER.DELETE.EVENTS.*',
  '$JS.API.CONSUMER.INFO.EVENTS.*',
  '$JS.API.CONSUMER.MSG.NEXT.EVENTS.*',
];

/** The durable consumer of EVENTS: with it goes the place up to which events had their reactions. */
const REACTOR = 'reactor-v1';

/** Creating is also updating. Pausing, resetting and the like are on nobody's list. */
const changeReactor = [
  `$JS.API.CONSUMER.CREATE.EVENTS.${REACTOR}.>`,
  `$JS.API.CONSUMER.DELETE.EVENTS.${REACTOR}`,
];

/** Anything at all: also what some later entry of the list may open. */
const touchReactor = [
  `$JS.API.CONSUMER.*.EVENTS.${REACTOR}`,
  `$JS.API.CONSUMER.CREATE.EVENTS.${REACTOR}.>`,
  `$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.${REACTOR}`,
  `$JS.API.CONSUMER.MSG.NEXT.EVENTS.${REACTOR}`,
];

/** Content-addressed blobs: put and get, in the bucket of each tenant. */
const blobs = (tenants: readonly string[]) =>
  tenants.flatMap((tenant) => [
    `$O.blobs-${tenant}.C.*`,
    `$O.blobs-${tenant}.M.*`,
    getMessage(`OBJ_blobs-${tenant}`),
  ]);

/**
 * The list of each user of the service account. A user who may create consumers on a stream must be trusted like a
 * writer of it: a consumer delivers to whatever reply subject its creator names.
 */
export const serviceUsersOf = (
  tenants: readonly string[],
): Readonly<Record<ServiceUser, BrokerPermissions>> => ({
  admin: { publish: ['>'], subscribe: ['>'] },
  gateway: {
    publish: [
      'registry.cmd.gateway.>',
      'registry.beat.>',
      getMessage('OUTCOMES'),
      getMessage('COMMANDS'),
      // How many commands of a tenant wait.
      '$JS.API.STREAM.INFO.COMMANDS',
      ...blobs(tenants),
    ],
    subscribe: [OWN_INBOX, 'registry.nudge.>'],
  },
  projector: {
    publish: [
      'registry.evt.>',
      'registry.out.>',
      'registry.job.>',
      'registry.dead.>',
      'registry.nudge.>',
      'registry.run-status.>',
      'registry.cmd.projector.>',
      getMessage('OUTCOMES'),
      getMessage('COMMANDS'),
      getMessage('DEAD'),
      getMessage('EVENTS'),
      '$JS.API.DIRECT.GET.EVENTS',
      ...workOff('COMMANDS', '*'),
      ...workOff('RUNS', '*'),
      ...workOff('HEARTBEATS', '*'),
      // Which jobs of a tenant are queued: their number is its share of the runners.
      '$JS.API.STREAM.INFO.JOBS',
      ...READ_EVENTS,
      `$JS.ACK.EVENTS.${REACTOR}.>`,
    ],
    denyPublish: changeReactor,
    subscribe: [OWN_INBOX],
  },
  runner: {
    publish: [
      'registry.cmd.runner.>',
      'registry.dead.>',
      getMessage('OUTCOMES'),
      getMessage('COMMANDS'),
      getMessage('DEAD'),
      ...workOff('JOBS', '*'),
      ...blobs(tenants),
    ],
    subscribe: [OWN_INBOX],
  },
  /** The operator's auditor: reads the whole log, and hears how the runs of all tenants are going. */
  auditor: {
    publish: READ_EVENTS,
    denyPublish: touchReactor,
    subscribe: [OWN_INBOX, 'registry.run-status.>'],
  },
});

/** A tenant's scheduler: publishes run requests, hears how they go. Its account has no JetStream. */
export const schedulerOf = (tenant: string): BrokerPermissions => ({
  publish: [`registry.cmd.scheduler.${tenant}.*`],
  subscribe: [OWN_INBOX, `registry.run-status.${tenant}.*`],
});

/** A tenant's auditor: reads the copy of the tenant's events, with consumers of its own. */
export const TENANT_AUDITOR: BrokerPermissions = {
  publish: [
    '$JS.API.STREAM.INFO.AUDIT',
    getMessage('AUDIT'),
    '$JS.API.CONSUMER.CREATE.AUDIT.*.registry.evt.>',
    '$JS.API.CONSUMER.DELETE.AUDIT.*',
    '$JS.API.CONSUMER.INFO.AUDIT.*',
    '$JS.API.CONSUMER.MSG.NEXT.AUDIT.*',
  ],
  subscribe: [OWN_INBOX],
};

/** Who sets the copy up; for migrations, never a service and never the tenant. */
export const AUDIT_KEEPER: BrokerPermissions = {
  publish: ['$JS.API.INFO', ...['CREATE', 'UPDATE', 'INFO'].map((what) => `$JS.API.STREAM.${what}.AUDIT`)],
  subscribe: [OWN_INBOX],
};
