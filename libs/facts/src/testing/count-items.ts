// Counts the items of a document without any of the readers: what an import must account for.
import type { DocumentKind, FactDocument } from '../document.ts';

/** Items of a document, as `docs/facts.md` defines them. */
export const itemsIn = ({ kind, bytes }: FactDocument): number => {
  const json: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return COUNT[kind](json);
};

const at = (json: unknown, name: string): unknown => Reflect.get(Object(json), name);

const listAt = (json: unknown, name: string): readonly unknown[] => {
  const found = at(json, name);
  return Array.isArray(found) ? found : [];
};

const sum = (list: readonly unknown[], count: (item: unknown) => number): number =>
  list.reduce<number>((total, item) => total + count(item), 0);

const componentsIn = (json: unknown): number =>
  sum(listAt(json, 'components'), (component) => 1 + componentsIn(component));

const COUNT: Readonly<Record<DocumentKind, (json: unknown) => number>> = {
  trivy: (json) =>
    sum(
      listAt(json, 'Results'),
      (result) =>
        listAt(result, 'Vulnerabilities').length +
        listAt(result, 'ExperimentalModifiedFindings').filter(
          (finding) => at(finding, 'Type') === 'vulnerability',
        ).length,
    ),
  grype: (json) => listAt(json, 'matches').length + listAt(json, 'ignoredMatches').length,
  cyclonedx: (json) =>
    componentsIn(json) +
    sum(listAt(json, 'vulnerabilities'), (found) => Math.max(1, listAt(found, 'affects').length)),
  spdx: (json) =>
    listAt(json, 'packages').length +
    listAt(json, '@graph').filter((element) => at(element, 'type') === 'software_Package').length,
  osv: (json) => {
    if (Array.isArray(json)) return json.length;
    const scanned = sum(listAt(json, 'results'), (result) =>
      sum(listAt(result, 'packages'), (found) => Math.max(1, listAt(found, 'vulnerabilities').length)),
    );
    return scanned + listAt(json, 'vulns').length + (at(json, 'id') === undefined ? 0 : 1);
  },
  openvex: (json) => listAt(json, 'statements').length,
  csaf: (json) =>
    sum(listAt(json, 'vulnerabilities'), (found) =>
      sum(Object.values(Object(at(found, 'product_status'))), (ids) => (Array.isArray(ids) ? ids.length : 0)),
    ),
  options: () => 0,
};
