import process from 'node:process';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { randomEstate } from '../examples/random-estate.mjs';
import {
  addressOf,
  bodyOf,
  namesOf,
  operationsOf,
  takes,
  type Operation,
  type ValueOf,
} from './support/api-document.ts';
import { stateOf } from './support/audit.ts';
import { accepted, signInAll, type Answer, type Client } from './support/client.ts';
import { estate, policyFiles } from './support/examples.ts';
import { at, numberAt, textAt } from './support/json.ts';
import { allOf, createPolicy, importFrozen, type People } from './support/lifecycle.ts';
import { START_MS, startStack, type Stack } from './support/stack.ts';
import { liveThrough, type Life } from './support/tenant-life.ts';
import { deadDeliveryOf } from './support/dead-delivery.ts';
import { wholePersonOf } from './support/whole-person.ts';

// Every operation of the API, as everybody, with what another tenant has: it must answer as if that were nowhere. An
// operation that is added is asked as well, by what the document says of it.

const LIVES_MS = 120_000;
const PERSONAS = ['alice', 'bob', 'carol', 'dave', 'erin', 'robot', 'olga', 'whole'] as const;
const SEED = 20_260_301;
// A text of another tenant that is long enough not to be found by chance.
const SECRET_LENGTH_MIN = 16;
const expiresAt = new Date(Date.now() + 7 * 86_400_000).toISOString();
const TIME = /^\d{4}-\d{2}-\d{2}T/;

jest.setTimeout(120_000);

type Values = Readonly<Record<string, unknown>>;
type Everybody = People & { readonly whole: Client };
type Side = { readonly people: Everybody; readonly values: Values };

let stack: Stack;
let operations: readonly Operation[];
let acme: Side;
let globex: Side;
let requests = 0;

// Well-formed, and nobody's. What both tenants have under the same name is the same here.
const absent = (values: Values): Values => ({
  ...values,
  policyId: 'policy-of-nobody',
  waiverId: 'policy-of-nobody.1',
  simulationId: 'simulation-of-nobody',
  snapshotId: 'snapshot-of-nobody',
  against: 'snapshot-of-nobody',
  commandId: 'command-of-nobody',
  seq: 999_999_998,
  roleId: 'role-of-nobody',
  groupId: 'group-of-nobody',
  serviceId: 'service-of-nobody',
  webhookId: 'webhook-of-nobody',
  deliveryId: 'delivery-of-nobody',
  consumerId: 'consumer-of-nobody',
  roles: ['role-of-nobody'],
  digest: 'e'.repeat(64),
  contentDigest: 'e'.repeat(64),
  evidenceDigest: 'e'.repeat(64),
});

beforeAll(async () => {
  stack = await startStack({ runners: 2 });
  const [first, second] = await Promise.all([signInAll(stack, 'acme'), signInAll(stack, 'globex')]);
  operations = await operationsOf(first.alice);
  [acme, globex] = await Promise.all([
    liveThrough(stack, first, {
      policyId: 'production-baseline',
      files: policyFiles('v1'),
      documents: estate().slice(0, 4),
    }).then((life) => sideOf(first, life)),
    liveThrough(stack, second, {
      policyId: 'evidence-first',
      files: policyFiles('other'),
      documents: randomEstate(SEED, { images: 2, findings: 20 }),
    }).then((life) => sideOf(second, life)),
  ]);
}, START_MS + LIVES_MS);

afterAll(async () => {
  process.stderr.write(
    `roles × routes × tenants: ${PERSONAS.length} personas, ${operations.length} operations, ${requests} requests\n`,
  );
  await stack?.stop();
}, START_MS);

