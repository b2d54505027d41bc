import { createHash } from 'node:crypto';

import { afterEach, describe, expect, it } from '@jest/globals';
import { auditPage, theTenant } from '@policy-registry/read-models';

import { runningGateway, type RunningGateway } from '../testing/running-gateway.ts';
import { takesNdjson } from './audit-export.ts';

const NDJSON = { headers: { accept: 'application/x-ndjson' } };
const POSITION = 1_000_000;

let gateway: RunningGateway;
afterEach(() => gateway.close());

const started = async () => {
  gateway = await runningGateway();
  gateway.put('acme', theTenant(), { tenant: 'acme' });
  return gateway;
};
const events = (from: number, count: number) =>
  Array.from({ length: count }, (_none, at) => ({ seq: from + at, facts: ['VersionPublished'] }));
const textOf = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const endOf = (text: string, count: number, position = POSITION) =>
  `${JSON.stringify({ end: { events: count, position, sha256: createHash('sha256').update(text).digest('hex') } })}\n`;

describe('an export of events', () => {
  it('has every page of them, and ends with how many there were and their hash', async () => {
    const { put, ask } = await started();
    const pages = [events(1, 500), events(501, 7)] as const;
    put('acme', auditPage({})({ size: 500, after: ['0'] }), ...pages[0]);
    put('acme', auditPage({})({ size: 500, after: ['500'] }), ...pages[1]);
    const { status, headers, body } = await ask('GET', '/api/v1/audit/events', NDJSON);
    const text = textOf(pages.flat());
    expect([status, headers.get('content-type')]).toStrictEqual([200, 'application/x-ndjson']);
    expect(body).toBe(text + endOf(text, 507));
  });

  it('has what is asked for, and nothing of what came while it was written', async () => {
    const { put, ask, projectTo } = await started();
    projectTo(2);
    put('acme', auditPage({ actor: 'u-ann' })({ size: 500, after: ['0'] }), ...events(2, 2));
    const { body } = await ask('GET', '/api/v1/audit/events?actor=u-ann', NDJSON);
    const text = textOf(events(2, 1));
    expect(body).toBe(text + endOf(text, 1, 2));
  });

  it('says that there is nothing', async () => {
    const { ask } = await started();
    const { body } = await ask('GET', '/api/v1/audit/events?fact=VersionPublished', NDJSON);
    expect(body).toStrictEqual(JSON.parse(endOf('', 0)));
  });

  it('breaks off without its last line where the registry stops', async () => {
    const { put, ask, ports, stop } = await started();
    put('acme', auditPage({})({ size: 500, after: ['0'] }), ...events(1, 500));
    const { rows } = ports.readModels;
    Object.assign(ports.readModels, {
      rows: (...asked: Parameters<typeof rows>) => {
        const answer = rows(...asked);
        if (asked[1].text.includes('audit_trail')) stop();
        return answer;
      },
    });
    await expect(ask('GET', '/api/v1/audit/events', NDJSON)).rejects.toThrow();
  });
});

describe('events page by page', () => {
  it.each([
    'fact=published',
    'aggregateType=nothing',
    'aggregateId=A',
    'actor=',
    'recordedFrom=yesterday',
    'recordedBefore=2026-03-02',
    'correlationId=',
    'commandId=!',
    'other=1',
  ])('are not asked for with %s', async (query) => {
    const { ask } = await started();
    expect(await ask('GET', `/api/v1/audit/events?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'INPUT_INVALID' },
    });
  });

  it('go on with the same filter alone', async () => {
    const { put, ask } = await started();
    put('acme', auditPage({ actor: 'u-ann' })({ size: 2, after: undefined }), ...events(1, 2));
    put('acme', auditPage({ actor: 'u-ann' })({ size: 51, after: ['1'] }), ...events(2, 1));
    const { body } = await ask('GET', '/api/v1/audit/events?actor=u-ann&page_size=1');
    const next = `page_token=${String(Object(body).next_page_token)}`;
    expect(await ask('GET', `/api/v1/audit/events?actor=u-ann&${next}`)).toMatchObject({
      status: 200,
      body: { items: events(2, 1), next_page_token: null },
    });
    expect(await ask('GET', `/api/v1/audit/events?actor=u-bob&${next}`)).toMatchObject({
      status: 400,
      body: { code: 'PAGE_TOKEN_INVALID' },
    });
  });
});

describe('the header Accept', () => {
  it.each([
    [undefined, false],
    ['*/*', false],
    ['application/json', false],
    ['application/x-ndjson', true],
    ['application/json, application/x-ndjson;q=0.5', true],
    ['application/x-ndjson;q=0', false],
    ['application/x-ndjson-seq', false],
  ])('%s asks for lines: %s', (header, takes) => {
    expect(takesNdjson(header)).toBe(takes);
  });
});
