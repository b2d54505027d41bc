import { detectKind, type DocumentKind } from '@policy-registry/facts';

import { UsageFault } from './answer.ts';
import type { Content } from './content.ts';

export type { DocumentKind };

/**
 * What a document is, by what stands in it, else by its name (`….trivy.json`, `….openvex.json`, `options.json` and so
 * on): a truncated report is still sent, so that the registry says where it ends. Mostly the first piece tells the kind,
 * and no other is read then.
 */
export const kindOf = async (name: string, content: Content): Promise<DocumentKind> => {
  const kind = (await kindOfContent(content)) ?? kindOfName(name);
  if (kind === undefined) {
    throw new UsageFault(
      `${name} is of no format that is read; name it ….trivy.json, ….grype.json, ….cdx.json, ….spdx.json, ….osv.json, ….openvex.json or ….csaf.json if it is`,
    );
  }
  return kind;
};

const kindOfContent = async ({ pieces }: Content): Promise<DocumentKind | undefined> => {
  const detector = detectKind();
  for await (const piece of pieces()) {
    const kind = detector.push(piece);
    if (kind !== undefined) return kind;
  }
  return detector.end();
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