/** A second of everything that is listed, so that there are further pages; and a value for every name of the API. */
const sideOf = async (people: People, life: Life): Promise<Side> => {
  const { alice, dave, erin } = people;
  await createPolicy(alice, `second-of-${alice.tenant}`);
  await importFrozen(stack, alice, estate().slice(4, 6));
  const access = accessOf(alice.tenant);
  const { roleId, groupId, serviceId, roles, members } = access;
  accepted(await dave.put(`/api/v1/tenant/roles/${roleId}`, { scopes: ['policy:read'] }));
  accepted(await dave.put(`/api/v1/tenant/groups/${groupId}`, { roles, members }));
  accepted(await dave.put(`/api/v1/tenant/services/${serviceId}`, { roles }));
  const proposed = { rules: { approvals: 2 }, reason: `why ${alice.tenant} wants two` };
  accepted(await dave.post('/api/v1/tenant/approval-policy/proposals', proposed));
  const waiver = {
    ...{ policyId: life.policyId, scope: { advisory: 'CVE-2031-1' }, expiresAt },
    ...{ reason: `why ${alice.tenant} waits`, ticket: 'SEC-9' },
  };
  const waivers = '/api/v1/waivers';
  const waiverId = textAt(accepted(await alice.post(waivers, waiver), 201), 'waiverId');
  accepted(await alice.post(waivers, waiver), 201);
  const deliveryId = await deadDeliveryOf(stack, people, access.webhookId);
  const deprecated = { reason: `why ${alice.tenant} deprecated it` };
  const version = `/api/v1/policies/${life.policyId}/versions/1`;
  accepted(await dave.post(`${version}/deprecate`, deprecated), 200);
  const events = await allOf(erin, '/api/v1/audit/events');
  const published = events.find((event) => JSON.stringify(event).includes('PublicationRequested'));
  const snapshotId = textAt(life.snapshot, 'snapshotId');
  const values: Values = {
    policyId: life.policyId,
    version: 1,
    revision: 1,
    environmentId: 'prod',
    simulationId: textAt(life.simulation, 'simulationId'),
    snapshotId,
    against: snapshotId,
    commandId: textAt(published, 'commandId'),
    seq: numberAt(published, 'seq'),
    digest: life.fileDigests[0],
    contentDigest: textAt(life.version, 'contentDigest'),
    evidenceDigest: textAt(life.version, 'submission', 'evidenceDigest'),
    semver: '9.9.9',
    path: 'policy.stella',
    from: 'r1',
    proposal: 1,
    id: 'user-of-both',
    thread: 1,
    consumerId: `consumer-of-${people.alice.tenant}`,
    ...{ waiverId, expiresAt, at: expiresAt, attempt: 1, deliveryId },
    ...access,
  };
  return { people: { ...people, whole: await wholePersonOf(stack, people) }, values };
};

/** Whoever may read a list: some are the auditor's alone. */
const readerOf = ({ path }: Operation, { alice, erin }: People): Client =>
  path.includes('/audit/') || path.includes('/webhook-') ? erin : alice;

const accessOf = (tenant: string) => ({
  roleId: `role-of-${tenant}`,
  groupId: `group-of-${tenant}`,
  serviceId: `service-of-${tenant}`,
  webhookId: `webhook-of-${tenant}`,
  roles: [`role-of-${tenant}`],
  members: ['user-of-both'],
});

const from =
  (values: Values): ValueOf =>
  (name) =>
    values[name];

// Of two that exclude each other, the one that is left out.
const WITHOUT: Readonly<Record<string, string>> = {
  startQuickSimulation: 'revision',
  restoreWorkspace: 'version',
};

/** Asks for an operation with these values, besides whatever headers are given. */
const ask = (
  client: Client,
  operation: Operation,
  values: Values,
  headers: Readonly<Record<string, string | null>> = {},
): Promise<Answer> => {
  requests += 1;
  const { method, body, takesBytes, operationId } = operation;
  const inBody: ValueOf = (name) => (name === WITHOUT[operationId] ? undefined : values[name]);
  return client.send(method, addressOf(operation, from(values)), {
    ...(body !== undefined && { json: bodyOf(operation, inBody) }),
    ...(takesBytes && { bytes: new TextEncoder().encode('some bytes') }),
    headers: { ...(takes(operation, 'If-Match') && { 'if-match': '"1"' }), ...headers },
  });
};

const closed = (): readonly Operation[] => operations.filter(({ isPublic }) => !isPublic);
const reads = (): readonly Operation[] => closed().filter(({ method }) => method === 'GET');
const mutations = (): readonly Operation[] => closed().filter(({ method }) => method !== 'GET');

/** The names of an operation whose values tell the tenants apart. */
const tellingNames = (operation: Operation): readonly string[] =>
  [...namesOf(operation, from(acme.values))].filter((name) => acme.values[name] !== globex.values[name]);

/** What an answer says, whichever of the values it was asked with. */
const told = ({ status, headers, body, bytes }: Answer, values: Values): unknown => {
  const { traceId: _differs, ...rest } = Object(body ?? { text: bytes.toString('utf8') });
  const hidden = Object.values(values)
    .filter((value) => String(value).length > 4)
    .reduce<string>((text, value) => text.replaceAll(String(value), '…'), JSON.stringify(rest));
  const names = [...headers.keys()].filter((name) => !name.startsWith('x-ratelimit'));
  return status < 300 ? { status, names } : { status, names, said: hidden };
};

