import { BANDS, CVSS_VERSIONS, type FindingTuple, type VexStatement } from '@policy-registry/finding';
import { DECIMAL_TEXT } from '@policy-registry/kernel';

/**
 * What the schema `FindingTuple` says, at a fraction of its cost: a simulation checks every tuple it reads. A test
 * holds both against each other.
 */
export const isFindingTuple = (value: unknown): value is FindingTuple =>
  isRecord(value, TUPLE_MEMBERS) &&
  isComponent(value['component']) &&
  isAdvisory(value['advisory']) &&
  isImage(value['image']) &&
  isVex(value['vex']) &&
  isSignals(value['signals']);

const TUPLE_MEMBERS = new Set(['component', 'advisory', 'image', 'vex', 'signals']);
const COMPONENT_MEMBERS = new Set([
  'purl',
  'name',
  'version',
  'ecosystem',
  'licenses',
  'tags',
  'fixedVersion',
]);
const ADVISORY_MEMBERS = new Set(['id', 'source', 'aliases', 'tags', 'ratings', 'vendorBand']);
const IMAGE_MEMBERS = new Set(['name', 'digest', 'tags']);
const RATING_MEMBERS = new Set(['version', 'source', 'score', 'vector']);
const STATEMENT_MEMBERS = new Set([
  'status',
  'justification',
  'source',
  'timestamp',
  'lastUpdated',
  'impactStatement',
  'actionStatement',
  'documentDigest',
  'index',
]);

const VERSIONS: ReadonlySet<unknown> = new Set(CVSS_VERSIONS);
const BAND_NAMES: ReadonlySet<unknown> = new Set(BANDS);
const STATUSES: ReadonlySet<unknown> = new Set(['not_affected', 'affected', 'fixed', 'under_investigation']);

type Members = Readonly<Record<string, unknown>>;

/** An object that has no other members than these. */
const isRecord = (value: unknown, members: ReadonlySet<string>): value is Members => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) if (!members.has(name)) return false;
  return true;
};

export const isComponent = (value: unknown): value is FindingTuple['component'] =>
  isRecord(value, COMPONENT_MEMBERS) &&
  isOptionalText(value['purl']) &&
  isOptionalText(value['name']) &&
  isOptionalText(value['version']) &&
  isOptionalText(value['ecosystem']) &&
  isOptionalTexts(value['licenses']) &&
  isOptionalTexts(value['tags']) &&
  isOptionalText(value['fixedVersion']);

export const isAdvisory = (value: unknown): value is FindingTuple['advisory'] =>
  isRecord(value, ADVISORY_MEMBERS) &&
  isNonEmptyText(value['id']) &&
  isOptionalText(value['source']) &&
  isListOf(value['aliases'], isText) &&
  isOptionalTexts(value['tags']) &&
  isListOf(value['ratings'], isRating) &&
  (value['vendorBand'] === undefined || BAND_NAMES.has(value['vendorBand']));

export const isImage = (value: unknown): value is FindingTuple['image'] =>
  isRecord(value, IMAGE_MEMBERS) &&
  isOptionalText(value['name']) &&
  isOptionalText(value['digest']) &&
  isOptionalTexts(value['tags']);

export const isVex = (value: unknown): value is VexStatement[] => isListOf(value, isStatement);

const isRating = (value: unknown): boolean =>
  isRecord(value, RATING_MEMBERS) &&
  VERSIONS.has(value['version']) &&
  isNonEmptyText(value['source']) &&
  (value['score'] === undefined || isScore(value['score'])) &&
  isOptionalText(value['vector']);

const isStatement = (value: unknown): boolean =>
  isRecord(value, STATEMENT_MEMBERS) &&
  STATUSES.has(value['status']) &&
  isOptionalText(value['justification']) &&
  isOptionalText(value['source']) &&
  isOptionalText(value['timestamp']) &&
  isOptionalText(value['lastUpdated']) &&
  isOptionalText(value['impactStatement']) &&
  isOptionalText(value['actionStatement']) &&
  isText(value['documentDigest']) &&
  isIndex(value['index']);

export const isSignals = (value: unknown): value is FindingTuple['signals'] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const signal of Object.values(value)) if (!isText(signal)) return false;
  return true;
};

const isText = (value: unknown): value is string => typeof value === 'string';
const isNonEmptyText = (value: unknown): boolean => isText(value) && value !== '';
const isOptionalText = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isOptionalTexts = (value: unknown): boolean => value === undefined || isListOf(value, isText);
const isIndex = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isScore = (value: unknown): boolean => isText(value) && DECIMAL_TEXT.test(value);

const isListOf = (value: unknown, isItem: (item: unknown) => boolean): boolean => {
  if (!Array.isArray(value)) return false;
  for (const item of value) if (!isItem(item)) return false;
  return true;
};
