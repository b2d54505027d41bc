import { sha256Hex } from '@policy-registry/kernel';

import type { ItemFate } from './counts.ts';
import { type CdxAffected, CdxComponent, CdxMetadata, CdxVulnerability } from './cyclonedx-bom.ts';
import { type BomPart, flattened, imageOf, toPart } from './cyclonedx-component.ts';
import { type BomNames, namesIn, toClaim } from './cyclonedx-names.ts';
import { isUnaffected, toAdvisory } from './cyclonedx-vulnerability.ts';
import type { DocumentFormat, DocumentReader, FactSink, Placed } from './format.ts';
import type { ListedComponent } from './scan-finding.ts';
import { given, OptionalText, readShape } from './shape.ts';

/**
 * CycloneDX documents: BOMs, with vulnerabilities or without, and VEX. Each component, also within another, is one
 * item, and each vulnerability for each entry of its `affects`.
 */
export const cycloneDxFormat: DocumentFormat = {
  survey: [
    '/bomFormat',
    '/specVersion',
    '/serialNumber',
    '/version',
    '/metadata',
    '/components[]',
    '/vulnerabilities[]',
  ],
  items: ['/components[]', '/vulnerabilities[]'],
  open: (document, out) => readCycloneDx(document.digest, out),
};

/** What the survey gathers. */
type Head = {
  bomFormat: unknown;
  specVersion: unknown;
  serialNumber: string | undefined;
  version: unknown;
  metadata: CdxMetadata;
  readonly parts: Map<string, BomPart>;
  /** Vulnerabilities that may state something, with their places. */
  readonly vulnerabilities: { readonly vulnerability: CdxVulnerability; readonly index: number }[];
};

const readCycloneDx = (documentDigest: string, out: FactSink): DocumentReader => {
  const head: Head = {
    bomFormat: undefined,
    specVersion: undefined,
    serialNumber: undefined,
    version: undefined,
    metadata: undefined,
    parts: new Map(),
    vulnerabilities: [],
  };
  const described = () => ({
    ...imageOf(head.metadata),
    names: namesIn({ ...head, digest: documentDigest }),
  });
  let bom = described();
  const seen = new Set<string>();

  const surveyed = (): void => {
    if (head.bomFormat !== 'CycloneDX' || !/^1\.\d+$/.test(String(head.specVersion)))
      return out.fault('DOCUMENT_FORMAT_FOREIGN', ['bomFormat'], 'is no CycloneDX document of version 1');
    bom = described();
    const stated = new Set<string>();
    for (const { vulnerability, index } of head.vulnerabilities) {
      for (const entry of vulnerability.affects ?? []) {
        const claim = toClaim(vulnerability, entry, { names: bom.names, metadata: head.metadata });
        if (typeof claim !== 'object' || isRepeated(stated, [vulnerability, entry])) continue;
        out.claim({ ...claim, statement: { ...claim.statement, documentDigest, index } });
      }
    }
    head.vulnerabilities.length = 0;
  };

  const readEntry = (vulnerability: CdxVulnerability, entry: CdxAffected): void => {
    const found = toEntry(vulnerability, entry, { names: bom.names, metadata: head.metadata });
    if (typeof found === 'object')
      return out.finding({ ...listedIn(bom, found), advisory: toAdvisory(vulnerability), stated: [] });
    const isDuplicate = found === 'accepted' && isRepeated(seen, [vulnerability, entry]);
    out.count(isDuplicate ? 'duplicate' : found);
  };

  const readComponent = (part: BomPart): void => {
    const fate = part.ref !== undefined && isRepeated(seen, part) ? 'duplicate' : fateOf(part);
    out.count(fate);
    if (fate === 'accepted') out.component(listedIn(bom, part));
  };

  const readVulnerability = (vulnerability: CdxVulnerability | undefined): void => {
    if (vulnerability === undefined) return;
    const entries = vulnerability.affects ?? [];
    if (entries.length === 0) out.count('PRODUCT_UNIDENTIFIED');
    for (const entry of entries) readEntry(vulnerability, entry);
  };

  return {
    survey: (placed) => note(head, placed, out),
    surveyed,
    item: (placed) => {
      if (placed.path === '/components[]') partsIn(placed, out).forEach(readComponent);
      else readVulnerability(readShape(CdxVulnerability, placed, out));
    },
  };
};

const partsIn = (placed: Placed, out: FactSink): BomPart[] => {
  const component = readShape(CdxComponent, placed, out);
  return component === undefined ? [] : flattened(component).map(toPart);
};

const fateOf = ({ component }: BomPart): ItemFate =>
  component.name === undefined && component.purl === undefined ? 'COMPONENT_UNIDENTIFIED' : 'accepted';

const listedIn = (
  { image, target, names }: Pick<ListedComponent, 'image' | 'target'> & { readonly names: BomNames },
  part: BomPart,
): ListedComponent => ({
  component: part.component,
  identity: names.identityOf(part),
  image,
  target,
  roots: names.root === undefined ? [] : [names.root],
});

/**
 * The component that an entry gives a finding on: one of the document, or what it describes where nothing more is
 * stated. Otherwise what became of the entry as a statement.
 */
const toEntry = (
  vulnerability: CdxVulnerability,
  entry: CdxAffected,
  bom: { readonly names: BomNames; readonly metadata: CdxMetadata },
): BomPart | ItemFate => {
  const claim = toClaim(vulnerability, entry, bom);
  const referent = bom.names.referentOf(entry.ref);
  const isFinding = referent?.is === 'component' || claim === undefined;
  if (!isFinding || referent === undefined || referent.is === 'elsewhere')
    return typeof claim === 'string' ? claim : 'accepted';
  if (claim === 'VULNERABILITY_UNIDENTIFIED') return 'ADVISORY_ID_MISSING';
  const { part } = referent;
  return isUnaffected(entry, part.component.version) ? 'VERSION_UNAFFECTED' : part;
};

const isRepeated = (seen: Set<string>, value: unknown): boolean => {
  const text = sha256Hex(JSON.stringify(value));
  const isKnown = seen.has(text);
  seen.add(text);
  return isKnown;
};

// Without an analysis, only what is said of another document is a statement.
const mayState = ({ analysis, affects }: CdxVulnerability): boolean =>
  Boolean(analysis) || (affects ?? []).some(({ ref }) => ref?.startsWith('urn:cdx:'));

const note = (head: Head, placed: Placed, out: FactSink): void => {
  switch (placed.path) {
    case '/bomFormat':
      head.bomFormat = placed.value;
      return;
    case '/specVersion':
      head.specVersion = placed.value;
      return;
    case '/serialNumber':
      head.serialNumber = given(readShape(OptionalText, placed, out));
      return;
    case '/version':
      head.version = placed.value;
      return;
    case '/metadata':
      head.metadata = readShape(CdxMetadata, placed, out);
      return;
    case '/components[]':
      for (const part of partsIn(placed, out))
        if (part.ref !== undefined && out.hold(1, placed.at)) head.parts.set(part.ref, part);
      return;
    default: {
      const vulnerability = readShape(CdxVulnerability, placed, out);
      if (vulnerability === undefined || !mayState(vulnerability)) return;
      if (out.hold(1 + (vulnerability.affects ?? []).length, placed.at))
        head.vulnerabilities.push({ vulnerability, index: Number(placed.at[1]) });
    }
  }
};
