import { detectKind, type DocumentKind } from '@policy-registry/facts';

import { UsageFault } from './answer.ts';

export type { DocumentKind };

/** Enough for the head of a document, which mostly tells its kind. */
const CHUNK_BYTES = 64 * 1024;

/**
 * What a document is, by what stands in it, else by its name (`….trivy.json`, `….openvex.json`, `options.json` and so
 * on): a truncated report is still sent, so that the registry says where it ends.
 */
export const kindOf = (name: string, bytes: Uint8Array): DocumentKind => {
  const kind = kindOfContent(bytes) ?? kindOfName(name);
  if (kind === undefined) {
    throw new UsageFault(
      `${name} is of no format that is read; name it ….trivy.json, ….grype.json, ….cdx.json, ….spdx.json, ….osv.json, ….openvex.json or ….csaf.json if it is`,
    );
  }
  return kind;
};

const kindOfContent = (bytes: Uint8Array): DocumentKind | undefined => {
  const detector = detectKind();
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    const kind = detector.push(bytes.subarray(at, at + CHUNK_BYTES));
    if (kind !== undefined) return kind;
  }
  return undefined;
};

const NAMES: readonly (readonly [RegExp, DocumentKind])[] = [
  [/(^|[.-])(open)?vex\.json$/, 'openvex'],
  [/(^|[.-])trivy\.json$/, 'trivy'],
  [/(^|[.-])grype\.json$/, 'grype'],
  [/(^|[.-])(cdx|cyclonedx|bom)\.json$/, 'cyclonedx'],
  [/(^|[.-])spdx\.json$/, 'spdx'],
  [/(^|[.-])osv\.json$/, 'osv'],
  [/(^|[.-])csaf\.json$/, 'csaf'],
  [/(^|[.-])options\.json$/, 'options'],
];

const kindOfName = (name: string): DocumentKind | undefined =>
  NAMES.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1];
