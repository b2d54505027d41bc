import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BROKER_USERS, brokerUsersOf, inboxPrefixOf, type BrokerUser } from '@policy-registry/contracts';
import {
  commandPublisher,
  DECIDER,
  durableConfigs,
  eventFeed,
  jetStreamEventLog,
  jetStreamOutcomes,
  REACTOR,
  STREAM,
  workQueue,
} from '@policy-registry/event-store';
import { brokerSuite } from '@policy-registry/event-store/testing';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';

import { createPolicy } from './testing/commands.ts';
import { messageOf, storedEvents } from './testing/stored-log.ts';

const permissions = brokerUsersOf(['acme', 'globex']);
// An empty allow-list would mean “everything”.
const list = (subjects: readonly string[]): string =>
  JSON.stringify(subjects.length === 0 ? ['registry.none'] : subjects);
const settings = `authorization { users: [
${BROKER_USERS.map(
  (user) => `  { user: ${user}, password: ${user}, permissions: {
    publish: { allow: ${list(permissions[user].publish)}, deny: ${JSON.stringify(permissions[user].denyPublish ?? [])} },
    subscribe: { allow: ${list(permissions[user].subscribe)} } } }`,
).join('\n')}
] }`;

const REFUSED = /permissions violation/i;
const SERVICES = BROKER_USERS.filter((user) => user !== 'admin');
const EVENT = 'registry.evt.acme.policy.pay-gate';
const REQUEST_TIMEOUT_MS = 2_000;

