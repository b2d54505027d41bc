import { verifyExistingBroker } from '../servers/nats-existing.ts';
import { Unavailable } from '../servers/unavailable.ts';
import type { Broker } from './broker-servers.ts';
import type { ServerOptions } from './kept-server.ts';
import { keepElsewhere, placeOfMessages } from './message-place.ts';

/**
 * The broker that NATS_URL names, which somebody else runs: nothing of it is started here, and it does not end with the stack.
 * Throws Unavailable when it cannot be the registry's, and when the folder's messages are in a store of its own.
 */
export const existingBroker = async (
  { layout, broker, report }: Pick<ServerOptions, 'layout' | 'broker' | 'report'>,
  url: string,
): Promise<Broker> => {
  const place = await placeOfMessages(layout);
  if (place?.nodes !== undefined)
    throw new Unavailable(
      `${layout.folder} keeps its messages in ${layout.nats}, and not at NATS_URL: ` +
        'unset the variable, or give another folder with --data-dir',
    );
  await verifyExistingBroker({
    url,
    credentialsFile: broker.credentialsOf('admin'),
    settingsFile: broker.settings,
  });
  report(`using the broker at ${url} (NATS_URL)`);
  await keepElsewhere(layout, url);
  return { url, programs: [] };
};
