// Documents of our own for the specs of this library.
import type { FindingTuple } from '@policy-registry/finding';

import type { FactDocument } from '../document.ts';
import { importSnapshot } from '../import-snapshot.ts';

/** Any JSON as a document. */
export const documentOf = (
  kind: FactDocument['kind'],
  json: unknown,
  name = `${kind}.json`,
): FactDocument => ({
  name,
  kind,
  bytes: new TextEncoder().encode(JSON.stringify(json)),
});

/** A finding as Trivy writes it. */
export const opensslFinding = {
  VulnerabilityID: 'CVE-2023-0286',
  PkgName: 'libssl3',
  PkgIdentifier: { PURL: 'pkg:apk/alpine/libssl3@3.0.7-r0?arch=x86_64&distro=3.17.1' },
  InstalledVersion: '3.0.7-r0',
  FixedVersion: '3.0.8-r0',
  Status: 'fixed',
  Severity: 'HIGH',
  DataSource: { ID: 'alpine' },
  CVSS: {
    nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:H', V3Score: 7.4 },
    redhat: { V3Vector: 'CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:H', V3Score: 7.4 },
  },
};

export const imageDigest = `sha256:${'a1'.repeat(32)}`;

/** A report on one image with these findings. */
export const trivyReport = (vulnerabilities: readonly unknown[], image: object = {}) => ({
  SchemaVersion: 2,
  ArtifactName: 'ghcr.io/acme/web:1.4.0',
  ArtifactType: 'container_image',
  Metadata: {
    ImageID: `sha256:${'b2'.repeat(32)}`,
    RepoTags: ['ghcr.io/acme/web:1.4.0'],
    RepoDigests: [`ghcr.io/acme/web@${imageDigest}`],
    ImageConfig: { architecture: 'amd64' },
  },
  Results: [{ Target: 'web', Class: 'os-pkgs', Type: 'alpine', Vulnerabilities: vulnerabilities }],
  ...image,
});

/** An OpenVEX document with these statements. */
export const openVex = (statements: readonly unknown[], document: object = {}) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://acme.example/vex/1',
  author: 'Acme Product Security',
  timestamp: '2024-03-01T08:00:00Z',
  version: 1,
  statements,
  ...document,
});

/** The tuples of an import that is expected to succeed. */
export const tuplesOf = (...documents: readonly FactDocument[]): readonly FindingTuple[] => {
  const result = importSnapshot(documents);
  if (!result.ok) throw new Error(JSON.stringify(result.faults));
  return result.tuples;
};
