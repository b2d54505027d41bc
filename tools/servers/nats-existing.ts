import { readFile } from 'node:fs/promises';

import { brokerLogin, serverVersionFault } from '@policy-registry/event-store';
import { connect, errors, type NatsConnection } from '@nats-io/transport-node';

import { Unavailable } from './unavailable.ts';

export type ExistingOptions = {
  /** As in NATS_URL: one address or several, separated by commas. */
  readonly url: string;
  /** The administrator's credentials, of accounts that the server has to know. */
  readonly credentialsFile: string;
  /** Where these accounts are written down for a server's configuration. */
  readonly settingsFile: string;
};

/** Commands, events and pieces of content are up to this long; it is nats-server's own default. */
const PAYLOAD_BYTES_MIN = 1_048_576;
const CONNECT_MS_MAX = 10_000;

/**
 * Looks whether a server that somebody else runs can be the registry's broker: it answers, is new enough, has JetStream, takes
 * messages that are long enough, and knows the accounts of this registry, which nothing but its own configuration can give it.
 * Throws Unavailable with what to do.
 */
export const verifyExistingBroker = async (options: ExistingOptions): Promise<void> => {
  const { url, credentialsFile, settingsFile } = options;
  if (url.includes('@'))
    throw new Unavailable(
      'NATS_URL holds a user; give addresses alone: the launcher has the credentials of its accounts',
    );
  const connection = await signIn(url, await readFile(credentialsFile), settingsFile);
  try {
    const lack = lackOf(connection, settingsFile);
    if (lack !== undefined) throw new Unavailable(lack);
  } finally {
    await connection.close();
  }
};

const lackOf = (connection: NatsConnection, settingsFile: string): string | undefined => {
  const { jetstream, auth_required: hasAccounts, max_payload: payloadBytesMax = 0 } = connection.info ?? {};
  const version = serverVersionFault(connection);
  if (version !== undefined) return `NATS_URL: ${version}`;
  // One without accounts lets everybody in, and asks nobody who it is.
  if (hasAccounts !== true) return unknownAccounts(settingsFile);
  if (jetstream !== true)
    return 'NATS_URL names a server without JetStream; turn it on in its configuration, and start again';
  if (payloadBytesMax < PAYLOAD_BYTES_MIN)
    return (
      `NATS_URL names a server that takes messages of ${payloadBytesMax} bytes; ` +
      `set its max_payload to ${PAYLOAD_BYTES_MIN} or more`
    );
  return undefined;
};

const signIn = async (
  url: string,
  credentials: Uint8Array,
  settingsFile: string,
): Promise<NatsConnection> => {
  const { authenticator, inboxPrefix } = brokerLogin(credentials);
  try {
    return await connect({
      servers: url.split(','),
      authenticator,
      inboxPrefix,
      reconnect: false,
      timeout: CONNECT_MS_MAX,
    });
  } catch (error) {
    if (error instanceof errors.AuthorizationError)
      throw new Unavailable(unknownAccounts(settingsFile), { cause: error });
    throw new Unavailable(`no server answers at NATS_URL (${url}); start it, or unset the variable`, {
      cause: error,
    });
  }
};

const unknownAccounts = (settingsFile: string): string =>
  `the server at NATS_URL does not know the accounts of this registry: have its configuration include ${settingsFile}, ` +
  'reload it, and start again';
