import type { DocumentFormat, DocumentReader, FactSink, Placed } from './format.ts';
import type { ListedComponent } from './scan-finding.ts';
import { given, OptionalText, readShape } from './shape.ts';
import {
  isSpdx3Context,
  isSpdx3Package,
  noLinks,
  noteElement,
  Spdx3Element,
  type Spdx3Links,
  toSpdx3Part,
} from './spdx3-graph.ts';
import { describedBy, SpdxPackage, type SpdxPart, SpdxRelationship, toSpdx2Part } from './spdx-package.ts';

/** SPDX documents, version 2 in JSON and version 3.0 in JSON-LD. Each package is one item. */
export const spdxFormat: DocumentFormat = {
  survey: [
    '/spdxVersion',
    '/@context',
    '/name',
    '/documentDescribes[]',
    '/relationships[]',
    '/packages[]',
    '/@graph[]',
  ],
  items: ['/packages[]', '/@graph[]'],
  open: (_document, out) => readSpdx(out),
};

/** What the survey gathers. */
type Head = {
  isSpdx: boolean;
  name: string | undefined;
  readonly described: Set<string>;
  readonly parts: Map<string, SpdxPart>;
  readonly links: Spdx3Links;
};

const readSpdx = (out: FactSink): DocumentReader => {
  const head: Head = {
    isSpdx: false,
    name: undefined,
    described: new Set(),
    parts: new Map(),
    links: noLinks(),
  };
  let subject: Pick<ListedComponent, 'image' | 'target' | 'roots'> = describedBy([], undefined);
  const seen = new Set<string>();

  const readPart = ({ id, component, identity }: SpdxPart): void => {
    if (component.name === undefined && component.purl === undefined)
      return out.count('COMPONENT_UNIDENTIFIED');
    if (id !== undefined && seen.has(id)) return out.count('duplicate');
    if (id !== undefined) seen.add(id);
    out.count('accepted');
    out.component({ component, identity, ...subject });
  };

  return {
    survey: (placed) => note(head, placed, out),
    surveyed: () => {
      if (!head.isSpdx)
        out.fault('DOCUMENT_FORMAT_FOREIGN', ['spdxVersion'], 'is no SPDX document of version 2 or 3.0');
      const described = [...head.described, ...head.links.described];
      subject = describedBy(
        described.flatMap((id) => head.parts.get(id) ?? []),
        head.name,
      );
      out.hold(-head.parts.size, []);
      head.parts.clear();
    },
    item: (placed) => {
      if (placed.path === '/packages[]') {
        const raw = readShape(SpdxPackage, placed, out);
        if (raw !== undefined) readPart(toSpdx2Part(raw));
        return;
      }
      const element = readShape(Spdx3Element, placed, out);
      if (element !== undefined && isSpdx3Package(element)) readPart(toSpdx3Part(element, head.links));
    },
  };
};

const note = (head: Head, placed: Placed, out: FactSink): void => {
  switch (placed.path) {
    case '/spdxVersion':
      head.isSpdx ||= typeof placed.value === 'string' && /^SPDX-2\.\d+$/.test(placed.value);
      return;
    case '/@context':
      head.isSpdx ||= isSpdx3Context(placed);
      return;
    case '/name':
      head.name = given(readShape(OptionalText, placed, out));
      return;
    case '/documentDescribes[]':
      head.described.add(given(readShape(OptionalText, placed, out)) ?? '');
      return;
    case '/relationships[]': {
      const relationship = readShape(SpdxRelationship, placed, out);
      if (relationship?.relationshipType === 'DESCRIBES')
        head.described.add(given(relationship.relatedSpdxElement) ?? '');
      return;
    }
    case '/packages[]': {
      const raw = readShape(SpdxPackage, placed, out);
      return notePart(head, raw && toSpdx2Part(raw), placed, out);
    }
    default: {
      const element = readShape(Spdx3Element, placed, out);
      if (element === undefined) return;
      noteElement(head.links, element);
      if (isSpdx3Package(element)) notePart(head, toSpdx3Part(element, head.links), placed, out);
    }
  }
};

const notePart = (
  { parts }: Head,
  part: SpdxPart | undefined,
  { at }: Placed,
  { hold }: Pick<FactSink, 'hold'>,
): void => {
  if (part?.id !== undefined && (parts.has(part.id) || hold(1, at))) parts.set(part.id, part);
};
