import { z } from 'zod';

import type { Placed } from './format.ts';
import { type SpdxPart, toLicenses, toSpdxPart } from './spdx-package.ts';
import { given, OptionalText, optionalList, Text } from './shape.ts';

/** An element of an SPDX 3.0 graph: the members of packages, licences and relationships that are read. */
export const Spdx3Element = z.object({
  type: OptionalText,
  spdxId: OptionalText,
  name: OptionalText,
  software_packageVersion: OptionalText,
  software_packageUrl: OptionalText,
  externalIdentifier: optionalList(
    z.object({ externalIdentifierType: OptionalText, identifier: OptionalText }),
  ),
  simplelicensing_licenseExpression: OptionalText,
  relationshipType: OptionalText,
  from: z.union([Text, z.unknown()]).nullish(),
  to: z.union([Text, z.array(z.unknown())]).nullish(),
  rootElement: z.array(z.unknown()).nullish(),
});
export type Spdx3Element = z.infer<typeof Spdx3Element>;

/** What the relationships of a graph say of its packages. */
export type Spdx3Links = {
  /** Licence expressions by the id of their element. */
  readonly expressions: Map<string, string>;
  /** By package and kind of relationship: the ids of licence elements. */
  readonly concluded: Map<string, string>;
  readonly declared: Map<string, string>;
  /** Ids of what the document and its BOMs describe. */
  readonly described: Set<string>;
};

export const noLinks = (): Spdx3Links => ({
  expressions: new Map(),
  concluded: new Map(),
  declared: new Map(),
  described: new Set(),
});

export const isSpdx3Package = ({ type }: Spdx3Element): boolean => type === 'software_Package';

/** True when `@context` declares SPDX 3.0. */
export const isSpdx3Context = ({ value }: Pick<Placed, 'value'>): boolean =>
  [value]
    .flat()
    .some((context) => typeof context === 'string' && /^https:\/\/spdx\.org\/rdf\/3\.0\./.test(context));

/** Notes one element of the graph. */
export const noteElement = (links: Spdx3Links, element: Spdx3Element): void => {
  const id = given(element.spdxId);
  const expression = given(element.simplelicensing_licenseExpression);
  if (id !== undefined && expression !== undefined) links.expressions.set(id, expression);
  for (const root of textsIn(element.rootElement)) links.described.add(root);
  const [to] = textsIn(element.to);
  if (typeof element.from !== 'string' || to === undefined) return;
  if (element.relationshipType === 'hasConcludedLicense') links.concluded.set(element.from, to);
  if (element.relationshipType === 'hasDeclaredLicense') links.declared.set(element.from, to);
  if (element.relationshipType === 'describes')
    for (const described of textsIn(element.to)) links.described.add(described);
};

const textsIn = (value: unknown): string[] =>
  [value].flat().filter((item): item is string => typeof item === 'string');

export const toSpdx3Part = (element: Spdx3Element, links: Spdx3Links): SpdxPart => {
  const id = given(element.spdxId);
  const identifiersOf = (type: RegExp): string[] =>
    (element.externalIdentifier ?? []).flatMap(({ externalIdentifierType, identifier }) =>
      type.test(externalIdentifierType ?? '') ? (given(identifier) ?? []) : [],
    );
  const purls = [given(element.software_packageUrl), ...identifiersOf(/^packageUrl$/i)];
  return toSpdxPart({
    id,
    name: given(element.name),
    version: given(element.software_packageVersion),
    vendor: undefined,
    purls: [...new Set(purls.flatMap((text) => text ?? []))],
    cpes: identifiersOf(/^cpe2[23]$/),
    licenses: toLicenses(
      expressionOf(links, links.concluded.get(id ?? '')),
      expressionOf(links, links.declared.get(id ?? '')),
    ),
  });
};

// Individuals stand for themselves: `…/NoneLicense` and `…/NoAssertionLicense`.
const expressionOf = ({ expressions }: Spdx3Links, id: string | undefined): string | undefined => {
  if (id?.endsWith('NoneLicense') === true) return 'NONE';
  if (id?.endsWith('NoAssertionLicense') === true) return 'NOASSERTION';
  return expressions.get(id ?? '');
};
