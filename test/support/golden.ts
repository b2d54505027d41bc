/**
 * The digests of two simulations of what is committed under examples/: the first version against the empty policy,
 * and the second against the first. They change only with the examples, or with an engine or importer that says
 * so in its version; then they are set anew, on purpose.
 */
export const GOLDEN = {
  first: '32aa28ff74bd86a735daad6b49cf18a0aeb142f0083f934b33e8d657a725a440',
  second: '32b812a85b7453f54aa4ff8831a4bce1e492df5976ae03d56df51cc0f37b7763',
};

/** What they are of, besides the policies and the estate. */
export const GOLDEN_POLICY = 'production-baseline';
export const GOLDEN_INSTANT = '2025-05-14T00:00:00.000Z';
export const GOLDEN_INPUTS = {
  sbomSet: ['fleet/blue', 'fleet/green'],
  advisoryCursor: 'advisories-118',
  vexCursor: 'vex-42',
};
