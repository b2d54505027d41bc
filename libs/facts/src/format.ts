import type { ItemFate } from './counts.ts';
import type { DocumentName, FaultCode } from './document.ts';
import type { ImportOptions } from './options.ts';
import type { At } from './paths.ts';
import type { OsvAdvisory } from './osv.ts';
import type { ListedComponent, ScanFinding } from './scan-finding.ts';
import type { VexClaim } from './vex-claim.ts';

/** A value that a reader asked for: the path that found it, where it stands, and the value as `JSON.parse` gives it. */
export type Placed = { readonly path: string; readonly at: At; readonly value: unknown };

/**
 * How documents of one kind are read: in two passes over their bytes, value by value, so that a document of any
 * size needs memory for one value and for what its reader keeps.
 *
 * The *survey* reads every document of an import before the first item of any: it tells whether the document is
 * of this format, collects what its items depend on wherever that stands in the document (the scanned image, say),
 * and gives what other documents are joined to (statements, advisories, options). The second pass gives the items
 * that become tuples; a format without `items` has none.
 */
export type DocumentFormat = {
  /** Paths of the survey, see `pathTree`. What they hold must fit into memory, one value at a time. */
  readonly survey: readonly string[];
  /** Paths of the second pass. */
  readonly items: readonly string[];
  /** Places that must be there, as arrays or objects: `/statements`, for `/statements[]`. */
  readonly required?: readonly string[];
  /** Starts to read one document; the reader lives through both passes. */
  open(document: DocumentName, out: FactSink): DocumentReader;
};

export type DocumentReader = {
  /** Called for every value of the survey, in the order of the document. */
  survey(placed: Placed): void;
  /** Called once, after the last of them: reports what the document lacks as a whole. */
  surveyed(): void;
  /** Called for every value of the second pass, in the order of the document. */
  item(placed: Placed): void;
};

/** Where readers put what they find. */
export type FactSink = {
  /**
   * A finding, which is one item of its document: it is counted as accepted, or as duplicate where an earlier one
   * has the same component, advisory and image. Second pass only.
   */
  finding(finding: ScanFinding): void;
  /**
   * A component that the advisories of all documents are joined to. What comes of that are pairings, which are no
   * items; where a component is an item, `count` says what became of it. Second pass only.
   */
  component(component: ListedComponent): void;
  /** An advisory. Survey only; `count` says what became of the item. */
  advisory(advisory: OsvAdvisory): void;
  /** A statement. Survey only; `count` says what became of the item. */
  claim(claim: VexClaim): void;
  /** Survey only; `count` says what became of the items. */
  options(options: ImportOptions): void;
  /**
   * Whether there is room for so many facts that are kept until the import ends (`HELD_FACTS_MAX`). Where there is
   * none, nothing will be imported, and they are not to be kept; `at` is the first of them. Less than none: that many
   * are kept no longer.
   */
  hold(facts: number, at: At): boolean;
  /** The fate of `items` items (1 if left out) that are no findings. */
  count(fate: ItemFate, items?: number): void;
  /**
   * Nothing will be imported. `DOCUMENT_FORMAT_FOREIGN` hides all other faults of the document, and text that is not
   * JSON hides that.
   */
  fault(code: FaultCode, at: At, detail: string): void;
};