brokerSuite(
  'the broker’s users',
  (broker) => {
    const connections = new Map<BrokerUser, NatsConnection>();
    const as = (user: BrokerUser): NatsConnection => {
      const connection = connections.get(user);
      if (connection === undefined) throw new Error(`${user} is not connected`);
      return connection;
    };
    beforeAll(async () => {
      for (const user of BROKER_USERS) {
        const login = { user, pass: user, inboxPrefix: inboxPrefixOf(user) };
        connections.set(user, await connect({ servers: broker().url, ...login }));
      }
    });
    afterAll(async () => {
      for (const connection of connections.values()) await connection.close();
    });

    /** What the broker refused when a user published; `undefined` when it let it through. */
    const refusalOf = async (
      user: BrokerUser,
      subject: string,
      payload = '',
    ): Promise<string | undefined> => {
      const own = await connect({
        servers: broker().url,
        user,
        pass: user,
        inboxPrefix: inboxPrefixOf(user),
      });
      const refused = (async () => {
        for await (const status of own.status()) if (status.type === 'error') return status.error.message;
        return undefined;
      })();
      own.publish(subject, payload);
      await own.flush();
      await own.close();
      return refused;
    };
    const lastSeqs = async (): Promise<readonly number[]> => {
      const infos = Object.values(STREAM).map((name) => broker().jsm.streams.info(name));
      return (await Promise.all(infos)).map(({ state }) => state.last_seq);
    };
    const unwritten = async (user: BrokerUser, ...subjects: readonly string[]): Promise<void> => {
      const before = await lastSeqs();
      for (const subject of subjects)
        expect([subject, await refusalOf(user, subject)]).toStrictEqual([
          subject,
          expect.stringMatching(REFUSED),
        ]);
      expect(await lastSeqs()).toStrictEqual(before);
    };

    describe('who may write what', () => {
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
        'run of its tenant': 'registry.cmd.scheduler.acme.c-1',
        'run of another tenant': 'registry.cmd.scheduler.globex.c-1',
      } as const;
      const allowed: Readonly<Record<(typeof SERVICES)[number], readonly (keyof typeof writes)[]>> = {
        gateway: ['gateway command'],
        projector: ['event', 'outcome', 'job', 'dead letter', 'nudge', 'run status', 'projector command'],
        runner: ['dead letter', 'runner command'],
        scheduler: ['run of its tenant'],
        auditor: [],
      };

      it.each(SERVICES)('is written down for the %s, and nothing else goes through', async (user) => {
        const through: string[] = [];
        for (const [name, subject] of Object.entries(writes)) {
          if ((await refusalOf(user, subject)) === undefined) through.push(name);
        }
        expect(through).toStrictEqual(allowed[user]);
      });
    });

    it.each(SERVICES)(
      'give the %s no way to change, empty, delete or restore a stream or its messages',
      async (user) => {
        await unwritten(
          user,
          ...Object.values(STREAM).flatMap((stream) => [
            ...['CREATE', 'UPDATE', 'DELETE', 'PURGE', 'RESTORE', 'SNAPSHOT'].map(
              (what) => `$JS.API.STREAM.${what}.${stream}`,
            ),
            `$JS.API.STREAM.MSG.DELETE.${stream}`,
            `$JS.API.STREAM.PEER.REMOVE.${stream}`,
          ]),
        );
      },
    );

    it.each(['gateway', 'runner', 'scheduler'] as const)(
      'give the %s no consumer of its own',
      async (user) => {
        const streams = Object.values(STREAM);
        await unwritten(
          user,
          ...streams.flatMap((stream) => [
            `$JS.API.CONSUMER.CREATE.${stream}`,
            `$JS.API.CONSUMER.CREATE.${stream}.x`,
            `$JS.API.CONSUMER.DURABLE.CREATE.${stream}.x`,
          ]),
        );
      },
    );

    it.each(SERVICES)('give the %s no durable consumer to make, change, stop or delete', async (user) => {
      await unwritten(
        user,
        ...durableConfigs().flatMap(
          ({ stream, config: { durable_name: durable, filter_subject: filter } }) => [
            ...['CREATE', 'DELETE', 'PAUSE', 'RESET', 'UNPIN', 'LEADER.STEPDOWN', 'DURABLE.CREATE'].map(
              (what) => `$JS.API.CONSUMER.${what}.${stream}.${durable}`,
            ),
            `$JS.API.CONSUMER.CREATE.${stream}`,
            `$JS.API.CONSUMER.CREATE.${stream}.${durable}.${filter}`,
          ],
        ),
      );
    });

    it('let nobody create a consumer without the filter in the subject of the request', async () => {
      for (const user of ['projector', 'auditor'] as const) {
        await unwritten(
          user,
          '$JS.API.CONSUMER.CREATE.EVENTS.own',
          '$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.own',
        );
      }
    });

    it('let nobody work off a durable consumer but whose work it is', async () => {
      const owners: Readonly<Record<string, BrokerUser>> = {
        [STREAM.commands]: 'projector',
        [STREAM.events]: 'projector',
        [STREAM.jobs]: 'runner',
      };
      for (const { stream, config } of durableConfigs()) {
        for (const user of SERVICES.filter((service) => service !== owners[stream])) {
          await unwritten(
            user,
            `$JS.API.CONSUMER.INFO.${stream}.${config.durable_name}`,
            `$JS.API.CONSUMER.MSG.NEXT.${stream}.${config.durable_name}`,
            `$JS.ACK.${stream}.${config.durable_name}.1.1.1.1.0`,
          );
        }
      }
    });

    it('let no name in the request stand for another than the one in its subject', async () => {
      const before = (await broker().jsm.consumers.info(STREAM.events, REACTOR)).config;
      for (const user of ['projector', 'auditor'] as const) {
        const answer = await as(user).request(
          `$JS.API.CONSUMER.CREATE.${STREAM.events}.own.registry.evt.>`,
          JSON.stringify({
            stream_name: STREAM.events,
            config: { ...before, name: REACTOR, durable_name: REACTOR, max_ack_pending: 7 },
          }),
          { timeout: REQUEST_TIMEOUT_MS },
        );
        expect(answer.json()).toMatchObject({ error: { code: 400 } });
      }
      expect((await broker().jsm.consumers.info(STREAM.events, REACTOR)).config).toStrictEqual(before);
    });

    it('let the auditor hear how runs are going', async () => {
      const heard = new Promise<string>((resolve, reject) =>
        as('auditor').subscribe('registry.run-status.>', {
          max: 1,
          callback: (error, message) => (error === null ? resolve(message.subject) : reject(error)),
        }),
      );
      await as('auditor').flush();
      as('projector').publish('registry.run-status.globex.s-1', 'running');
      expect(await heard).toBe('registry.run-status.globex.s-1');
    });

    it('give the scheduler no JetStream at all', async () => {
      await unwritten(
        'scheduler',
        '$JS.API.INFO',
        '$JS.API.STREAM.NAMES',
        '$JS.API.STREAM.LIST',
        '$JS.API.STREAM.MSG.GET.EVENTS',
        '$JS.ACK.COMMANDS.x',
      );
    });

    it('let nobody but the projector get stored bytes directly: an answer goes wherever its asker says', async () => {
      for (const user of SERVICES) {
        const streams = Object.values(STREAM).filter(
          (stream) => user !== 'projector' || stream !== STREAM.events,
        );
        await unwritten(
          user,
          ...streams.flatMap((stream) => [
            `$JS.API.DIRECT.GET.${stream}`,
            `$JS.API.DIRECT.GET.${stream}.${EVENT}`,
          ]),
        );
      }
    });

    it('let a gateway’s stored command become no event: the answer of a get is no event', async () => {
      const [event] = storedEvents('acme').filter(({ aggregate }) => aggregate.type === 'policy');
      if (event === undefined) throw new Error('there is no stored event of a policy');
      const { subject, bytes } = messageOf(event);
      const js = jetstream(as('gateway'));
      const { seq } = await js.publish('registry.cmd.gateway.acme.forged', bytes);
      const query = JSON.stringify({ seq });
      as('gateway').publish('$JS.API.STREAM.MSG.GET.COMMANDS', query, { reply: subject });
      // Requests to one stream are served in order: once this is answered, so is the one before.
      await as('gateway').request('$JS.API.STREAM.MSG.GET.COMMANDS', query, { timeout: REQUEST_TIMEOUT_MS });
      const log = jetStreamEventLog(broker().js, broker().jsm);
      expect((await log.load({ tenant: 'acme', ...event.aggregate })).events).toStrictEqual([]);
    });

    it('hear no replies but their own', async () => {
      for (const user of SERVICES) {
        for (const subject of [
          '_INBOX.>',
          '>',
          'registry.>',
          'registry.evt.>',
          `${inboxPrefixOf('admin')}.>`,
          '$JS.>',
        ]) {
          const own = await connect({
            servers: broker().url,
            user,
            pass: user,
            inboxPrefix: inboxPrefixOf(user),
          });
          const refused = new Promise<unknown>((resolve) =>
            own.subscribe(subject, { callback: (error) => resolve(error) }),
          );
          await own.flush();
          expect([user, subject, await refused]).toStrictEqual([
            user,
            subject,
            expect.objectContaining({ message: expect.stringMatching(REFUSED) }),
          ]);
          await own.close();
        }
      }
    });

    it('let each service do its work', async () => {
      const ofGateway = await jetstreamManager(as('gateway'), { checkAPI: false });
      const publish = commandPublisher(jetstream(as('gateway')), ofGateway, 'gateway');
      expect(await publish({ ...createPolicy, commandId: 'works' })).toBe('stored');
      expect(await publish({ ...createPolicy, commandId: 'works' })).toBe('pending');

      const js = jetstream(as('projector'));
      const jsm = await jetstreamManager(as('projector'), { checkAPI: false });
      const done = Promise.withResolvers<string>();
      const queue = await workQueue(as('projector'), {
        stream: STREAM.commands,
        durable: DECIDER,
        concurrency: 2,
        onFault: done.reject,
        work: async (message) => {
          if (message.subject.endsWith('.works')) done.resolve(message.subject);
          return { done: true };
        },
      });
      expect(await done.promise).toBe('registry.cmd.gateway.acme.works');
      await queue.close();

      const [event] = storedEvents('globex');
      if (event === undefined) throw new Error('there are no stored events');
      const log = jetStreamEventLog(js, jsm);
      const aggregate = { tenant: 'globex', ...event.aggregate };
      const recorded = await log.append(aggregate, 0, event);
      expect(await log.load(aggregate)).toStrictEqual({ lastSeq: recorded.seq, events: [recorded] });
      expect(await log.lastSeq(aggregate)).toBe(recorded.seq);
      expect(await jetStreamOutcomes(js, jsm).read('acme', 'works')).toBeUndefined();
      const react = await workQueue(as('projector'), {
        stream: STREAM.events,
        durable: REACTOR,
        concurrency: 1,
        onFault: () => undefined,
        work: async () => ({ done: true }),
      });
      await react.close();

      for (const user of ['projector', 'auditor'] as const) {
        const feed = await eventFeed(as(user), recorded.seq - 1);
        expect((await feed.next(10)).map(({ seq }) => seq)).toContain(recorded.seq);
        await feed.close();
      }
    });
  },
  { settings, user: { user: 'admin', pass: 'admin' } },
);
