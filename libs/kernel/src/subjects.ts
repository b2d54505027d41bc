import type { AggregateRef } from './envelope.ts';

/** The subjects of the registry, in one place. Tokens are `[a-z0-9-]`; the tenant is always the same token. */
export const eventSubject = ({ tenant, type, id }: AggregateRef): string =>
  `registry.evt.${tenant}.${type}.${id}`;
export const outcomeSubject = (tenant: string, commandId: string): string =>
  `registry.out.${tenant}.${commandId}`;
export const nudgeSubject = (tenant: string, commandId: string): string =>
  `registry.nudge.${tenant}.${commandId}`;
/** Which bundle a consumer says that it runs; the last heartbeat of each is kept. */
export type ConsumerRef = {
  readonly tenant: string;
  readonly environmentId: string;
  readonly consumerId: string;
};
export const heartbeatSubject = ({ tenant, environmentId, consumerId }: ConsumerRef): string =>
  `registry.beat.${tenant}.${environmentId}.${consumerId}`;

/** The consumer of a heartbeat's subject, or `undefined` for a subject of another shape. */
export const parseHeartbeatSubject = (subject: string): ConsumerRef | undefined => {
  const [registry, kind, tenant, environmentId, consumerId, ...rest] = subject.split('.');
  const isShaped = registry === 'registry' && kind === 'beat' && rest.length === 0;
  if (!isShaped || tenant === undefined || environmentId === undefined || consumerId === undefined)
    return undefined;
  return { tenant, environmentId, consumerId };
};

export const COMMAND_PRODUCERS = ['gateway', 'runner', 'projector', 'scheduler'] as const;
export type CommandProducer = (typeof COMMAND_PRODUCERS)[number];

export const commandSubject = (producer: CommandProducer, tenant: string, commandId: string): string =>
  `registry.cmd.${producer}.${tenant}.${commandId}`;

/** The parts of a command subject, or `undefined` for a subject of another shape. */
export const parseCommandSubject = (
  subject: string,
):
  { readonly producer: CommandProducer; readonly tenant: string; readonly commandId: string } | undefined => {
  const [registry, kind, producer, tenant, commandId, ...rest] = subject.split('.');
  const known = COMMAND_PRODUCERS.find((name) => name === producer);
  if (registry !== 'registry' || kind !== 'cmd' || known === undefined || rest.length > 0) return undefined;
  return tenant === undefined || commandId === undefined ? undefined : { producer: known, tenant, commandId };
};

/** Replies go to an inbox of one's own: who may subscribe to `_INBOX.>` reads everybody's. */
export const inboxPrefixOf = (user: string): string => `_INBOX_${user}`;
