import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { absentTenant, context, NOW, openTenant, person, sha, system } from '../testing/samples.ts';
import { SECRET_OVERLAP_MS } from './decide.ts';
import { WEBHOOKS_MAX, type Webhook, type WebhooksFact } from './events.ts';
import { evolve, initialState, secretsAt } from './state.ts';
import { isFilter, isWanted, TRANSITIONS, transitionsOf } from './transitions.ts';
import type { WebhooksCommand } from './commands.ts';
import { fact, recorded } from '../testing/recorded.ts';
import { webhooks } from './webhooks.ts';

const admin = person('u-dave', 'tenant:admin');
const needs = { tenant: openTenant };
const given = deciderSpec(webhooks, context(admin, needs));

const sealed = (text: string) => ({ keyId: sha('key'), sealed: Buffer.from(text).toString('base64') });
const secretOf = (text: string, until?: string) => ({
  ...sealed(text),
  sealedDigest: sha(sealed(text).sealed),
  ...(until !== undefined && { until }),
});
const definition = { webhookId: 'ci', url: 'https://ci.example/hook', events: ['policy'], isEnabled: true };
const define = (
  more: Partial<Extract<WebhooksCommand, { type: 'DefineWebhook' }>['data']> = {},
): WebhooksCommand => ({
  type: 'DefineWebhook',
  data: { ...definition, ...more },
});
const defined = (more: Partial<Webhook> = {}): WebhooksFact => ({
  type: 'WebhookDefined',
  schemaVersion: 1,
  data: { ...definition, secrets: [secretOf('one')], ...more },
});
const remove: WebhooksCommand = { type: 'RemoveWebhook', data: { webhookId: 'ci' } };
const ONE_DAY_ON = '2026-03-03T09:00:00.000Z';

describe('a webhook', () => {
  it('is defined by the administrator, with the digest of what was sealed', () =>
    given()
      .when(define({ secret: sealed('one') }))
      .then(defined()));

  it('is changed as a whole, and keeps its secret where none is given', () =>
    given(defined())
      .when(define({ events: [], isEnabled: false, attemptsMax: 3 }))
      .then(defined({ events: [], isEnabled: false, attemptsMax: 3 })));

  it('has two secrets for a day after it was given another one, and never a third', () => {
    given(defined())
      .when(define({ secret: sealed('two') }))
      .then(defined({ secrets: [secretOf('two'), secretOf('one', ONE_DAY_ON)] }));
    given(defined({ secrets: [secretOf('two'), secretOf('one', ONE_DAY_ON)] }))
      .when(define({ secret: sealed('three') }))
      .then(defined({ secrets: [secretOf('three'), secretOf('two', ONE_DAY_ON)] }));
  });

  it('signs with the one before for exactly that long', () => {
    const { secrets } = defined({ secrets: [secretOf('two'), secretOf('one', ONE_DAY_ON)] }).data as Webhook;
    const until = NOW + SECRET_OVERLAP_MS;
    expect(secretsAt({ secrets }, until - 1)).toHaveLength(2);
    expect(secretsAt({ secrets }, until)).toStrictEqual([secretOf('two')]);
  });

  it('that is so already is left as it is', () => {
    given(defined()).when(define()).then();
    given(defined())
      .when(define({ secret: sealed('one') }))
      .then();
  });

  it.each([
    ['url_invalid', '/url', { url: 'ftp://ci.example/' }],
    ['url_invalid', '/url', { url: 'ci.example/hook' }],
    ['url_invalid', '/url', { url: 'https://user@ci.example/' }],
    ['url_invalid', '/url', { url: 'https://:pass@ci.example/' }],
    ['url_invalid', '/url', { url: 'https://ci.example/#part' }],
    ['filter_unknown', '/events/1', { events: ['policy', 'policy.VersionLost'] }],
    ['filter_unknown', '/events/0', { events: ['queue'] }],
    ['filter_unknown', '/events/0', { events: ['toString'] }],
  ])('is refused for %s at %s: %j', (code, pointer, wrong) => {
    const decided = () =>
      webhooks.decide(define({ secret: sealed('one'), ...wrong }), initialState, context(admin, needs));
    expect(decided).toThrow(
      expect.objectContaining({
        code: 'WEBHOOK_INVALID',
        faults: [expect.objectContaining({ code, pointer })],
      }),
    );
  });

  it('is refused without a secret where it is new', () =>
    given().when(define()).thenRejected('WEBHOOK_INVALID'));

  it(`is refused beyond ${WEBHOOKS_MAX} of them, and a change of one of those is not`, () => {
    const full = Array.from({ length: WEBHOOKS_MAX }, (_, at) => defined({ webhookId: `w-${at}` }));
    given(...full)
      .when(define({ secret: sealed('one') }))
      .thenRejected('WEBHOOKS_FULL');
    given(...full)
      .when(define({ webhookId: 'w-3', isEnabled: false }))
      .then(defined({ webhookId: 'w-3', isEnabled: false }));
  });

  it('is removed, once', () => {
    given(defined())
      .when(remove)
      .then({ type: 'WebhookRemoved', schemaVersion: 1, data: { webhookId: 'ci' } });
    given().when(remove).thenRejected('WEBHOOK_UNKNOWN');
  });

  it('is the administrator’s alone, of a tenant that there is, and as it was seen', () => {
    const by = (principal = admin, more = {}) => ({ ...context(principal, needs), ...more });
    deciderSpec(
      webhooks,
      by(person('u-ann', 'policy:author')),
    )(defined())
      .when(remove)
      .thenRejected('SCOPE_MISSING');
    deciderSpec(webhooks, by(system))(defined()).when(remove).thenRejected('SCOPE_MISSING');
    deciderSpec(
      webhooks,
      by(admin, { ifMatch: '2' }),
    )(defined())
      .when(remove)
      .thenRejected('RESOURCE_STALE');
    deciderSpec(webhooks, context(admin, { tenant: absentTenant }))()
      .when(remove)
      .thenRejected('TENANT_UNKNOWN');
  });
});

describe('webhooks', () => {
  it('count their changes', () =>
    expect([defined(), defined({ webhookId: 'cd' })].reduce(evolve, initialState)).toMatchObject({
      webhooks: [{ webhookId: 'ci' }, { webhookId: 'cd' }],
      changes: 2,
    }));
});

describe('transitions', () => {
  it('are facts of aggregates, but for the inside of simulations, queues and deliveries', () => {
    expect(TRANSITIONS).toContain('policy.VersionPublished');
    expect(TRANSITIONS).toContain('environment.VersionPromoted');
    expect(TRANSITIONS).not.toContain('simulation.ShardEvaluated');
    expect([...TRANSITIONS].filter((name) => /^(queue|delivery)\./.test(name))).toStrictEqual([]);
  });

  it('are chosen by name, by aggregate, or all of them', () => {
    const { event } = recorded('policy', [fact('ApprovalGiven'), fact('VersionApproved')]);
    const said = transitionsOf(event);
    expect(said).toStrictEqual(['policy.ApprovalGiven', 'policy.VersionApproved']);
    for (const filters of [[], ['policy'], ['policy.VersionApproved'], ['tenant', 'policy']])
      expect(isWanted(filters, said)).toBe(true);
    for (const filters of [['tenant'], ['policy.VersionPublished']])
      expect(isWanted(filters, said)).toBe(false);
    expect(isWanted([], transitionsOf(recorded('queue', [fact('SimulationLeft')]).event))).toBe(false);
  });

  it.each(['policy', 'policy.VersionPublished', 'webhooks.WebhookDefined'])('%s is a filter', (text) =>
    expect(isFilter(text)).toBe(true),
  );
});
