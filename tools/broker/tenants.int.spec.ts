import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { encodeUser, fmtCreds } from '@nats-io/jwt';
import { createUser, type KeyPair } from '@nats-io/nkeys';
import { AckPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { AUDIT, STREAM } from '@policy-registry/event-store';
import { waitFor } from '@policy-registry/event-store/testing';

import { newCredentials, tenantCredentials } from './credentials.ts';
import { auditAccount, readKey, SYSTEM, tenantAccount } from './key-files.ts';
import { startIsolatedBroker, type IsolatedBroker, type Who } from './testing/isolated-broker.ts';
import { probesOf } from './testing/probes.ts';

const START_MS = 60_000;
const REQUEST_MS = 2_000;
const INACTIVE_NANOS = 60_000_000_000;
// Each connection signs in with pure JavaScript.
jest.setTimeout(60_000);

const SCHEDULER: Who = { tenant: 'acme', role: 'scheduler' };
const AUDITOR: Who = { tenant: 'acme', role: 'auditor' };
const STOLEN = [
  ['scheduler', SCHEDULER],
  ['auditor', AUDITOR],
] as const;
const STREAMS = Object.values(STREAM);
const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

suite('what somebody of a tenant can do at the broker (needs TEST_NATS_BIN)', () => {
  let broker: IsolatedBroker;
  const probes = probesOf(() => broker);
  beforeAll(async () => {
    broker = await startIsolatedBroker(binary ?? '');
    const projector = jetstream(await broker.as('projector'));
    for (const tenant of ['acme', 'globex'])
      for (const n of [1, 2, 3]) await projector.publish(`registry.evt.${tenant}.policy.p`, `${tenant} ${n}`);
    const { jsm } = await auditOf(AUDITOR);
    await waitFor('copy', async () => (await jsm.streams.info(AUDIT)).state.messages === 3);
  }, START_MS);
  afterAll(async () => {
    await broker?.stop();
    const { refused, letThrough } = probes.count();
    process.stdout.write(`probes of stolen credentials: ${refused} refused, ${letThrough} let through\n`);
  });

  const auditOf = async (who: Who) => {
    const connection = await broker.as(who);
    return { connection, jsm: await jetstreamManager(connection, { checkAPI: false }) };
  };
  /** All that the service account holds; whoever changed anything in it shows. */
  const registryState = async (): Promise<unknown> =>
    Promise.all(
      STREAMS.map(async (name) => {
        const { state, config } = await broker.jsm.streams.info(name);
        return [name, state.last_seq, state.consumer_count, config.subjects];
      }),
    );
  const changingNothing = async (work: () => Promise<void>): Promise<void> => {
    const before = await registryState();
    await work();
    expect(await registryState()).toStrictEqual(before);
  };

  describe('with stolen credentials', () => {
    const ofRegistry = ['acme', 'globex'].flatMap((tenant) => [
      `registry.evt.${tenant}.policy.p`,
      `registry.out.${tenant}.c`,
      `registry.job.normal.${tenant}.shard.j`,
      `registry.dead.commands.${tenant}.d`,
      `registry.nudge.${tenant}.c`,
      `registry.run-status.${tenant}.s`,
      ...['gateway', 'projector', 'runner'].map((producer) => `registry.cmd.${producer}.${tenant}.c`),
      `registry.audit.${tenant}.S.x`,
      `registry.source.CONSUMER.CREATE.EVENTS.x.registry.evt.${tenant}.>`,
    ]);
    const ofJetStream = [...STREAMS, AUDIT].flatMap((stream) => [
      ...['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'RESTORE', 'SNAPSHOT'].map(
        (what) => `$JS.API.STREAM.${what}.${stream}`,
      ),
      `$JS.API.STREAM.MSG.DELETE.${stream}`,
      `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.x`,
      `$JS.API.CONSUMER.CREATE.${stream}`,
      `$JS.API.CONSUMER.CREATE.${stream}.x`,
      `$JS.ACK.${stream}.x.1.1.1.1.0`,
      `$JS.FC.${stream}.x.y`,
    ]);
    const others = [
      '$JS.API.STREAM.NAMES',
      '$JS.API.STREAM.LIST',
      '$JS.API.ACCOUNT.PURGE.acme',
      '$SYS.REQ.SERVER.PING',
      '$SYS.REQ.CLAIMS.UPDATE',
      'registry.cmd.scheduler.globex.r',
    ];

    it.each(STOLEN)('a %s publishes nothing of all that, and changes nothing', async (role, who) => {
      const eventsApi = STREAMS.flatMap((stream) => [
        `$JS.API.STREAM.INFO.${stream}`,
        `$JS.API.STREAM.MSG.GET.${stream}`,
        `$JS.API.DIRECT.GET.${stream}`,
        `$JS.API.CONSUMER.CREATE.${stream}.x.registry.evt.>`,
        `$JS.API.CONSUMER.MSG.NEXT.${stream}.x`,
      ]);
      const denied = [...ofRegistry, ...ofJetStream, ...others, ...eventsApi];
      await changingNothing(async () => {
        const more =
          role === 'auditor' ? ['registry.cmd.scheduler.acme.r'] : [`$JS.API.STREAM.INFO.${AUDIT}`];
        const all = [...denied, ...more];
        expect(await probes.refusedToPublish(who, all)).toStrictEqual(all);
      });
    });

    it.each(STOLEN)('a %s hears nobody else', async (_role, who) => {
      const subjects = [
        ...['>', 'registry.>', 'registry.evt.acme.>', 'registry.evt.globex.>', 'registry.nudge.>'],
        ...['registry.run-status.>', 'registry.run-status.globex.*', 'registry.cmd.>', 'registry.audit.>'],
        ...['_INBOX.>', '_INBOX_admin.>', '_INBOX_gateway.>', '$JS.>', '$SYS.>'],
      ];
      expect(await probes.refusedToHear(who, subjects)).toStrictEqual(subjects);
    });

    it('the role’s own work is let through', async () => {
      expect(await probes.refusedToPublish(SCHEDULER, ['registry.cmd.scheduler.acme.own'])).toStrictEqual([]);
      expect(await probes.refusedToHear(SCHEDULER, ['registry.run-status.acme.*'])).toStrictEqual([]);
      const own = [`$JS.API.STREAM.INFO.${AUDIT}`, `$JS.API.CONSUMER.MSG.NEXT.${AUDIT}.x`];
      expect(await probes.refusedToPublish(AUDITOR, own)).toStrictEqual([]);
    });
  });

  it('an auditor reads exactly the events of its tenant, in order, with a consumer of its own', async () => {
    const { connection } = await auditOf(AUDITOR);
    const consumer = await jetstream(connection).consumers.get(AUDIT, {
      filter_subjects: 'registry.evt.>',
      name_prefix: 'replay',
    });
    const read: string[] = [];
    for await (const message of await consumer.fetch({ max_messages: 3 })) read.push(message.string());
    expect(read).toStrictEqual(['acme 1', 'acme 2', 'acme 3']);
  });

  describe('by a reply subject', () => {
    const targets = [
      'registry.evt.acme.policy.injected',
      'registry.out.acme.injected',
      'registry.job.normal.acme.shard.injected',
      'registry.cmd.gateway.acme.injected',
      'registry.run-status.acme.injected',
      '$JS.API.STREAM.DELETE.EVENTS',
      `registry.source.CONSUMER.CREATE.EVENTS.x.registry.evt.acme.>`,
    ];
    const stateWithoutRuns = async (): Promise<unknown> => {
      const state = (await registryState()) as [string, ...unknown[]][];
      return state.filter(([name]) => name !== STREAM.runs);
    };

    it('a scheduler has the answer to its run put nowhere but into its own account', async () => {
      const scheduler = await broker.as(SCHEDULER);
      const before = await stateWithoutRuns();
      const runs = (await broker.jsm.streams.info(STREAM.runs)).state.last_seq;
      for (const [at, reply] of targets.entries())
        scheduler.publish(`registry.cmd.scheduler.acme.injecting-${at}`, '{}', { reply });
      const control = await scheduler.request('registry.cmd.scheduler.acme.asking', '{}', {
        timeout: REQUEST_MS,
      });
      expect(control.json()).toMatchObject({ stream: STREAM.runs });
      expect(await stateWithoutRuns()).toStrictEqual(before);
      const { state } = await broker.jsm.streams.info(STREAM.runs, { subjects_filter: '>' });
      // From 2.15.3 on the broker takes no message whose answer would be a request to its own API.
      expect([targets.length - 1, targets.length]).toContain(state.last_seq - runs - 1);
      expect(
        Object.keys(state.subjects ?? {}).filter((one) => !one.startsWith('registry.cmd.scheduler.acme.')),
      ).toStrictEqual([]);
    });

    it('an auditor has what it reads delivered nowhere but into its own account', async () => {
      const { connection, jsm } = await auditOf(AUDITOR);
      const create = `$JS.API.CONSUMER.CREATE.${AUDIT}`;
      const request = (subject: string, config: object) =>
        connection.request(subject, JSON.stringify({ stream_name: AUDIT, config }), { timeout: REQUEST_MS });
      const common = {
        filter_subject: 'registry.evt.>',
        ack_policy: AckPolicy.None,
        inactive_threshold: INACTIVE_NANOS,
      };
      await changingNothing(async () => {
        await request(`${create}.pulled.registry.evt.>`, { ...common, name: 'pulled' });
        for (const [at, target] of [...targets, 'registry.cmd.scheduler.acme.injected'].entries()) {
          connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${AUDIT}.pulled`, '1', { reply: target });
          connection.publish(`$JS.API.STREAM.MSG.GET.${AUDIT}`, '{"seq":1}', { reply: target });
          // The answer to this one is almost a request to create a consumer itself.
          const config = { ...common, name: `told-${at}` };
          const told = JSON.stringify({ stream_name: AUDIT, config });
          connection.publish(`${create}.told-${at}.registry.evt.>`, told, { reply: target });
          const pushed = { ...common, name: `pushed-${at}`, deliver_subject: target };
          await request(`${create}.pushed-${at}.registry.evt.>`, pushed);
        }
        expect((await jsm.streams.getMessage(AUDIT, { seq: 1 }))?.string()).toBe('acme 1');
      });
    });
  });

  describe('without any list of what is allowed', () => {
    /** Signed by the account itself, which allows everything in it. */
    const unlimited = async (account: string): Promise<Uint8Array> => {
      const issuer = await readKey(broker.files.keys.accountOf(account));
      const user = createUser();
      const everything = { pub: { allow: ['>'] }, sub: { allow: ['>'] } };
      return fmtCreds(await encodeUser('unlimited', user, issuer, everything), user);
    };

    it('a tenant’s account reaches nothing of the registry’s but its own intake', async () => {
      const own = await broker.as(await unlimited(tenantAccount('acme')));
      await changingNothing(async () => {
        for (const subject of [
          'registry.evt.acme.policy.p',
          'registry.cmd.scheduler.globex.r',
          'registry.cmd.gateway.acme.c',
          'registry.out.acme.c',
          'registry.job.normal.acme.shard.j',
        ])
          await expect(own.request(subject, '{}', { timeout: REQUEST_MS })).rejects.toThrow(/no responders/);
        const answer = await own.request('$JS.API.STREAM.INFO.EVENTS', '', { timeout: REQUEST_MS });
        expect(answer.json()).toMatchObject({
          error: { description: expect.stringMatching(/jetstream not enabled/i) },
        });
      });
      const heard: string[] = [];
      own.subscribe('>', { callback: (_error, { subject }) => void heard.push(subject) });
      await own.flush();
      await broker.js.publish('registry.evt.acme.policy.p', 'acme 4');
      await broker.js.publish('registry.evt.globex.policy.p', 'globex 4');
      (await broker.as('projector')).publish('registry.run-status.globex.s', 'theirs');
      const ack = await own.request('registry.cmd.scheduler.acme.unlimited', '{}', { timeout: REQUEST_MS });
      expect(ack.json()).toMatchObject({ stream: STREAM.runs });
      expect(heard.filter((subject) => !subject.startsWith('_INBOX'))).toStrictEqual([
        'registry.cmd.scheduler.acme.unlimited',
      ]);
    });

    it('the account of a tenant’s auditors gets no consumer of EVENTS but of that tenant’s events', async () => {
      const own = await broker.as(await unlimited(auditAccount('acme')));
      const create = (subject: string, filter: string) =>
        own.request(
          `registry.source.CONSUMER.CREATE.EVENTS.own.${subject}`,
          JSON.stringify({
            stream_name: STREAM.events,
            config: {
              name: 'own',
              filter_subject: filter,
              ack_policy: AckPolicy.None,
              inactive_threshold: INACTIVE_NANOS,
            },
          }),
          { timeout: REQUEST_MS },
        );
      await changingNothing(async () => {
        for (const filter of ['registry.evt.globex.>', 'registry.evt.>', 'registry.evt.*.policy.p']) {
          await expect(create(filter, filter)).rejects.toThrow(/no responders/);
          expect((await create('registry.evt.acme.>', filter)).json()).toMatchObject({
            error: { code: 400 },
          });
        }
      });
      expect((await create('registry.evt.acme.>', 'registry.evt.acme.>')).json()).toMatchObject({
        name: 'own',
      });
      await broker.jsm.consumers.delete(STREAM.events, 'own');
    });
  });

  describe('with other credentials than were made for it', () => {
    const refused = async (credentials: Uint8Array): Promise<void> =>
      expect(broker.as(credentials)).rejects.toThrow(/authorization|expired/i);
    const expiring = (expiresAtMs: number) =>
      tenantCredentials(broker.files.keys, { tenant: 'acme', role: 'auditor', expiresAtMs });

    it('nobody is let in after they expired, and whoever is in is sent away', async () => {
      await refused(await expiring(Date.now() - 1_000));
      const connection = await broker.as(await expiring(Date.now() + 3_000));
      expect(String(await connection.closed())).toMatch(/expired/i);
      await (await broker.as(await expiring(Date.now() + 60_000))).flush();
    });

    it('nobody is let in by the key of another tenant, or of another role with a list of its own', async () => {
      const { keys } = broker.files;
      const signed = async (by: KeyPair, account: string, own: object = {}) => {
        const user = createUser();
        const issuer = (await readKey(keys.accountOf(account))).getPublicKey();
        const token = await encodeUser('forged', user, issuer, own, { signer: by, scopedUser: true });
        return fmtCreds(token, user);
      };
      const schedulers = await readKey(keys.signingOf(tenantAccount('acme'), 'scheduler'));
      await refused(await signed(schedulers, tenantAccount('globex')));
      await refused(await signed(schedulers, 'service'));
      await refused(await signed(schedulers, tenantAccount('acme'), { pub: { allow: ['>'] } }));
      await (await broker.as(await signed(schedulers, tenantAccount('acme')))).flush();
    });
  });

  it('nobody but the broker’s own system account purges an account', async () => {
    const { keys } = broker.files;
    const account = (await readKey(keys.accountOf(auditAccount('globex')))).getPublicKey();
    const subject = `$JS.API.ACCOUNT.PURGE.${account}`;
    for (const who of ['gateway', 'projector', 'runner', 'auditor', SCHEDULER, AUDITOR] as const)
      expect(await probes.refusedToPublish(who, [subject])).toStrictEqual([subject]);
    const admin = await broker.as('admin');
    await expect(admin.request(subject, '', { timeout: REQUEST_MS })).rejects.toThrow(/timeout/);
    const keeper = await broker.as({ keeperOf: 'globex' });
    const { streams } = await jetstreamManager(keeper);
    expect((await streams.info(AUDIT)).state.messages).toBeGreaterThan(0);

    const user = createUser();
    const everything = { pub: { allow: ['>'] }, sub: { allow: ['>'] } };
    const issuer = await readKey(keys.accountOf(SYSTEM));
    const system = await broker.as(fmtCreds(await encodeUser('system', user, issuer, everything), user));
    expect((await system.request(subject, '', { timeout: REQUEST_MS })).json()).toMatchObject({
      initiated: true,
    });
    await waitFor(
      'end of the stream',
      async () => (await streams.info(AUDIT).catch(() => undefined)) === undefined,
    );
    // The names of files and users stand for nothing else.
    await newCredentials(keys, { account: auditAccount('globex'), role: 'auditor', name: 'after' });
  });
});
