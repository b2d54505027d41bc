import { countFates, type ItemCounts, type ItemFate } from './counts.ts';
import {
  DOCUMENT_BYTES_MAX,
  DOCUMENT_FAULTS_MAX,
  type DocumentKind,
  type DocumentName,
  type FaultCode,
  HELD_FACTS_MAX,
  type ImportFault,
  toFault,
} from './document.ts';
import type { DocumentReader, FactSink } from './format.ts';
import { formatOf } from './formats.ts';
import { jsonStream } from './json-stream.ts';
import { type At, type PathNode, pathTree, pointerTo } from './paths.ts';

/** One pass over the bytes of a document. */
export type Pass = {
  readonly push: (chunk: Uint8Array) => void;
  /** Why nothing can be imported; empty when the document is what it should be. */
  readonly end: () => readonly ImportFault[];
};

/** A document between its passes. */
export type OpenDocument = {
  readonly survey: () => Pass;
  /** `undefined` for a format that has no second pass. */
  readonly items: () => Pass | undefined;
  /** The item counted last was one that an earlier document, or this one, had given. */
  readonly findingWasDuplicate: () => void;
  readonly counts: () => ItemCounts;
  /** Bytes that the survey read. */
  readonly sizeBytes: () => number;
};

/** What a document gives to the import it belongs to. */
export type DocumentSink = Pick<FactSink, 'finding' | 'component' | 'claim' | 'advisory' | 'options'> & {
  /** Whether there is room for so many more facts, or fewer. */
  readonly hold: (facts: number) => boolean;
};

/** Opens a document for both passes. */
export const openDocument = (
  document: DocumentName & { readonly kind: DocumentKind },
  sink: DocumentSink,
): OpenDocument => {
  const format = formatOf(document.kind);
  const faults = faultList(document.name);
  const fates = new Map<ItemFate, number>();
  const count = (fate: ItemFate, items = 1): void => {
    fates.set(fate, (fates.get(fate) ?? 0) + items);
  };
  const reader: DocumentReader = format.open(document, {
    ...sink,
    finding: (finding) => {
      count('accepted');
      sink.finding(finding);
    },
    hold: holding(sink, faults.add),
    count,
    fault: faults.add,
  });

  let surveyedBytes = 0;

  const pass = (tree: PathNode, read: DocumentReader['item'], ended: (sizeBytes: number) => void): Pass => {
    const stream = jsonStream(tree, {
      value: read,
      foreign: (at, detail) => faults.add('DOCUMENT_SHAPE_FOREIGN', at, detail),
    });
    let sizeBytes = 0;
    return {
      push: (chunk) => {
        sizeBytes += chunk.length;
        if (sizeBytes <= DOCUMENT_BYTES_MAX) stream.push(chunk);
      },
      end: () => {
        if (sizeBytes > DOCUMENT_BYTES_MAX) return [tooLong(document.name)];
        const fault = stream.end();
        if (fault !== undefined) return [toFault({ document: document.name, ...fault })];
        ended(sizeBytes);
        return faults.list();
      },
    };
  };

  return {
    survey: () =>
      pass(
        pathTree(format.survey, format.required),
        (placed) => reader.survey(placed),
        (sizeBytes) => {
          surveyedBytes = sizeBytes;
          reader.surveyed();
        },
      ),
    items: () =>
      format.items.length === 0
        ? undefined
        : pass(
            pathTree(format.items),
            (placed) => reader.item(placed),
            () => undefined,
          ),
    findingWasDuplicate: () => {
      count('accepted', -1);
      count('duplicate');
    },
    counts: () => countFates(fates),
    sizeBytes: () => surveyedBytes,
  };
};

const TOO_MANY_FACTS = `is beyond ${HELD_FACTS_MAX} statements, products, advisories, versions and components`;

// Told once, however much is left out.
const holding = ({ hold }: Pick<DocumentSink, 'hold'>, fault: FactSink['fault']): FactSink['hold'] => {
  let isFull = false;
  return (facts, at) => {
    const isHeld = hold(facts);
    if (!isHeld && !isFull) fault('HELD_FACTS_EXCEEDED', at, TOO_MANY_FACTS);
    isFull ||= !isHeld;
    return isHeld;
  };
};

const tooLong = (document: string): ImportFault => ({
  document,
  pointer: '',
  code: 'DOCUMENT_BYTES_EXCEEDED',
  detail: `has more than ${DOCUMENT_BYTES_MAX} bytes`,
});

/** The first faults of a document. That it is of another format explains all others. */
const faultList = (document: string) => {
  const found: ImportFault[] = [];
  let foreign: ImportFault | undefined;
  return {
    add: (code: FaultCode, at: At, detail: string): void => {
      const isForeign = code === 'DOCUMENT_FORMAT_FOREIGN';
      if (isForeign ? foreign !== undefined : found.length >= DOCUMENT_FAULTS_MAX) return;
      const fault = toFault({ document, pointer: pointerTo(at), code, detail });
      if (isForeign) foreign = fault;
      else found.push(fault);
    },
    list: (): readonly ImportFault[] => (foreign === undefined ? found : [foreign]),
  };
};
