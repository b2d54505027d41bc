import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { deadLetters } from '@policy-registry/event-store';

import { followPage, pagesOf, runCommand, type Following, type Ran } from '../../test/support/runbook.ts';
import type { Installation } from './backup/testing/installation.ts';
import { installationSuite } from './backup/testing/installation-suite.ts';
import { giveTextKeys, OPERATED, operatedEvents, ready } from './backup/testing/operated.ts';
import { buriedRun, runRequest } from './dead-letters/testing/buried-run.ts';

// The pages of docs/runbooks, command by command, on servers that migrate has set up, against the fault that each is about.

jest.setTimeout(180_000);

installationSuite('the runbook', (start) => {
  let installation: Installation;
  let gateway: Server;
  let folder: string;
  const followed = new Set<string>();
  beforeAll(async () => {
    installation = await start();
    folder = await mkdtemp(join(tmpdir(), 'policy-registry-runbooks-'));
    gateway = await ready(OPERATED);
    await writeFile(join(folder, 'stack.json'), JSON.stringify(described()));
    await live();
  });
  afterAll(async () => {
    gateway?.close();
    await installation?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const described = () => {
    const { broker, access } = installation;
    const { port } = gateway.address() as AddressInfo;
    return {
      gatewayUrl: `http://127.0.0.1:${port}`,
      issuerUrl: 'http://127.0.0.1:1',
      nats: {
        url: broker.url,
        admin: broker.files.credentialsOf('admin'),
        auditor: broker.files.credentialsOf('auditor'),
        keys: broker.files.keys.folder,
      },
      database: { ownerUrl: access.databaseUrl },
      trustFile: 'none',
      tenants: OPERATED,
    };
  };

  /** Events that are in the read models and have had their reactions, and keys for the texts of both tenants. */
  const live = async (): Promise<void> => {
    const { js } = installation.broker;
    const events = operatedEvents(3);
    for (const { subject, bytes } of events) await js.publish(subject, bytes);
    const reactor = await js.consumers.get('EVENTS', 'reactor-v1');
    for (const _ of events) await (await reactor.next())?.ackAck();
    await giveTextKeys(installation);
    await run('npm run policyctl -- projector rebuild --stack "$REGISTRY/stack.json"');
  };

  const run = (command: string): Promise<Ran> => runCommand(command, { REGISTRY: folder });

  const follow = (page: string, heading: string, options: Following = {}): Promise<string> => {
    followed.add(page);
    const variables = { REGISTRY: folder, ...options.variables };
    return followPage(page, heading, { ...options, variables });
  };

  it('read-models-differ.md finds the row, and puts it right', async () => {
    const name = `select name from policy_catalog where tenant_id = 'acme' and policy_id = 'pay-gate'`;
    const before = await installation.database.admin(name);
    await installation.database.admin(
      `update policy_catalog set name = 'another' where tenant_id = 'acme' and policy_id = 'pay-gate'`,
    );
    const page = 'read-models-differ.md';
    expect(await follow(page, 'Look', { exitCode: 1 })).toMatch(
      /policy_catalog +changed in acme: pay-gate \(name\)/,
    );
    expect(await follow(page, 'Do')).toMatch(/swapped +yes/);
    await follow(page, 'Verify');
    expect(await installation.database.admin(name)).toStrictEqual(before);
  });

  it('dead-letters.md replays what can be decided now, and discards what never can', async () => {
    const bury = deadLetters(installation.broker.js);
    await bury({ ...buriedRun, seq: 1 });
    await bury({
      ...{ stream: 'JOBS', tenant: 'acme', subject: 'registry.job.normal.acme.shard.x', seq: 2 },
      ...{ bytes: new TextEncoder().encode('no job'), reason: 'the message is no job' },
    });
    const { letters } = JSON.parse(
      (await run('npm run policyctl -- dead-letters list --json --stack "$REGISTRY/stack.json"')).said,
    );
    const page = 'dead-letters.md';
    const variables = { REPLAYED: letters[0].id, DISCARDED: letters[1].id };
    const seen = await follow(page, 'Look', { variables });
    expect(seen).toMatch(/replay +possible/);
    expect(seen).toMatch(/replay +the message is not JSON/);
    await follow(page, 'Do', { variables });
    const { js } = installation.broker;
    const decided = await (await js.consumers.get('RUNS', 'runs-v1')).next();
    expect(decided?.json()).toStrictEqual(runRequest);
    await decided?.ackAck();
    expect(await follow(page, 'Verify', { variables })).toMatch(/^no dead letters/);
  });

  it('lost-reactor.md has it made again', async () => {
    const { broker, database } = installation;
    await broker.jsm.consumers.delete('EVENTS', 'reactor-v1');
    const page = 'lost-reactor.md';
    expect(await follow(page, 'Look', { exitCode: 1 })).toMatch(/EVENTS reactor-v1 is missing/);
    const { password } = new URL(database.urlOf('registry_owner'));
    await follow(page, 'Do', {
      variables: {
        DATABASE_ADMIN_URL: database.adminUrl,
        DATABASE_OWNER_PASSWORD: password,
        DATABASE_PROJECTOR_PASSWORD: password,
        DATABASE_GATEWAY_PASSWORD: password,
        TENANTS: OPERATED.join(','),
        NATS_URL: broker.url,
        NATS_CREDS_FILE: broker.files.credentialsOf('admin'),
        NATS_KEEPERS_DIR: broker.files.keepers,
      },
    });
    await follow(page, 'Verify');
  });

  it('of every page that is followed here was followed', () => {
    expect([...followed].toSorted()).toStrictEqual(pagesOf('tools/policyctl/runbooks.int.spec.ts'));
  });
});
