import { createServer, type Server } from 'node:http';

import type { StoredMessage } from '@policy-registry/kernel';
import { createTextKey, inTenant } from '@policy-registry/postgres';
import { newSigningKeyPem, publicKeyOfPem } from '@policy-registry/signing';

import { eventsOfTwoTenants } from '../../rebuild/testing/two-tenants.ts';
import type { Installation } from './installation.ts';

/** Those whom an operator of the specs serves. */
export const OPERATED = ['acme', 'globex'];

/** Events of both, so often, and one with which each was opened. */
export const operatedEvents = (rounds: number): readonly Pick<StoredMessage, 'subject' | 'bytes'>[] => [
  ...eventsOfTwoTenants(rounds),
  ...OPERATED.map((tenant) => ({
    subject: `registry.evt.${tenant}.tenant.${tenant}`,
    bytes: new Uint8Array(),
  })),
];

export const giveTextKeys = async ({ database }: Installation): Promise<void> => {
  const owner = await database.as('registry_owner');
  for (const tenant of OPERATED)
    await inTenant(owner, tenant, (tx) => createTextKey(tx, tenant, new Uint8Array([1])));
};

/** A program that says whether it is ready, and the trust that a gateway publishes. */
export const ready = async (tenants: readonly string[], status = 200): Promise<Server> => {
  const window = { validFrom: '2020-01-01T00:00:00.000Z', validTo: '2099-01-01T00:00:00.000Z' };
  const keys = tenants.map((tenant) => ({ ...publicKeyOfPem(newSigningKeyPem()), tenant, ...window }));
  const checks = { broker: { ok: status === 200, detail: 'reconnecting' } };
  const server = createServer(({ url }, response) => {
    response.statusCode = url === '/readyz' ? status : 200;
    response.end(JSON.stringify(url === '/readyz' ? { checks } : { keys }));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
};
