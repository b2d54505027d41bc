import { Job, type JobKind, type JobOf } from '@policy-registry/domain';

/** When the jobs of tests were caused. */
export const CAUSED_AT = '2026-03-01T12:00:00.000Z';

export const jobOf = <Kind extends JobKind>(kind: Kind, data: JobOf<Kind>['data']): JobOf<Kind> =>
  // `kind` and `data` belong together by the signature, which the union cannot express.
  Job.parse({
    jobId: `job-${kind}`,
    tenant: 'acme',
    correlationId: 'c',
    causedAt: CAUSED_AT,
    causationId: 'e',
    kind,
    data,
  }) as JobOf<Kind>;

/** A Trivy report of one image with three findings: one of them high, the others low. */
export const THREE_FINDINGS = JSON.stringify({
  SchemaVersion: 2,
  ArtifactName: 'registry.example/app:1',
  ArtifactType: 'container_image',
  Results: [
    {
      Target: 'app',
      Class: 'lang-pkgs',
      Type: 'npm',
      Vulnerabilities: [7.5, 3.1, 3.2].map((V3Score, at) => ({
        VulnerabilityID: `CVE-2024-000${at}`,
        PkgName: `lib-${at}`,
        InstalledVersion: '1.0.0',
        PkgIdentifier: { PURL: `pkg:npm/lib-${at}@1.0.0` },
        Severity: V3Score > 7 ? 'HIGH' : 'LOW',
        SeveritySource: 'nvd',
        CVSS: { nvd: { V3Score } },
      })),
    },
  ],
});
