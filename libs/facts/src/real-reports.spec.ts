// Public reports that lie beside a checkout in some environments; elsewhere these tests are skipped.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { type ItemCounts, rejectedIn } from './counts.ts';
import { DOCUMENT_KINDS, type DocumentKind, type FactDocument } from './document.ts';
import { importSnapshot } from './import-snapshot.ts';
import { itemsIn } from './testing/count-items.ts';
import { detectKind } from './detect-kind.ts';

// Beside the checkout, or beside the folder of several checkouts.
const PLACES = ['../../../../shared/data', '../../../../../shared/data'];
const REPORTS = PLACES.map((place) => resolve(import.meta.dirname, place)).find((place) =>
  existsSync(join(place, 'csaf')),
);
const describeReal = REPORTS === undefined ? describe.skip : describe;
const SKIPPED = 'real reports (skipped when ../shared/data is absent)';

const KINDS = DOCUMENT_KINDS.filter((kind) => kind !== 'options');

const documentsOf = (kind: DocumentKind): FactDocument[] =>
  REPORTS === undefined
    ? [{ name: 'absent', kind, bytes: new Uint8Array() }]
    : readdirSync(join(REPORTS, kind)).map((name) => ({
        name,
        kind,
        bytes: readFileSync(join(REPORTS, kind, name)),
      }));

const everyDocument = KINDS.flatMap(documentsOf);

const documentsNamed = (...names: readonly string[]): FactDocument[] =>
  names.map((name) => {
    const found = everyDocument.find((document) => document.name === name);
    if (found === undefined) throw new Error(`${name} is absent`);
    return found;
  });

const imported = (documents: readonly FactDocument[]) => {
  const result = importSnapshot(documents);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result;
};

/**
 * Items that are rejected in more than one of twenty cases, and why: the scanner's own configuration took them out,
 * the record was withdrawn, or the statement breaks a rule of its format on naming products and versions.
 */
const REJECTING: ReadonlyMap<string, string> = new Map([
  ['extension-k6--trivy-results.json', 'lists suppressed vulnerabilities alone'],
  ['trivy--npm-with-suppressed.json', 'lists a suppressed vulnerability beside one finding'],
  ['bom-examples--VEX-Use-Cases-Case-7-vex.json', 'names no product'],
  ['secobserve--cyclonedx_product_branches.json', 'refers to components by what is no BOM link'],
  ['trustify--GHSA-57m8-f3v5-hm5m.json', 'is withdrawn'],
  ['secobserve--openvex_given_vulnerability.json', 'names a product by a word'],
  ['vexctl--images.vex.json', 'names products by image references'],
  ['cisa--icsma-17-227-01.json', 'has a range of versions in prose'],
  ['cisa--va-24-262-01.json', 'has a range of versions that is neither vers nor a list of comparators'],
  ['go-vex--pkg-csaf-csaf.json', 'speaks of products that its product tree does not have'],
]);

const table: string[] = [];

describeReal(SKIPPED, () => {
  it.each(everyDocument.map((document) => [document.name, document] as const))(
    'imports %s with every item accounted for',
    (name, document) => {
      const { counts, tuples } = imported([document]);
      const { received, accepted, duplicate, rejected } = counts.total;
      table.push(rowOf(document, counts.total));
      expect(received).toBe(itemsIn(document));
      expect(accepted + rejectedIn(counts.total) + duplicate).toBe(received);
      expect(counts.documents.map((own) => [own.received, own.rejected])).toStrictEqual([
        [received, rejected],
      ]);
      expect(detectKind().push(document.bytes)).toBe(document.kind);
      const isMostlyAccepted = accepted + duplicate >= received * 0.95;
      expect([name, isMostlyAccepted]).toStrictEqual([name, !REJECTING.has(name)]);
      if (document.kind === 'trivy' || document.kind === 'grype') expect(tuples).toHaveLength(accepted);
    },
  );

  afterAll(() => {
    const head = 'file'.padEnd(80) + 'received accepted duplicate rejected\n';
    process.stdout.write(`${head}${table.join('\n')}\n`);
  });

  it('gives one snapshot of all of them, whatever their order', () => {
    const forwards = imported(everyDocument);
    expect(forwards.counts.total.received).toBe(
      everyDocument.reduce((sum, document) => sum + itemsIn(document), 0),
    );
    expect(imported(everyDocument.toReversed()).digest).toBe(forwards.digest);
  });

  it.each(documentsOf('trivy').map((document) => [document.name, document] as const))(
    'refuses %s as a document of any other kind',
    (_name, document) => {
      for (const kind of KINDS.filter((other) => other !== 'trivy')) {
        const result = importSnapshot([{ ...document, kind }]);
        expect(result.ok ? kind : result.faults[0]?.document).toBe(document.name);
      }
    },
  );
});

const rowOf = ({ kind, name }: FactDocument, counts: ItemCounts): string =>
  `${kind}/${name}`.slice(0, 79).padEnd(80) +
  [counts.received, counts.accepted, counts.duplicate].map((count) => String(count).padEnd(9)).join('') +
  (rejectedIn(counts) === 0 ? '-' : JSON.stringify(counts.rejected));

