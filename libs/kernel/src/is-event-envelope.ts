import { ID_TOKEN, TENANT_TOKEN } from './command.ts';
import { AGGREGATE_TYPES, type EventEnvelope } from './envelope.ts';

/**
 * What the schema `EventEnvelope` says, at a fraction of its cost: everybody who reads the log asks it of every message.
 * True only for what the schema takes, as it is; of the rest the schema decides. A test holds both against each other.
 */
export const isEventEnvelope = (value: unknown): value is EventEnvelope =>
  isRecord(value, ENVELOPE) && isNamed(value) && isCaused(value) && isContent(value);

const isNamed = (value: Members): boolean =>
  matches(value['eventId'], ID_TOKEN) &&
  value['schemaVersion'] === 1 &&
  matches(value['tenant'], TENANT_TOKEN) &&
  isAggregate(value['aggregate']) &&
  matches(value['recordedAt'], INSTANT) &&
  matches(value['effectiveAt'], INSTANT);

const isCaused = (value: Members): boolean =>
  isActor(value['actor']) &&
  matches(value['commandId'], ID_TOKEN) &&
  isText(value['correlationId'], 1, 128) &&
  (value['causationId'] === undefined || isText(value['causationId'], 1, 128)) &&
  isListOf(value['basis'], 16, isBasis) &&
  isOptionalDigest(value['reasonDigest']) &&
  isOptionalDigest(value['ticketDigest']);

const isContent = (value: Members): boolean =>
  isDigests(value['digests']) &&
  isListOf(value['attestationIds'], 16, (id) => isText(id, 0, 128)) &&
  matches(value['prevHash'], DIGEST) &&
  isListOf(value['facts'], 64, isFact) &&
  value['facts'].length > 0;

const ENVELOPE = new Set([
  'eventId',
  'schemaVersion',
  'tenant',
  'aggregate',
  'recordedAt',
  'effectiveAt',
  'actor',
  'commandId',
  'correlationId',
  'causationId',
  'basis',
  'reasonDigest',
  'ticketDigest',
  'digests',
  'attestationIds',
  'prevHash',
  'facts',
]);
const REFERENCE = new Set(['type', 'id', 'version']);
const ACTOR = new Set(['type', 'id', 'scopes']);
const FACT = new Set(['type', 'schemaVersion', 'data']);
const TYPES: ReadonlySet<unknown> = new Set(AGGREGATE_TYPES);
const ACTOR_TYPES: ReadonlySet<unknown> = new Set(['user', 'service', 'system']);
const DIGEST = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

type Members = Readonly<Record<string, unknown>>;

const isAggregate = (value: unknown): boolean => isReference(value, 1);
const isBasis = (value: unknown): boolean => isReference(value, 0);

const isReference = (value: unknown, versionMin: number): boolean =>
  isRecord(value, REFERENCE) &&
  TYPES.has(value['type']) &&
  matches(value['id'], ID_TOKEN) &&
  isWhole(value['version'], versionMin);

const isActor = (value: unknown): boolean =>
  isRecord(value, ACTOR) &&
  ACTOR_TYPES.has(value['type']) &&
  isText(value['id'], 1, 128) &&
  isListOf(value['scopes'], 64, (scope) => typeof scope === 'string');

const isFact = (value: unknown): boolean =>
  isRecord(value, FACT) &&
  isText(value['type'], 1, 64) &&
  isWhole(value['schemaVersion'], 1) &&
  isMembers(value['data']) &&
  isOrdinary(value['data']);

const isDigests = (value: unknown): boolean => {
  if (!isMembers(value) || !isOrdinary(value)) return false;
  for (const name in value) if (!matches(value[name], DIGEST)) return false;
  return true;
};

const isOptionalDigest = (value: unknown): boolean => value === undefined || matches(value, DIGEST);

const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// The schema leaves a member of this name out.
const isOrdinary = (value: Members): boolean => !Object.hasOwn(value, '__proto__');

/** An object that has no other members than these. */
const isRecord = (value: unknown, members: ReadonlySet<string>): value is Members => {
  if (!isMembers(value)) return false;
  for (const name in value) if (!members.has(name)) return false;
  return true;
};

const isListOf = (
  value: unknown,
  lengthMax: number,
  isItem: (item: unknown) => boolean,
): value is readonly unknown[] => {
  if (!Array.isArray(value) || value.length > lengthMax) return false;
  for (const item of value) if (!isItem(item)) return false;
  return true;
};

const matches = (value: unknown, pattern: RegExp): boolean =>
  typeof value === 'string' && pattern.test(value);

const isText = (value: unknown, lengthMin: number, lengthMax: number): boolean =>
  typeof value === 'string' && value.length >= lengthMin && value.length <= lengthMax;

const isWhole = (value: unknown, min: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= min;
