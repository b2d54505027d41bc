import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { deadLetters } from '@policy-registry/event-store';

import type { Answer } from '../answer.ts';
import type { Installation } from '../backup/testing/installation.ts';
import { installationSuite } from '../backup/testing/installation-suite.ts';
import { giveTextKeys, OPERATED, operatedEvents, ready } from '../backup/testing/operated.ts';
import { buriedRun, runRequest, runSubject } from '../dead-letters/testing/buried-run.ts';
import { readSettings, GlobalOptions, type Settings } from '../settings.ts';
import { discard, inspect, list, replay } from './dead-letters-work.ts';
import { examine } from './doctor-examine.ts';
import { rebuildReadModels } from './projector-rebuild.ts';

// The operator's commands on servers that migrate has set up.

const EVENTS = operatedEvents(5);

jest.setTimeout(120_000);

installationSuite('for operators', (start) => {
  let installation: Installation;
  let gateway: Server;
  let settings: Settings;
  beforeAll(async () => {
    installation = await start();
    for (const { subject, bytes } of EVENTS) await installation.broker.js.publish(subject, bytes);
    await giveTextKeys(installation);
    gateway = await ready(OPERATED);
    const { port } = gateway.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    settings = { ...(await readSettings(GlobalOptions.parse({ url }), {})), ...installation.access };
  });
  afterAll(async () => {
    gateway?.close();
    await installation?.stop();
  });
  const jsonOf = ({ json }: Answer) => json;

  it('a rebuild folds what the broker has into read models that have nothing', async () => {
    const said: string[] = [];
    const answer = await rebuildReadModels({ settings, say: (line) => void said.push(line) }, false);
    expect(answer).toMatchObject({
      exitCode: 0,
      json: {
        ok: true,
        events: EVENTS.length,
        comparedAt: 0,
        equal: true,
        swapped: true,
        position: EVENTS.length,
      },
    });
    const compared = await rebuildReadModels({ settings, say: () => undefined }, true);
    expect(compared).toMatchObject({
      exitCode: 0,
      json: { comparedAt: EVENTS.length, differing: 0, swapped: false, position: null },
    });
  });

  describe('the doctor', () => {
    const examined = async (changes: Partial<Settings> = {}, program: readonly string[] = []) => {
      const answer = await examine({ ...settings, ...changes }, { program });
      const { checks } = Object(answer.json);
      const faults = checks.filter(({ status }: { status: string }) => status === 'fault');
      return { exitCode: answer.exitCode, faults, checks: checks.length };
    };

    it('finds no fault where nothing is wrong', async () => {
      // Nobody reacts to what was published for this.
      const reactor = await installation.broker.js.consumers.get('EVENTS', 'reactor-v1');
      for (const _ of EVENTS) await (await reactor.next())?.ackAck();
      expect(await examined()).toStrictEqual({ exitCode: 0, faults: [], checks: 16 });
    });

    it('names a program that does not answer, and one that is not ready', async () => {
      const other = await ready([], 503);
      const { port } = other.address() as AddressInfo;
      const found = await examined({}, ['http://127.0.0.1:1', `http://127.0.0.1:${port}`]);
      other.close();
      expect(found).toMatchObject({
        exitCode: 1,
        faults: [{ detail: expect.stringMatching(/does not answer/) }, { detail: 'broker: reconnecting' }],
      });
    });

    it('says of a server that cannot be reached just that, without its password, and looks at the others', async () => {
      const broker = await examined({ administrator: undefined });
      expect(broker).toMatchObject({ exitCode: 1, faults: [{ name: 'broker' }] });
      const away = 'postgres://registry_owner:sesame@127.0.0.1:1/registry';
      const database = await examined({ databaseUrl: away });
      expect(database).toMatchObject({ exitCode: 1, faults: [{ name: 'database' }] });
      expect(JSON.stringify(database)).not.toMatch(/sesame/);
    });
  });

  describe('dead letters', () => {
    const bury = (number: number, tenant = 'acme') =>
      deadLetters(installation.broker.js)({
        ...{
          stream: 'JOBS',
          tenant,
          subject: `registry.job.normal.${tenant}.shard.j-${number}`,
          seq: number,
        },
        ...{ bytes: new TextEncoder().encode('{"no":"job"}'), reason: `reason ${number}` },
      });
    const listed = async (tenant?: string) => {
      const { letters } = Object(jsonOf(await list({ ...settings, tenant }, { limit: 50 })));
      return letters.map(({ reason, id }: { reason: string; id: string }) => ({ reason, id }));
    };

    it('are listed, those of one tenant where one is named, and each is shown', async () => {
      await bury(1);
      await bury(2, 'globex');
      expect((await listed()).map(({ reason }: { reason: string }) => reason)).toStrictEqual([
        'reason 1',
        'reason 2',
      ]);
      const [of] = await listed('globex');
      expect(await inspect(settings, of.id, false)).toMatchObject({
        json: {
          tenant: 'globex',
          message: { no: 'job' },
          replayable: false,
          refusal: 'the message is no job of this version',
        },
      });
      expect((await inspect(settings, of.id, true)).exactBytes).toStrictEqual(
        new TextEncoder().encode('{"no":"job"}'),
      );
      await expect(inspect({ ...settings, tenant: 'acme' }, of.id, false)).rejects.toThrow(
        /there is no dead letter/,
      );
      await expect(inspect(settings, 'no-id', false)).rejects.toThrow(/no id of a dead letter/);
    });

    it('are not replayed when that comes to nothing, and are gone when they are discarded', async () => {
      const [first, second] = await listed();
      expect(await replay(settings, first.id)).toMatchObject({ exitCode: 1, json: { ok: false } });
      await discard(settings, first.id);
      expect(await listed()).toStrictEqual([second]);
      await discard(settings, second.id);
      expect((await list(settings, { limit: 50 })).text).toBe('no dead letters');
    });

    it('that hold a run which a scheduler asked for are replayed once', async () => {
      await deadLetters(installation.broker.js)({ ...buriedRun, seq: 3 });
      const [of] = await listed();
      expect(await replay(settings, of.id)).toMatchObject({ json: { ok: true, outcome: 'published' } });
      const waiting = await installation.broker.jsm.streams.getMessage('RUNS', {
        last_by_subj: runSubject,
      });
      expect(waiting?.json()).toStrictEqual(runRequest);
      expect(await replay(settings, of.id)).toMatchObject({
        exitCode: 1,
        json: { refusal: expect.stringMatching(/it was replayed at/) },
      });
    });
  });
});
