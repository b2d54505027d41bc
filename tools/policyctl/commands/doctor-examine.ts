import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { STREAM, logContent } from '@policy-registry/event-store';
import { inTransaction } from '@policy-registry/postgres';
import { TrustAnchor } from '@policy-registry/signing';

import { EXIT, type Answer } from '../answer.ts';
import { checkBroker } from '../doctor/check-broker.ts';
import { checkObjectStore } from '../doctor/check-object-store.ts';
import { checkDatabase } from '../doctor/check-database.ts';
import {
  checkClocks,
  checkPrograms,
  checkTrust,
  type ClockReading,
  type Program,
} from '../doctor/check-programs.ts';
import { fault, ok, unknown, type Check } from '../doctor/check.ts';
import { s3Of, withAdministrator, withOwner } from '../operator.ts';
import type { Settings } from '../settings.ts';
import { table } from '../table.ts';

export type DoctorOptions = {
  readonly program: readonly string[];
  readonly brokerMonitor?: string;
  readonly replicas?: number;
};

const MIGRATIONS = join(import.meta.dirname, '../../../migrations');
const ANSWER_MS_MAX = 5_000;

/** What the broker knows that other checks need. */
type Known = {
  readonly checks: readonly Check[];
  readonly tenants?: readonly string[];
  readonly clocks: readonly ClockReading[];
};

/** Looks at everything that can be reached; what cannot is a fault of its own. */
export const examine = async (settings: Settings, options: DoctorOptions): Promise<Answer> => {
  const broker = await reached('broker', () => brokerOf(settings, options));
  const database = await reached('database', () => databaseOf(settings, broker.tenants));
  const store = await reached('object store', () => objectStoreOf(settings, broker.tenants ?? []));
  const programs = await checkPrograms(programsOf(settings, options));
  const trust = await trustOf(settings, broker.tenants ?? []);
  const clocks = checkClocks([...broker.clocks, ...database.clocks]);
  const checks = [...broker.checks, ...database.checks, ...store.checks, trust, ...programs, clocks];
  const faults = checks.filter(({ status }) => status === 'fault').length;
  return {
    json: { ok: faults === 0, checks },
    text: table(
      ['', 'what', 'found', 'do'],
      checks.map(({ status, name, detail, remedy }) => [MARKS[status], name, detail, remedy ?? '']),
    ),
    exitCode: faults === 0 ? EXIT.ok : EXIT.refused,
  };
};

const MARKS: Readonly<Record<Check['status'], string>> = {
  ok: 'ok',
  warning: 'WARNING',
  fault: 'FAULT',
  unknown: '?',
};

const reached = async (name: string, look: () => Promise<Known>): Promise<Known> => {
  try {
    return await look();
  } catch (error) {
    const detail = error instanceof Error ? error.message : 'unknown';
    return {
      checks: [fault(name, detail, 'see docs/policyctl.md for where it is and as whom it is asked')],
      clocks: [],
    };
  }
};

const brokerOf = (settings: Settings, { brokerMonitor, replicas }: DoctorOptions): Promise<Known> =>
  withAdministrator(settings, async (connection, jsm) => {
    const checks = await checkBroker({ connection, jsm, monitorUrl: brokerMonitor, replicas, pause });
    const askedMs = Date.now();
    const info = await jsm.streams.info(STREAM.events, { subjects_filter: 'registry.evt.*.tenant.*' });
    const answeredMs = Date.now();
    const saysMs = Date.parse(info.ts ?? '');
    return {
      checks: [ok('broker', `reached, as its administrator`), ...checks],
      tenants: Object.keys(info.state.subjects ?? {}).map((subject) => subject.split('.')[2] ?? ''),
      clocks: Number.isNaN(saysMs) ? [] : [{ whose: 'the broker', askedMs, saysMs, answeredMs }],
    };
  });

const databaseOf = (settings: Settings, tenants: readonly string[] | undefined): Promise<Known> =>
  withOwner(settings, async (database) => {
    const withLog = (content: Parameters<typeof checkDatabase>[0]['log']) =>
      checkDatabase({ database, migrations: MIGRATIONS, log: content, pause });
    const checks =
      tenants === undefined
        ? await withLog(undefined)
        : await withAdministrator(settings, (_connection, jsm) =>
            withLog({ content: () => logContent(jsm), tenants }),
          );
    const askedMs = Date.now();
    const [row] = await inTransaction(database, (tx) =>
      tx.query('select extract(epoch from clock_timestamp()) * 1000 as now'),
    );
    const reading = { whose: 'the database', askedMs, saysMs: Number(row?.['now']), answeredMs: Date.now() };
    return { checks: [ok('database', 'reached, as the owner of its tables'), ...checks], clocks: [reading] };
  });

const objectStoreOf = async (settings: Settings, tenants: readonly string[]): Promise<Known> => {
  const s3 = await s3Of(settings);
  return { checks: s3 === undefined ? [] : [await checkObjectStore(s3, tenants)], clocks: [] };
};

const programsOf = ({ url, programUrls }: Settings, { program }: DoctorOptions): readonly Program[] => [
  ...(url === undefined ? [] : [{ name: 'gateway', url }]),
  ...[...programUrls, ...program].map((at) => ({ name: new URL(at).host, url: at })),
];

const trustOf = async ({ url }: Settings, tenants: readonly string[]): Promise<Check> => {
  const name = 'evidence keys';
  if (url === undefined) return unknown(name, 'no gateway is known', 'give --url');
  try {
    const address = `${url.replace(/\/$/, '')}/.well-known/policy-registry-trust`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const { data } = TrustAnchor.safeParse(await answer.json());
    return data === undefined
      ? fault(name, 'the gateway serves no trust file', 'check TRUST_FILE of the gateway')
      : checkTrust(data.keys, tenants, Date.now());
  } catch {
    return unknown(name, 'the gateway does not answer', 'start it');
  }
};
