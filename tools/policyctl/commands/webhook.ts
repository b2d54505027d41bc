import { randomBytes } from 'node:crypto';

import { answered, type Schemas } from '@policy-registry/client';
import { Option, type Command } from 'commander';

import type { Act } from '../act.ts';
import type { Answer } from '../answer.ts';
import type { Api } from '../client/api.ts';
import { listed } from '../client/listed.ts';
import { table } from '../table.ts';

type Webhooks = Schemas['Webhooks'];
type Delivery = Schemas['WebhookDelivery'];
type State = Delivery['state'];

const STATES: readonly State[] = ['delivered', 'waiting', 'under_way', 'dead'];
const SECRET_BYTES = 32;

export const webhookCommands = (root: Command, act: Act): void => {
  const group = root.command('webhook').description('whom the tenant has told of its events');
  group
    .command('list')
    .description('list them all')
    .action((_options: object, command: Command) =>
      act(command, async ({ api }) => shown(await answered(api().GET('/api/v1/tenant/webhooks')))),
    );
  group
    .command('secret')
    .description('print a new secret; keep it in a file of the receiver, and give that file to set')
    .action((_options: object, command: Command) =>
      act(command, async () => {
        const secret = `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
        return { json: { secret }, text: secret };
      }),
    );
  group
    .command('set <id>')
    .description('define one as a whole, or again')
    .requiredOption('--to <url>', 'where to')
    .option('--events <event...>', 'policy, or policy.VersionPublished; every event where none is named', [])
    .option(
      '--secret-file <file>',
      'sealed here, for the runners alone; without it the one that it has stays',
    )
    .option('--attempts <count>', 'attempts until a delivery is dead')
    .option('--off', 'nothing is delivered')
    .action((id: string, options: SetOptions, command: Command) =>
      act(command, async ({ api, settings }) => shown(await set(api(), settings.tenant, id, options))),
    );
  group
    .command('remove <id>')
    .description('remove one')
    .action((webhookId: string, _options: object, command: Command) =>
      act(command, async ({ api }) =>
        shown(
          await answered(
            api().DELETE('/api/v1/tenant/webhooks/{webhookId}', { params: { path: { webhookId } } }),
          ),
        ),
      ),
    );
  deliveryCommands(group, act);
};

const deliveryCommands = (group: Command, act: Act): void => {
  group
    .command('deliveries')
    .description('what became of telling them, the youngest first')
    .addOption(new Option('--state <state>', 'those in this state').choices(STATES))
    .action(({ state }: { readonly state?: State }, command: Command) =>
      act(command, async ({ api }) => {
        const items = await deliveriesOf(api(), state);
        return { json: { items }, text: rowsOf(items) };
      }),
    );
  group
    .command('replay <delivery>')
    .description('deliver once more what is dead, or was delivered')
    .action((deliveryId: string, _options: object, command: Command) =>
      act(command, async ({ api }) => {
        const path = '/api/v1/tenant/webhook-deliveries/{deliveryId}/replay';
        const delivery = await answered(api().POST(path, { params: { path: { deliveryId } } }));
        return { json: delivery, text: rowsOf([delivery]) };
      }),
    );
};

type SetOptions = {
  readonly to: string;
  readonly events: readonly string[];
  readonly secretFile?: string;
  readonly attempts?: string;
  readonly off?: true;
};

const set = async (
  api: Api,
  tenant: string | undefined,
  webhookId: string,
  { to: url, events, secretFile, attempts, off }: SetOptions,
): Promise<Webhooks> => {
  const { sealedSecret } = await import('../client/sealed-secret.ts');
  const secret =
    secretFile === undefined ? undefined : await sealedSecret(api, { tenant, webhookId }, secretFile);
  return answered(
    api.PUT('/api/v1/tenant/webhooks/{webhookId}', {
      params: { path: { webhookId } },
      body: {
        url,
        events: [...events],
        isEnabled: off !== true,
        ...(attempts !== undefined && { attemptsMax: Number(attempts) }),
        ...(secret !== undefined && { secret }),
      },
    }),
  );
};

const deliveriesOf = (api: Api, state: State | undefined): Promise<readonly Delivery[]> =>
  listed((page) => {
    const query = { ...page, ...(state !== undefined && { state }) };
    return answered(api.GET('/api/v1/tenant/webhook-deliveries', { params: { query } }));
  });

const shown = (webhooks: Webhooks): Answer => ({
  json: webhooks,
  text: table(
    ['webhook', 'on', 'to', 'events', 'secrets'],
    webhooks.webhooks.map(({ webhookId, isEnabled, url, events, secrets }) => [
      webhookId,
      isEnabled ? 'yes' : 'no',
      url,
      events.join(' ') || 'all',
      secrets.map(({ until }) => (until === null ? 'one' : `another until ${until}`)).join(', '),
    ]),
  ),
});

const rowsOf = (deliveries: readonly Delivery[]): string =>
  table(
    ['delivery', 'webhook', 'event', 'state', 'attempts', 'last', 'next'],
    deliveries.map((delivery) => [
      delivery.deliveryId,
      delivery.webhookId,
      delivery.event,
      delivery.state,
      String(delivery.attempts),
      String(delivery.lastStatus ?? delivery.lastFault ?? '–'),
      delivery.nextAttemptAt ?? '–',
    ]),
  );
