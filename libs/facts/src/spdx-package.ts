import { z } from 'zod';

import { type Identity, toCpes } from './identity.ts';
import { toPurl } from './purl.ts';
import type { ListedComponent } from './scan-finding.ts';
import { toImage } from './scanned-image.ts';
import { given, OptionalText, optionalList, withoutUndefined } from './shape.ts';

const ExternalRef = z.object({ referenceType: OptionalText, referenceLocator: OptionalText });

/** A package of SPDX 2: the part of it that is read. */
export const SpdxPackage = z.object({
  SPDXID: OptionalText,
  name: OptionalText,
  // The name as the tag-value form spells it, which some documents of version 2.2 took over.
  packageName: OptionalText,
  versionInfo: OptionalText,
  supplier: OptionalText,
  licenseConcluded: OptionalText,
  licenseDeclared: OptionalText,
  externalRefs: optionalList(ExternalRef),
});
export type SpdxPackage = z.infer<typeof SpdxPackage>;

export const SpdxRelationship = z.object({
  relationshipType: OptionalText,
  relatedSpdxElement: OptionalText,
});

/** A package of either version of SPDX, in one form. */
export type SpdxPart = {
  readonly id: string | undefined;
  readonly component: ListedComponent['component'];
  readonly identity: Identity;
};

type Named = {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly vendor: string | undefined;
  readonly purls: readonly string[];
  readonly cpes: readonly string[];
  readonly licenses: string[] | undefined;
};

/** The first package URL is the component's; statements may name it by any of them. */
export const toSpdxPart = ({ id, purls, cpes, licenses, ...named }: Named): SpdxPart => {
  const parsed = purls.flatMap((text) => toPurl(text) ?? []);
  const component = withoutUndefined({
    purl: purls[0],
    name: named.name,
    version: named.version ?? parsed[0]?.parts?.version,
    ecosystem: parsed[0]?.parts?.type,
    licenses,
  });
  return { id, component, identity: { ...named, purls: parsed, cpes: toCpes(cpes), links: [] } };
};

const PURL_TYPE = /(^|\/)purl$/;
const CPE_TYPE = /(^|\/)cpe2[23]Type$/;

export const toSpdx2Part = (raw: SpdxPackage): SpdxPart => {
  const locatorsOf = (type: RegExp): string[] =>
    (raw.externalRefs ?? []).flatMap(({ referenceType, referenceLocator }) =>
      type.test(referenceType ?? '') ? (given(referenceLocator) ?? []) : [],
    );
  return toSpdxPart({
    id: given(raw.SPDXID),
    name: given(raw.name) ?? given(raw.packageName),
    version: given(raw.versionInfo),
    vendor: given(raw.supplier?.replace(/^(Organization|Person|NOASSERTION):?\s*/, '')),
    purls: [...new Set(locatorsOf(PURL_TYPE))],
    cpes: locatorsOf(CPE_TYPE),
    licenses: toLicenses(raw.licenseConcluded, raw.licenseDeclared),
  });
};

/**
 * The licence that was concluded, else the one that was declared, as one expression. `NOASSERTION` is unknown,
 * `NONE` is known to be none (SPDX 2.3 §7.13).
 */
export const toLicenses = (...expressions: readonly (string | null | undefined)[]): string[] | undefined => {
  const found = expressions.find(
    (expression) => given(expression) !== undefined && expression !== 'NOASSERTION',
  );
  return found ? (found === 'NONE' ? [] : [found]) : undefined;
};

/** What a document describes: one package is the image or project of all findings, several are roots alone. */
export const describedBy = (
  roots: readonly SpdxPart[],
  documentName: string | undefined,
): Pick<ListedComponent, 'image' | 'target' | 'roots'> => {
  const [root] = roots.length === 1 ? roots : [];
  const parts = root?.identity.purls.find((purl) => purl.parts?.type === 'oci')?.parts;
  return {
    ...toImage({
      name: root?.component.name ?? documentName,
      tags: [],
      repoDigests: [],
      manifestDigest: [parts?.version, root?.component.version].find((text) =>
        /^sha256:[0-9a-f]{64}$/.test(text ?? ''),
      ),
      architecture: parts?.qualifiers.get('arch'),
    }),
    roots: roots.map(({ identity }) => identity),
  };
};
