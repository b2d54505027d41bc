/** What a user of the broker may publish and subscribe to; everything else is refused. */
export type BrokerPermissions = {
  readonly publish: readonly string[];
  /** Exceptions from `publish`: no pattern matches all names of consumers but one. */
  readonly denyPublish?: readonly string[];
  readonly subscribe: readonly string[];
};

export const BROKER_USERS = ['admin', 'gateway', 'projector', 'runner', 'scheduler', 'auditor'] as const;
export type BrokerUser = (typeof BROKER_USERS)[number];

/** Replies go to an inbox of one's own: who may subscribe to `_INBOX.>` reads everybody's. */
export const inboxPrefixOf = (user: string): string => `_INBOX_${user}`;

const inbox = (user: BrokerUser) => `${inboxPrefixOf(user)}.>`;

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
 * The list of each broker user. A user who may create consumers on a stream must be trusted like a
 * writer of it: a consumer delivers to whatever reply subject its creator names.
 */
export const brokerUsersOf = (
  tenants: readonly string[],
): Readonly<Record<BrokerUser, BrokerPermissions>> => ({
  admin: { publish: ['>'], subscribe: ['>'] },
  gateway: {
    publish: ['registry.cmd.gateway.>', getMessage('OUTCOMES'), getMessage('COMMANDS'), ...blobs(tenants)],
    subscribe: [inbox('gateway'), 'registry.nudge.>'],
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
      // Which jobs of a tenant are queued: their number is its share of the runners.
      '$JS.API.STREAM.INFO.JOBS',
      ...READ_EVENTS,
      `$JS.ACK.EVENTS.${REACTOR}.>`,
    ],
    denyPublish: changeReactor,
    subscribe: [inbox('projector')],
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
    subscribe: [inbox('runner')],
  },
  /** A scheduler of the first tenant: publishes run requests, hears how they go, has no JetStream API. */
  scheduler: {
    publish: tenants.slice(0, 1).map((tenant) => `registry.cmd.scheduler.${tenant}.*`),
    subscribe: tenants.slice(0, 1).map((tenant) => `registry.run-status.${tenant}.*`),
  },
  /** The operator's auditor: reads the whole log, and hears how the runs of all tenants are going. */
  auditor: {
    publish: READ_EVENTS,
    denyPublish: touchReactor,
    subscribe: [inbox('auditor'), 'registry.run-status.>'],
  },
});
