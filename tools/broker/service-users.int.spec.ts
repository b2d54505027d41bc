import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { SERVICE_USERS, type ServiceUser } from '@policy-registry/contracts';
import { durableConfigs, REACTOR, STREAM, type DurableConfig } from '@policy-registry/event-store';
import { AckPolicy } from '@nats-io/jetstream';

import { startIsolatedBroker, type IsolatedBroker, type Who } from './testing/isolated-broker.ts';
import { probesOf } from './testing/probes.ts';

const START_MS = 60_000;
// Each connection signs in with pure JavaScript.
jest.setTimeout(60_000);
const REQUEST_MS = 2_000;
const SERVICES = SERVICE_USERS.filter((user) => user !== 'admin');
const SCHEDULER: Who = { tenant: 'acme', role: 'scheduler' };
const STREAMS = Object.values(STREAM);
const EVENT = 'registry.evt.acme.policy.pay-gate';
const SCRATCH = 'SCRATCH';
const binary = process.env['TEST_NATS_BIN'];
const suite = binary === undefined ? describe.skip : describe;

suite('the users of the service account (needs TEST_NATS_BIN)', () => {
  let broker: IsolatedBroker;
  const probes = probesOf(() => broker);
  beforeAll(async () => {
    broker = await startIsolatedBroker(binary ?? '');
    await broker.jsm.streams.add({ name: SCRATCH, subjects: ['scratch.>'] });
  }, START_MS);
  afterAll(async () => {
    await broker?.stop();
    const { refused, letThrough } = probes.count();
    process.stdout.write(`probes of the service users: ${refused} refused, ${letThrough} let through\n`);
  });

  const lastSeqs = async (): Promise<readonly number[]> =>
    Promise.all(STREAMS.map(async (name) => (await broker.jsm.streams.info(name)).state.last_seq));
  /** Refused to this user, changing nothing, and let through to a control. */
  const refusedBut = async (
    user: ServiceUser,
    subjects: readonly string[],
    control: ServiceUser = 'admin',
  ): Promise<void> => {
    const before = await lastSeqs();
    expect([user, await probes.refusedToPublish(user, subjects)]).toStrictEqual([user, subjects]);
    expect(await lastSeqs()).toStrictEqual(before);
    // What no JSON is asks for nothing: the control shows who may ask.
    expect(await probes.refusedToPublish(control, subjects, 'no request')).toStrictEqual([]);
  };

  it('publish what is written down for them, and nothing else', async () => {
    const writes = {
      event: EVENT,
      outcome: 'registry.out.acme.c-1',
      job: 'registry.job.normal.acme.shard.j-1',
      'dead letter': 'registry.dead.commands.acme.d-1',
      nudge: 'registry.nudge.acme.c-1',
      'run status': 'registry.run-status.acme.s-1',
      'gateway command': 'registry.cmd.gateway.acme.c-1',
      'runner command': 'registry.cmd.runner.acme.c-1',
      'projector command': 'registry.cmd.projector.acme.c-1',
      'run of a scheduler': 'registry.cmd.scheduler.acme.c-1',
      heartbeat: 'registry.beat.acme.prod.edge-1',
      'copied event': 'registry.audit.acme.S.x',
    } as const;
    const allowed: Readonly<Record<string, readonly (keyof typeof writes)[]>> = {
      gateway: ['gateway command', 'heartbeat'],
      projector: ['event', 'outcome', 'job', 'dead letter', 'nudge', 'run status', 'projector command'],
      runner: ['dead letter', 'runner command'],
      auditor: [],
    };
    for (const user of SERVICES) {
      const refused = await probes.refusedToPublish(user, Object.values(writes));
      const through = Object.entries(writes).filter(([, subject]) => !refused.includes(subject));
      expect([user, through.map(([name]) => name)]).toStrictEqual([user, allowed[user]]);
    }
  });

  it.each(SERVICES)(
    '%s: no way to change, empty, delete or restore a stream or its messages',
    async (user) => {
      const administration = (stream: string) => [
        ...['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'RESTORE', 'SNAPSHOT'].map(
          (what) => `$JS.API.STREAM.${what}.${stream}`,
        ),
        `$JS.API.STREAM.MSG.DELETE.${stream}`,
        `$JS.API.STREAM.PEER.REMOVE.${stream}`,
        `$JS.API.STREAM.LEADER.STEPDOWN.${stream}`,
      ];
      const subjects = [...STREAMS, SCRATCH].flatMap(administration);
      const before = await lastSeqs();
      expect(await probes.refusedToPublish(user, subjects)).toStrictEqual(subjects);
      expect(await lastSeqs()).toStrictEqual(before);
    },
  );

  it('admin: all of that, for migrations', async () => {
    const { jsm, js } = broker;
    const other = { name: 'OTHER', subjects: ['other.>'] };
    await jsm.streams.add(other);
    const { seq } = await js.publish('other.1', 'x');
    await js.publish('other.2', 'x');
    expect((await jsm.streams.update('OTHER', { ...other, max_msgs: 5 })).config.max_msgs).toBe(5);
    expect(await jsm.streams.deleteMessage('OTHER', seq)).toBe(true);
    expect((await jsm.streams.purge('OTHER')).purged).toBe(1);
    expect(await jsm.streams.delete('OTHER')).toBe(true);
  });

  it.each(['gateway', 'runner'] as const)('%s: no consumer of its own', async (user) => {
    await refusedBut(
      user,
      STREAMS.flatMap((stream) => [
        `$JS.API.CONSUMER.CREATE.${stream}`,
        `$JS.API.CONSUMER.CREATE.${stream}.x`,
        `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.x`,
      ]),
    );
  });

  it.each(SERVICES)('%s: no durable consumer to make, change, stop or delete', async (user) => {
    const subjects = durableConfigs().flatMap(
      ({ stream, config: { durable_name: durable, filter_subject: filter } }) => [
        ...['CREATE', 'DELETE', 'PAUSE', 'RESET', 'UNPIN', 'LEADER.STEPDOWN', 'DURABLE.CREATE'].map(
          (what) => `$JS.API.CONSUMER.${what}.${stream}.${durable}`,
        ),
        `$JS.API.CONSUMER.CREATE.${stream}`,
        `$JS.API.CONSUMER.CREATE.${stream}.${durable}.${filter}`,
      ],
    );
    expect(await probes.refusedToPublish(user, subjects)).toStrictEqual(subjects);
    for (const { stream, config } of durableConfigs())
      expect((await broker.jsm.consumers.info(stream, config.durable_name)).name).toBe(config.durable_name);
  });

  it('create no consumer without the filter in the subject of the request', async () => {
    for (const user of ['projector', 'auditor'] as const) {
      await refusedBut(user, [
        '$JS.API.CONSUMER.CREATE.EVENTS.own',
        '$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.own',
      ]);
      const own = '$JS.API.CONSUMER.CREATE.EVENTS.own.registry.evt.>';
      expect(await probes.refusedToPublish(user, [own], 'no request')).toStrictEqual([]);
    }
  });

  it('work off no durable consumer but whose work it is', async () => {
    const owners: Readonly<Record<string, ServiceUser>> = {
      [STREAM.commands]: 'projector',
      [STREAM.runs]: 'projector',
      [STREAM.events]: 'projector',
      [STREAM.jobs]: 'runner',
      [STREAM.heartbeats]: 'projector',
    };
    const useOf = ({ stream, config: { durable_name: durable } }: DurableConfig) => [
      `$JS.API.CONSUMER.INFO.${stream}.${durable}`,
      `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`,
      `$JS.ACK.${stream}.${durable}.1.1.1.1.0`,
    ];
    for (const user of SERVICES) {
      const [own, others] = [true, false].map((isOwn) =>
        durableConfigs().filter(({ stream }) => (owners[stream] === user) === isOwn),
      );
      const subjects = (others ?? []).flatMap(useOf);
      expect([user, await probes.refusedToPublish(user, subjects)]).toStrictEqual([user, subjects]);
      expect(await probes.refusedToPublish(user, (own ?? []).flatMap(useOf), 'no request')).toStrictEqual([]);
    }
  });

  it('change no consumer by a name in the request that is not the one in its subject', async () => {
    const before = (await broker.jsm.consumers.info(STREAM.events, REACTOR)).config;
    for (const user of ['projector', 'auditor'] as const) {
      const connection = await broker.as(user);
      const create = async (config: object) =>
        (
          await connection.request(
            `$JS.API.CONSUMER.CREATE.${STREAM.events}.own.registry.evt.>`,
            JSON.stringify({ stream_name: STREAM.events, config }),
            { timeout: REQUEST_MS },
          )
        ).json();
      const stolen = { ...before, name: REACTOR, durable_name: REACTOR, max_ack_pending: 7 };
      expect(await create(stolen)).toMatchObject({ error: { code: 400 } });
      const own = { name: 'own', filter_subject: 'registry.evt.>', ack_policy: AckPolicy.None };
      expect(await create({ ...own, inactive_threshold: 5_000_000_000 })).toMatchObject({ name: 'own' });
    }
    expect((await broker.jsm.consumers.info(STREAM.events, REACTOR)).config).toStrictEqual(before);
  });

  it('get no stored bytes directly, but the projector its events: an answer goes wherever its asker says', async () => {
    for (const user of SERVICES) {
      const streams = STREAMS.filter((stream) => user !== 'projector' || stream !== STREAM.events);
      await refusedBut(
        user,
        streams.flatMap((stream) => [
          `$JS.API.DIRECT.GET.${stream}`,
          `$JS.API.DIRECT.GET.${stream}.${EVENT}`,
        ]),
      );
    }
  });

  it('hear no replies but their own', async () => {
    const others = ['_INBOX.>', '>', 'registry.>', 'registry.evt.>', '_INBOX_admin.>', '$JS.>', '$SYS.>'];
    for (const user of SERVICES) {
      const own = `_INBOX_${user}.x`;
      expect([user, await probes.refusedToHear(user, [...others, own])]).toStrictEqual([user, others]);
    }
    expect(await probes.refusedToHear('admin', others)).toStrictEqual([]);
  });

  it('hear how runs go, as the operator’s auditor', async () => {
    const [auditor, projector] = [await broker.as('auditor'), await broker.as('projector')];
    const heard = auditor.subscribe('registry.run-status.>', { max: 1 });
    await auditor.flush();
    projector.publish('registry.run-status.globex.s-1', 'running');
    for await (const { subject } of heard) expect(subject).toBe('registry.run-status.globex.s-1');
  });

  it('are trusted like writers where they may create a consumer: the operator’s auditor could append', async () => {
    const [auditor, scheduler] = [await broker.as('auditor'), await broker.as(SCHEDULER)];
    await broker.js.publish(EVENT, 'an event');
    const config = { name: 'own', filter_subject: 'registry.evt.>', ack_policy: AckPolicy.None };
    const api = `${STREAM.events}.own`;
    await auditor.request(
      `$JS.API.CONSUMER.CREATE.${api}.registry.evt.>`,
      JSON.stringify({
        stream_name: STREAM.events,
        config: { ...config, inactive_threshold: 60_000_000_000 },
      }),
    );
    const before = (await broker.jsm.streams.info(STREAM.events)).state.last_seq;
    const injected = 'registry.evt.acme.policy.injected';
    auditor.publish(`$JS.API.CONSUMER.MSG.NEXT.${api}`, '1', { reply: injected });
    await auditor.request(`$JS.API.CONSUMER.INFO.${api}`);
    expect((await broker.jsm.streams.info(STREAM.events)).state.last_seq).toBe(before + 1);
    // From a tenant's account the same subject names nothing of the registry's.
    await scheduler.request('registry.cmd.scheduler.acme.r-1', '{}');
    scheduler.publish('registry.cmd.scheduler.acme.r-2', '{}', { reply: injected });
    await scheduler.request('registry.cmd.scheduler.acme.r-3', '{}');
    expect((await broker.jsm.streams.info(STREAM.events)).state.last_seq).toBe(before + 1);
  });
});
