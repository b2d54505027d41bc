// Public reports that lie beside a checkout in some environments; elsewhere these tests are skipped.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { type ItemCounts, rejectedIn } from './counts.ts';
import type { FactDocument } from './document.ts';
import { importSnapshot } from './import-snapshot.ts';

const REPORTS = resolve(import.meta.dirname, '../../../../shared/data');
const hasReports = existsSync(join(REPORTS, 'trivy')) && existsSync(join(REPORTS, 'openvex'));
const describeReal = hasReports ? describe : describe.skip;
const SKIPPED = 'real reports (skipped when ../shared/data is absent)';

const documentsOf = (kind: 'trivy' | 'openvex'): FactDocument[] =>
  hasReports
    ? readdirSync(join(REPORTS, kind)).map((name) => ({
        name,
        kind,
        bytes: readFileSync(join(REPORTS, kind, name)),
      }))
    : [{ name: 'absent', kind, bytes: new Uint8Array() }];

const expectSum = (counts: ItemCounts): void =>
  expect(counts.accepted + rejectedIn(counts) + counts.duplicate).toBe(counts.received);

const imported = (documents: readonly FactDocument[]) => {
  const result = importSnapshot(documents);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result;
};

describeReal(SKIPPED, () => {
  it.each(documentsOf('trivy').map((document) => [document.name, document] as const))(
    'imports %s with every item accounted for',
    (_name, document) => {
      const { counts, tuples } = imported([document]);
      counts.documents.forEach(expectSum);
      expectSum(counts.total);
      expect(tuples).toHaveLength(counts.trivy.accepted);
      expect(counts.total.received).toBe(itemsIn(document));
    },
  );

  it.each(documentsOf('openvex').map((document) => [document.name, document] as const))(
    'imports %s, or names the place that keeps it from that',
    (_name, document) => {
      const result = importSnapshot([document]);
      if (result.ok) return expectSum(result.counts.total);
      // One document declares no OpenVEX version at all.
      expect(result.faults).toStrictEqual([
        {
          document: 'guac--open-vex-affected.json',
          pointer: '/@context',
          code: 'DOCUMENT_FORMAT_FOREIGN',
          detail: 'is no OpenVEX document of version 0.0.1 or 0.2.0',
        },
      ]);
    },
  );

  it.each(documentsOf('trivy').map((document) => [document.name, document] as const))(
    'refuses %s as an OpenVEX document',
    (_name, document) => {
      const result = importSnapshot([{ ...document, kind: 'openvex' }]);
      expect(result.ok ? [] : result.faults.map(({ code, pointer }) => [code, pointer])).toStrictEqual([
        ['DOCUMENT_FORMAT_FOREIGN', '/@context'],
      ]);
    },
  );

  it('gives one snapshot of all readable reports, whatever their order', () => {
    const documents = [...documentsOf('trivy'), ...documentsOf('openvex')].filter(
      ({ name }) => name !== 'guac--open-vex-affected.json',
    );
    const forwards = imported(documents);
    expect(forwards.counts.trivy.received).toBe(
      documentsOf('trivy').reduce((sum, report) => sum + itemsIn(report), 0),
    );
    expect(imported(documents.toReversed()).digest).toBe(forwards.digest);
  });

  it('joins a published statement on a Go module to the report of that module', () => {
    const [report, ...statements] = [...documentsOf('trivy'), ...documentsOf('openvex')].filter(({ name }) =>
      ['trivy--gomod.json', 'trivy--gomod-openvex.json'].includes(name),
    );
    if (report === undefined) throw new Error('the report is absent');
    const product = { Relationship: 'root', Identifier: { PURL: 'pkg:golang/github.com/testdata/testdata' } };
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

const itemsIn = ({ bytes }: FactDocument): number => {
  const report: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return resultsOf(report).reduce<number>(
    (sum, result) =>
      sum + lengthOf(result, 'Vulnerabilities') + lengthOf(result, 'ExperimentalModifiedFindings'),
    0,
  );
};

const resultsOf = (report: unknown): readonly object[] => {
  const results: unknown = Reflect.get(Object(report), 'Results');
  return Array.isArray(results) ? results : [];
};

const lengthOf = (result: object, member: string): number => {
  const items: unknown = Reflect.get(result, member);
  return Array.isArray(items) ? items.length : 0;
};

const withPackage = (bytes: Uint8Array, added: object): Uint8Array => {
  const report: unknown = JSON.parse(new TextDecoder().decode(bytes));
  for (const result of resultsOf(report)) Object.assign(result, { Packages: [added] });
  return new TextEncoder().encode(JSON.stringify(report));
};
