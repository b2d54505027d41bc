import { RUN_REQUEST_SCHEMA, RunRequest, RunStatus, runStatusSubject } from '@policy-registry/contracts';
import { Heartbeat, Job } from '@policy-registry/domain';
import {
  COMMAND_PRODUCERS,
  CommandEnvelope,
  commandSubject,
  EventEnvelope,
  eventSubject,
  heartbeatSubject,
  Nudge,
  nudgeSubject,
  Outcome,
  outcomeSubject,
} from '@policy-registry/kernel';
import { z } from 'zod';

type Channel = {
  readonly subject: string;
  readonly description: string;
  readonly message: string;
  readonly schema: z.ZodType;
  readonly action: 'send' | 'receive';
};

const TENANT = '{tenant}';
const ID = '{id}';

const EVENTS = eventSubject({ tenant: TENANT, type: 'policy', id: ID }).replace('.policy.', '.{aggregate}.');

const commandChannels = (): Readonly<Record<string, Channel>> =>
  Object.fromEntries(
    COMMAND_PRODUCERS.filter((producer) => producer !== 'scheduler').map((producer) => [
      `commandsOf_${producer}`,
      {
        subject: commandSubject(producer, TENANT, ID),
        description: `A command, signed by the ${producer} (Registry-Signer, Registry-Signature); at most one with its id is pending`,
        message: 'command',
        schema: CommandEnvelope,
        action: 'receive' as const,
      },
    ]),
  );

// `send` and `receive` are the registry's own: what it takes in, and what it gives out.
const channels = (): Readonly<Record<string, Channel>> => ({
  ...commandChannels(),
  runRequests: {
    subject: commandSubject('scheduler', TENANT, ID),
    description: `A run that a scheduler asks for (${RUN_REQUEST_SCHEMA}); the id is base32(sha256(tenant, runId)). A reply says that it is stored`,
    message: 'runRequest',
    schema: RunRequest,
    action: 'receive',
  },
  runStatus: {
    subject: runStatusSubject(TENANT, ID),
    description: 'Where a run is, on every change; core NATS',
    message: 'runStatus',
    schema: RunStatus,
    action: 'send',
  },
  events: {
    subject: EVENTS,
    description: 'What happened: one message per accepted command, append-only, stored as RFC 8785 bytes',
    message: 'event',
    schema: EventEnvelope,
    action: 'send',
  },
  audit: {
    subject: EVENTS,
    description:
      'The events of one tenant, in the stream AUDIT of the account of its auditors; the same bytes',
    message: 'event',
    schema: EventEnvelope,
    action: 'send',
  },
  outcomes: {
    subject: outcomeSubject(TENANT, ID),
    description: 'What became of a command; the first stands, for 24 h',
    message: 'outcome',
    schema: Outcome,
    action: 'send',
  },
  nudges: {
    subject: nudgeSubject(TENANT, ID),
    description: 'The same as a hint for whoever waits, and what a dry run comes to; core NATS, kept nowhere',
    message: 'nudge',
    schema: Nudge,
    action: 'send',
  },
  jobs: {
    subject: `registry.job.{class}.${TENANT}.{kind}.${ID}`,
    description: 'Slow or outside work for a simulation runner; answered by one command',
    message: 'job',
    schema: Job,
    action: 'send',
  },
  heartbeats: {
    subject: heartbeatSubject({ tenant: TENANT, environmentId: '{environment}', consumerId: '{consumer}' }),
    description:
      'Which bundle a consumer says that it runs, as the gateway took it; the last of each is kept',
    message: 'heartbeat',
    schema: Heartbeat,
    action: 'receive',
  },
  deadLetters: {
    subject: `registry.dead.{stream}.${TENANT}.${ID}`,
    description:
      'A message that nobody can work on, as it was; the headers Registry-Subject, -Sequence and -Reason say why',
    message: 'deadLetter',
    schema: z.unknown(),
    action: 'send',
  },
});

/** The AsyncAPI 3.0 document of every subject. */
export const asyncApi = (version: string): unknown => {
  const entries = Object.entries(channels());
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Policy Registry',
      version,
      description: 'Messages over NATS. Every subject names its tenant in the same token.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(entries.map(([name, channel]) => [name, channelOf(channel)])),
    operations: Object.fromEntries(
      entries.map(([name, { action }]) => [name, { action, channel: { $ref: `#/channels/${name}` } }]),
    ),
    components: {
      messages: Object.fromEntries(
        entries.map(([, { message, schema }]) => [message, { payload: schemaOf(schema) }]),
      ),
    },
  };
};

const channelOf = ({ subject, description, message }: Channel) => ({
  address: subject,
  description,
  messages: { [message]: { $ref: `#/components/messages/${message}` } },
  parameters: Object.fromEntries([...subject.matchAll(/\{([a-z]+)\}/g)].map(([, name = '']) => [name, {}])),
});

const schemaOf = (schema: z.ZodType): unknown => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
};