/** The stored rows of a tenant; the position beside them moves with every tenant. */
const rowsOf = async (auditor: Client): Promise<unknown> => at(await stateOf(auditor), 'tables');

/** Every long text in a JSON document. */
const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.length >= SECRET_LENGTH_MIN && !TIME.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** All that a tenant can read of itself, by everybody of it. */
const ownTexts = async ({ people, values }: Side): Promise<ReadonlySet<string>> => {
  const texts = new Set<string>();
  for (const operation of reads())
    for (const persona of PERSONAS) {
      const { status, body } = await ask(people[persona], operation, values);
      if (status === 200) for (const text of textsIn(body)) texts.add(text);
    }
  return texts;
};

describe('an operation that', () => {
  it('reads is open to somebody of the tenant, so that what follows asks for what is there', async () => {
    const unread: string[] = [];
    for (const { people, values } of [acme, globex])
      for (const operation of reads()) {
        const answers = await Promise.all(PERSONAS.map((persona) => ask(people[persona], operation, values)));
        if (!answers.some(({ status }) => status === 200))
          unread.push(`${operation.operationId}: ${answers.map(({ status }) => status).join(', ')}`);
      }
    expect(unread).toStrictEqual([]);
  });

  it('is asked with what another tenant has answers as if nobody had it, to everybody', async () => {
    const differing: string[] = [];
    const before = await rowsOf(globex.people.erin);
    for (const operation of [...reads(), ...mutations()]) {
      const telling = tellingNames(operation);
      const choices = telling.length > 1 ? [telling, ...telling.map((name) => [name])] : [telling];
      for (const chosen of choices.filter((names) => names.length > 0))
        for (const persona of PERSONAS) {
          const [theirs, nobodys] = [globex.values, absent(acme.values)].map((values) => ({
            ...acme.values,
            ...Object.fromEntries(chosen.map((name) => [name, values[name]])),
          }));
          const client = acme.people[persona];
          const foreign = told(await ask(client, operation, theirs ?? {}), theirs ?? {});
          const missing = told(await ask(client, operation, nobodys ?? {}), nobodys ?? {});
          if (JSON.stringify(foreign) !== JSON.stringify(missing))
            differing.push(
              `${operation.operationId} (${chosen.join(', ')}) as ${persona}: ${JSON.stringify(foreign)} instead of ${JSON.stringify(missing)}`,
            );
        }
    }
    expect(differing).toStrictEqual([]);
    expect(await rowsOf(globex.people.erin)).toStrictEqual(before);
  });

  it('is asked for another tenant than the token’s is refused, whatever it asks for', async () => {
    const open: string[] = [];
    for (const operation of closed())
      for (const persona of PERSONAS) {
        const client = acme.people[persona];
        const asked = [
          [globex.values, 'globex', 'ERR_TENANT_MISMATCH'],
          [acme.values, 'globex', 'ERR_TENANT_MISMATCH'],
          [acme.values, 'ACME', 'ERR_TENANT_MISMATCH'],
          [acme.values, 'acme, globex', 'ERR_TENANT_MISMATCH'],
          [globex.values, null, 'TENANT_REQUIRED'],
        ] as const;
        const answers = await Promise.all(
          asked.map(([values, tenant]) => ask(client, operation, values, { 'x-stella-tenant': tenant })),
        );
        answers.forEach(({ status, body }, index) => {
          const got = `${status} ${String(at(body, 'code'))}`;
          if (got !== `403 ${asked[index]?.[2]}`)
            open.push(`${operation.operationId} as ${persona} for ${asked[index]?.[1]}: ${got}`);
        });
      }
    expect(open).toStrictEqual([]);
  });
});

