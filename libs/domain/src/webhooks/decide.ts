import {
  canonicalJson,
  sha256Hex,
  toTimestamp,
  type DecisionContext,
  type EpochMs,
  type InputFault,
} from '@policy-registry/kernel';

import { requireMatch, requireScope, requireTenant } from '../guards.ts';
import { refuse, reject } from '../rejection-codes.ts';
import type { WebhooksCommand, WebhooksCommandOf } from './commands.ts';
import {
  WEBHOOKS_MAX,
  type SealedSecret,
  type Webhook,
  type WebhookSecret,
  type WebhooksFact,
} from './events.ts';
import { webhookOf, type Webhooks } from './state.ts';
import { isFilter } from './transitions.ts';
import type { WebhooksNeeds } from './webhooks.ts';

/** Receivers have this long to learn another secret; until then both sign. */
export const SECRET_OVERLAP_MS = 24 * 3_600_000;

export const decide = (
  command: WebhooksCommand,
  state: Webhooks,
  context: DecisionContext<WebhooksNeeds>,
): readonly WebhooksFact[] => {
  requireTenant(context.needs.tenant, context);
  requireScope(context, 'tenant:admin');
  requireMatch(context, state.changes);
  return command.type === 'DefineWebhook' ? define(command, state, context) : remove(command, state);
};

const define = (
  { data: { secret, ...definition } }: WebhooksCommandOf<'DefineWebhook'>,
  state: Webhooks,
  context: DecisionContext,
): readonly WebhooksFact[] => {
  const before = webhookOf(state, definition.webhookId);
  const secrets = secretsAfter(before, secret, context.now);
  const faults = [
    ...urlFaults(definition.url),
    ...definition.events.flatMap(filterFaults),
    ...(secrets.length === 0 ? [fault('secret_missing', 'a new webhook needs a secret', '/secret')] : []),
  ];
  if (faults.length > 0) throw reject('WEBHOOK_INVALID', 'this is no webhook', faults);
  if (before === undefined && state.webhooks.length >= WEBHOOKS_MAX)
    refuse(context, 'WEBHOOKS_FULL', `a tenant has at most ${WEBHOOKS_MAX} webhooks`);
  const webhook: Webhook = { ...definition, secrets };
  if (before !== undefined && canonicalJson(webhook) === canonicalJson(before)) return [];
  return [{ type: 'WebhookDefined', schemaVersion: 1, data: webhook }];
};

const remove = (
  { data: { webhookId } }: WebhooksCommandOf<'RemoveWebhook'>,
  state: Webhooks,
): readonly WebhooksFact[] => {
  if (webhookOf(state, webhookId) === undefined)
    throw reject('WEBHOOK_UNKNOWN', `there is no webhook ${webhookId}`);
  return [{ type: 'WebhookRemoved', schemaVersion: 1, data: { webhookId } }];
};

/** The secret that was the newest counts for a while beside one that takes its place. */
const secretsAfter = (
  before: Webhook | undefined,
  secret: SealedSecret | undefined,
  now: EpochMs,
): WebhookSecret[] => {
  const [newest] = before?.secrets ?? [];
  if (secret === undefined || secret.sealed === newest?.sealed) return [...(before?.secrets ?? [])];
  const overlapping = newest && { ...newest, until: toTimestamp(now + SECRET_OVERLAP_MS) };
  return [{ ...secret, sealedDigest: sha256Hex(secret.sealed) }, ...(overlapping ? [overlapping] : [])];
};

const fault = (code: string, detail: string, pointer: string): InputFault => ({ code, detail, pointer });

/** What can be said of an address without asking for it; which hosts may be reached is the runner's to judge. */
const urlFaults = (text: string): readonly InputFault[] => {
  const url = URL.parse(text);
  const isPlain = url !== null && url.username === '' && url.password === '' && url.hash === '';
  return isPlain && ['https:', 'http:'].includes(url.protocol)
    ? []
    : [
        fault(
          'url_invalid',
          'expected https:// with a host, without a user, a password and a fragment',
          '/url',
        ),
      ];
};

const filterFaults = (filter: string, at: number): readonly InputFault[] =>
  isFilter(filter) ? [] : [fault('filter_unknown', `there are no events ${filter}`, `/events/${at}`)];
