/** One configuration for every level; the suffix of a spec says what it speaks to (`.spec`, `.int.spec`, `.e2e.spec`, `.interop.spec`). */
export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swcOptions()] },
  // Interop specs need servers of others: npm run test:interop.
  testMatch: ['<rootDir>/{libs,apps,tools,test}/**/*.spec.ts', '!**/*.interop.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/', '/.registry/'],
  modulePathIgnorePatterns: ['/dist/', '/.registry/'],
  maxWorkers: 2,
  // No test measures time: a machine with other work may take six times as long.
  testTimeout: 30_000,
};

// The same compiler settings as the build, but for the rewriting of `.ts` in import paths: jest resolves those itself.
function swcOptions() {
  return {
    swcrc: false,
    jsc: {
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      target: 'es2024',
      keepClassNames: true,
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  };
}
