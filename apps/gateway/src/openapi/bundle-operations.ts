import { bytes, one, type Operation } from './answers.ts';

/** The operations of enforcement points, by the names of their controllers' methods. */
export const BUNDLE_OPERATIONS: Readonly<Record<string, Operation>> = {
  getBundle: {
    summary:
      'Everything that is bound in an environment, in one archive; gzip where that is accepted. 304 to whoever names its ETag, which is its SHA-256, in If-None-Match; with wait not before another one is there, or so many seconds are over',
    answers: {
      ...bytes('application/x-tar', 'A deterministic tar with manifest.json'),
      304: { description: 'As it is known already' },
    },
    revalidates: true,
  },
  getBundleAttestation: {
    summary: 'What was signed about the bundle',
    answers: bytes('application/vnd.dev.sigstore.bundle.v0.3+json', 'A Sigstore bundle v0.3'),
  },
  getBundleStatus: {
    summary: 'Of which revision the bundle is, its digest, and whether a later one failed',
    answers: one('EnvironmentBundle'),
  },
};