/** Received, accepted, duplicate and tuples, checked by hand against the documents and their index. */
const GOLDEN: readonly (readonly [string, readonly number[], ItemCounts['rejected']])[] = [
  ['defectdojo--all_statuses.json', [8, 8, 0, 8], {}],
  ['securecodebox--juice-shop-v12.10.2.json', [182, 150, 32, 150], {}],
  ['extension-k6--trivy-results.json', [2, 0, 0, 0], { FINDING_SUPPRESSED: 2 }],
  ['defectdojo--issue_9618.json', [35, 35, 0, 35], {}],
  ['defectdojo--same_cve_different_paths.json', [2, 1, 1, 1], {}],
  // 67 components and 7 vulnerabilities of one component each.
  ['defectdojo--jake2.json', [74, 74, 0, 7], {}],
  ['secobserve--cyclonedx_vex_integrated.json', [22, 22, 0, 13], {}],
  ['bom-examples--VEX-CISA-Use-Cases-Case-3-vex.json', [19, 19, 0, 0], {}],
  ['guac--oci-kubectl-linux-amd64-spdx.json', [88, 88, 0, 0], {}],
  ['spdx-examples--appbomination.spdx3.json', [7, 7, 0, 0], {}],
  ['govulndb--GO-2023-2102.json', [1, 1, 0, 0], {}],
  ['defectdojo--osv_scanner-some_findings.json', [1, 1, 0, 1], {}],
  ['vexhub--github.com-rancher-cis-operator.scan.openvex.json', [79, 79, 0, 0], {}],
  // 8 affected, 10 not affected, 3 fixed and one recommended, which states nothing.
  ['oasis--2022-evd-uc-08-001.json', [22, 21, 0, 0], { STATUS_UNKNOWN: 1 }],
  // 5 affected, and one product both first fixed and fixed.
  ['oasis--bsi-2022-0001.json', [7, 6, 1, 0], {}],
  ['trustify--cve-2023-1664.json', [19, 19, 0, 0], {}],
];

describeReal(`${SKIPPED}: golden counts`, () => {
  it.each(GOLDEN)('of %s', (name, numbers, rejected) => {
    const { counts, tuples } = imported(documentsNamed(name));
    const { received, accepted, duplicate } = counts.total;
    expect([[received, accepted, duplicate, tuples.length], counts.total.rejected]).toStrictEqual([
      numbers,
      rejected,
    ]);
  });
});

describeReal(`${SKIPPED}: joins`, () => {
  const found = (...names: readonly string[]) =>
    imported(documentsNamed(...names)).tuples.map(
      ({ component, advisory }) => [component.purl, component.fixedVersion, advisory.id] as const,
    );

  it('the modules of an SBOM to the advisories on them', () => {
    const net = 'pkg:golang/golang.org/x/net@v0.0.0-20210405180319-a5a99cb37ef4';
    expect(
      found(
        'bom-examples--SBOM-proton-bridge-proton-bridge-v1.8.0.bom.json',
        ...['GO-2021-0113', 'GO-2023-2102', 'GO-2024-2687'].map((id) => `govulndb--${id}.json`),
      ),
    ).toStrictEqual([
      [net, '0.17.0', 'GO-2023-2102'],
      [net, '0.23.0', 'GO-2024-2687'],
      ['pkg:golang/golang.org/x/text@v0.3.5-0.20201125200606-c27b9fd57aec', '0.3.7', 'GO-2021-0113'],
    ]);
  });

  it('the packages of an SPDX document to the same advisories, and not where the fix is in', () => {
    expect(
      found(
        'guac--oci-kubectl-linux-amd64-spdx.json',
        'govulndb--GO-2021-0113.json',
        'govulndb--GO-2023-2102.json',
      ),
    ).toStrictEqual([['pkg:golang/golang.org/x/net@v0.13.0', '0.17.0', 'GO-2023-2102']]);
  });

  it('the statements of three formats on one product, each kept as it is written', () => {
    const { tuples } = imported(
      documentsNamed(
        'secobserve--cyclonedx_vex_integrated.json',
        'secobserve--so_csaf_2020_0001_0001.json',
        'secobserve--so_openvex_2020_0001_0001.json',
      ),
    );
    const statuses = tuples.map(({ vex }) => new Set(vex.map(({ status }) => status)).size);
    expect(tuples.map(({ vex }) => vex.length)).toStrictEqual(Array.from({ length: 13 }).fill(3));
    expect(statuses).toStrictEqual(Array.from({ length: 13 }).fill(1));
    const [first] = tuples.filter(({ advisory }) => advisory.id === 'CVE-2023-49083');
    expect(first?.vex.map(({ justification }) => justification).toSorted()).toStrictEqual([
      'requires_configuration',
      'vulnerable_code_cannot_be_controlled_by_adversary',
      'vulnerable_code_cannot_be_controlled_by_adversary',
    ]);
  });

  it('a published statement on a Go module to the report of that module', () => {
    const [report, ...statements] = documentsNamed('trivy--gomod.json', 'trivy--gomod-openvex.json');
    if (report === undefined) throw new Error('the report is absent');
    const product = {
      Relationship: 'root',
      Identifier: { PURL: 'pkg:golang/github.com/testdata/testdata' },
    };
    const vexOf = (bytes: Uint8Array) =>
      imported([{ ...report, bytes }, ...statements]).tuples.flatMap(({ advisory, vex }) =>
        vex.map(({ status, source }) => [advisory.id, status, source]),
      );
    expect(vexOf(report.bytes)).toStrictEqual([]);
    expect(vexOf(withPackage(report.bytes, product))).toStrictEqual([
      ['CVE-2022-23628', 'not_affected', 'Aqua Security'],
    ]);
  });
});

const withPackage = (bytes: Uint8Array, added: object): Uint8Array => {
  const report: unknown = JSON.parse(new TextDecoder().decode(bytes));
  const results: unknown = Reflect.get(Object(report), 'Results');
  for (const result of Array.isArray(results) ? results : []) Object.assign(result, { Packages: [added] });
  return new TextEncoder().encode(JSON.stringify(report));
};
