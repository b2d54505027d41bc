import { open } from 'node:fs/promises';

/** Findings written at a time, and for which the size is looked at. */
const BATCH = 500;
const DESCRIPTION =
  'A flaw that scanners describe at length, as they do for every finding of every image. '.repeat(8);

/**
 * Writes a Trivy report of at least `bytesMin` bytes, in the shape of real ones: long texts that nobody reads, and what
 * identifies the image behind its findings. The same size gives the same bytes. Resolves with its findings.
 */
export const writeLargeReport = async (path: string, bytesMin: number): Promise<number> => {
  const file = await open(path, 'wx');
  try {
    let findings = 0;
    let size = 0;
    await file.appendFile('{"SchemaVersion":2,"Results":[{"Target":"all","Type":"npm","Vulnerabilities":[');
    while (size < bytesMin) {
      const batch = Array.from({ length: BATCH }, (_, index) => JSON.stringify(finding(findings + index)));
      const text = `${findings === 0 ? '' : ','}${batch.join(',')}`;
      await file.appendFile(text);
      findings += BATCH;
      size += Buffer.byteLength(text);
    }
    await file.appendFile(']}],"ArtifactName":"registry.example/monolith:1.0.0"}');
    return findings;
  } finally {
    await file.close();
  }
};

const finding = (index: number) => ({
  VulnerabilityID: `CVE-2024-${10_000 + (index % 40_000)}`,
  PkgName: `package-${index}`,
  PkgIdentifier: { PURL: `pkg:npm/package-${index}@1.${index % 100}.0` },
  InstalledVersion: `1.${index % 100}.0`,
  Severity: 'HIGH',
  Status: 'affected',
  Title: `package-${index}: ${DESCRIPTION.slice(0, 80)}`,
  Description: DESCRIPTION,
  References: Array.from({ length: 6 }, (_, at) => `https://advisories.example/${index}/${at}`),
  CVSS: { nvd: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', V3Score: 7.5 } },
});