describe('what was given to another tenant', () => {
  it('as a position is none', async () => {
    const { headers } = await globex.people.alice.post('/api/v1/policies', {
      policyId: 'third',
      name: 'Third',
    });
    const position = headers.get('x-registry-position') ?? '';
    for (const operation of reads().filter((one) => takes(one, 'X-Registry-Position')))
      for (const persona of PERSONAS) {
        const own = await ask(acme.people[persona], operation, acme.values);
        const { status, body } = await ask(acme.people[persona], operation, acme.values, {
          'x-registry-position': position,
        });
        const wanted = own.status === 403 ? [403, 'ERR_SCOPE_MISMATCH'] : [400, 'POSITION_INVALID'];
        expect([operation.operationId, persona, status, at(body, 'code')]).toStrictEqual([
          operation.operationId,
          persona,
          ...wanted,
        ]);
      }
  });

  it('as a page goes on in no list of this one', async () => {
    const lists = reads().filter((operation) => takes(operation, 'page_token'));
    const firstPages = await Promise.all(
      lists.map(async (operation) => {
        const reader = readerOf(operation, globex.people);
        const { body } = await reader.get(`${addressOf(operation, from(globex.values))}?page_size=1`);
        return at(body, 'next_page_token');
      }),
    );
    const tokens = firstPages.filter((token) => typeof token === 'string');
    expect(tokens.length).toBeGreaterThan(2);
    for (const operation of lists)
      for (const token of tokens) {
        const reader = readerOf(operation, acme.people);
        requests += 1;
        const address = `${addressOf(operation, from(acme.values))}?page_token=${token}`;
        const { status, body } = await reader.get(address);
        expect([operation.operationId, status, at(body, 'code')]).toStrictEqual([
          operation.operationId,
          400,
          'PAGE_TOKEN_INVALID',
        ]);
      }
  });
});

describe('nothing that one tenant can read', () => {
  it('shows in any answer to the other, nor in what is open to everybody', async () => {
    const [own, foreign] = [await ownTexts(acme), await ownTexts(globex)];
    // Everybody may know the words of the API and the keys that evidence is verified with.
    const open = operations.filter(({ operationId }) => ['getOpenApi', 'getTrust'].includes(operationId));
    const answers = await Promise.all(open.map((operation) => ask(acme.people.alice, operation, {})));
    const known = answers.map(({ bytes }) => bytes.toString('utf8')).join('\n');
    const secrets = [...foreign].filter(
      (text) => !own.has(text) && !known.includes(text.replaceAll('"', '')),
    );
    expect(secrets.length).toBeGreaterThan(20);
    const leaks: string[] = [];
    for (const operation of operations.filter(({ method }) => method === 'GET'))
      for (const persona of PERSONAS) {
        const { bytes } = await ask(acme.people[persona], operation, acme.values, { 'last-event-id': '1' });
        const text = bytes.toString('utf8');
        for (const secret of secrets)
          if (text.includes(secret)) leaks.push(`${operation.operationId} as ${persona}: ${secret}`);
      }
    expect(leaks).toStrictEqual([]);
    // The same search finds what a tenant is shown of itself.
    const shown = JSON.stringify((await globex.people.alice.get('/api/v1/simulations')).body);
    expect(secrets.some((secret) => shown.includes(secret))).toBe(true);
  });

  it('is had by the digest of its bytes', async () => {
    const digests = [...(await ownTexts(globex))].filter((text) => /^[0-9a-f]{64}$/.test(text));
    const ownDigests = await ownTexts(acme);
    const guessed = digests.filter((digest) => !ownDigests.has(digest));
    expect(guessed.length).toBeGreaterThan(10);
    const nobody = await acme.people.alice.get(`/api/v1/blobs/${'e'.repeat(64)}`);
    let found = 0;
    for (const digest of guessed) {
      requests += 1;
      found += (await globex.people.alice.get(`/api/v1/blobs/${digest}`)).status === 200 ? 1 : 0;
      expect(told(await acme.people.alice.get(`/api/v1/blobs/${digest}`), { digest })).toStrictEqual(
        told(nobody, { digest: 'e'.repeat(64) }),
      );
    }
    expect(found).toBeGreaterThan(0);
  });
});

// Last, because it may change something.
describe('an operation that changes', () => {
  it('is asked in a form that it takes', async () => {
    const unformed: string[] = [];
    for (const operation of mutations()) {
      const answers = await Promise.all(
        PERSONAS.map((persona) => ask(acme.people[persona], operation, acme.values)),
      );
      const allowed = answers.filter(({ status }) => status !== 403);
      if (allowed.length === 0 || allowed.some(({ status }) => [400, 404, 415, 428].includes(status)))
        unformed.push(
          `${operation.operationId}: ${answers.map(({ status, bytes }) => `${status} ${status === 403 ? '' : bytes.toString('utf8')}`).join('\n')}`,
        );
    }
    expect(unformed).toStrictEqual([]);
  });
});
