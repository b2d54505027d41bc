import { builtinModules } from 'node:module';

import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

// The layers and their tags are those of docs/architecture.md; tools/boundaries.spec.ts proves that these rules bite.
// The Nx rule needs a project graph: run `nx show projects` first, or it is skipped without failing.

const TEST_TOOLS = ['@jest/globals', 'fast-check'];
const PURE = 'libs/{kernel,finding,dsl,facts,simulation,transparency,domain,read-models}/**/*.ts';
const TESTS = ['**/*.spec.ts', '**/testing/**/*.ts', 'test/**/*.ts', 'apps/*/test/**/*.ts'];
const BLACK_BOX = ['**/*.e2e.spec.ts', 'test/**/*.ts', 'apps/*/test/**/*.ts', 'tools/demo/**/*.ts'];

const only = (layer, layers, external) => ({
  sourceTag: `layer:${layer}`,
  onlyDependOnLibsWithTags: layers.map((name) => `layer:${name}`),
  ...(external && { allowedExternalImports: [...external, ...TEST_TOOLS] }),
});
// Computation alone: none of them does I/O or reads a clock.
const PURE_LIBRARIES = [
  'zod',
  'packageurl-js',
  'ae-cvss-calculator',
  '@renovatebot/pep440',
  'semver',
  'csv-stringify',
  'csv-stringify/**',
  'fast-xml-parser',
];
const INNER = ['kernel', 'finding', 'pure', 'domain'];
const OUTER = ['read-model', 'contract', 'adapter', 'platform'];
const CLIENT = 'libs/client/**/*.ts';
// Long, and not written by hand.
const GENERATED = 'libs/*/src/generated/**';

const depConstraints = [
  only('kernel', [], ['zod', 'canonicalize']),
  only('finding', ['kernel'], ['zod']),
  only('pure', ['kernel', 'finding'], PURE_LIBRARIES),
  only('domain', ['kernel', 'finding'], ['zod']),
  only('read-model', ['kernel', 'domain'], []),
  only('contract', ['kernel', 'domain'], ['zod', 'class-validator', 'class-transformer', 'reflect-metadata']),
  { ...only('adapter', INNER), bannedExternalImports: ['@nestjs/*'] },
  only('platform', ['kernel']),
  only('client', [], ['openapi-fetch', 'jose']),
  only('app', [...INNER, ...OUTER]),
  { ...only('tool', [...INNER, ...OUTER, 'client']), bannedExternalImports: ['@nestjs/*'] },
];

// What may not be imported, by reason. A zone below lists the reasons that hold in it.
const restricted = {
  testTools: {
    group: [
      ...TEST_TOOLS,
      'jest',
      '@policy-registry/*/testing',
      '@policy-registry/*/simulated',
      '**/testing/**',
    ],
    message: 'Test tools stay in *.spec.ts and testing/.',
  },
  deep: {
    group: ['@policy-registry/*/src/**', '@policy-registry/*/dist/**'],
    message: 'A library is its index.ts: import what it names, or have it name more.',
  },
  ownIndex: {
    regex: '^(\\.\\./)*(\\./)?index\\.ts$',
    message: 'index.ts is for others; inside a library import the file itself.',
  },
  processModule: {
    group: ['process', 'node:process'],
    message: 'Configuration is parsed once in config.ts and passed on; ending the process is for platform.',
  },
  classValidator: {
    group: ['class-validator', 'class-transformer'],
    message: 'DTO classes stand at the edge: in libs/contracts.',
  },
  dataSource: {
    group: ['typeorm'],
    importNames: ['DataSource'],
    message: 'A connection is lent for one transaction: use what libs/postgres gives.',
  },
  effects: {
    // Anchored: a pattern of group style would also take the last part of `@policy-registry/domain`.
    regex: `^(node:|(${builtinModules.join('|')})$)`,
    message: 'This layer is pure: take the value as an argument, or put the effect into an adapter.',
  },
  platformOfOthers: {
    regex: `^(node:|(${builtinModules.join('|')})$)`,
    message: 'The client runs in browsers too: use what both offer.',
  },
  effectsButHashing: {
    regex: `^(node:(?!crypto$)|(${builtinModules.filter((name) => name !== 'crypto').join('|')})$)`,
    message: 'Of the platform only the hash of node:crypto is allowed here.',
  },
  libraries: {
    group: ['@policy-registry/*', '@policy-registry/*/**', '**/libs/**', '**/apps/*/src/**'],
    message: 'A black box is tested through HTTP, NATS, S3 and the command line alone.',
  },
};
const forbid = (...reasons) => ({
  'no-restricted-imports': ['error', { patterns: reasons.map((reason) => restricted[reason]) }],
});
const EVERYWHERE = ['testTools', 'deep', 'ownIndex', 'processModule', 'classValidator', 'dataSource'];
const without = (...reasons) => EVERYWHERE.filter((reason) => !reasons.includes(reason));

const clock = 'Time is an argument, in epoch milliseconds.';
const chance = 'Randomness is an argument: a seed, or an id from the command.';
const effect = 'This layer is pure: no input, output or timer.';
const locale = 'The result depends on the locale of the machine: use compareBytewise.';
const impureGlobals = [
  ...['Date', 'performance', 'Temporal'].map((name) => ({ name, message: clock })),
  ...['crypto'].map((name) => ({ name, message: chance })),
  ...[
    'process',
    'console',
    'fetch',
    'WebSocket',
    'Worker',
    'navigator',
    'globalThis',
    'global',
    'require',
  ].map((name) => ({ name, message: effect })),
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].map((name) => ({
    name,
    message: effect,
  })),
  { name: 'Buffer', message: 'Use Uint8Array and TextEncoder.' },
  { name: 'Intl', message: locale },
];
const impureProperties = [
  { object: 'Math', property: 'random', message: chance },
  ...['localeCompare', 'toLocaleString', 'toLocaleLowerCase', 'toLocaleUpperCase'].map((property) => ({
    property,
    message: locale,
  })),
];

const syntax = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  { selector: 'ExportAllDeclaration', message: 'List the names.' },
  { selector: 'TSEnumDeclaration', message: 'Use a union of literals.' },
  { selector: 'TSModuleDeclaration[kind!="global"]', message: 'Use a module.' },
  { selector: 'TSParameterProperty', message: 'Declare the field and assign it.' },
];

const sizes = {
  'max-lines': ['error', { max: 300 }],
  'max-lines-per-function': ['error', { max: 70 }],
  'max-params': ['error', { max: 4 }],
  // A flat switch over a union counts once.
  complexity: ['error', { max: 12, variant: 'modified' }],
};
const unused = {
  argsIgnorePattern: '^_',
  varsIgnorePattern: '^_',
  caughtErrorsIgnorePattern: '^_',
  ignoreRestSiblings: true,
};

export default tseslint.config(
  {
    ignores: ['**/node_modules/**', '**/dist/**', '.nx/**', '.registry/**', 'coverage/**', GENERATED],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          banTransitiveDependencies: true,
          depConstraints,
          // The examples belong to no project, nor does what end-to-end tests share; specs of tools read generators and pages.
          allow: ['../examples/*', '../../test/support/runbook.ts'],
          // Tools are many programs: one loads a library when it needs it, another at its start.
          checkDynamicDependenciesExceptions: ['@policy-registry/domain'],
        },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', unused],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      ...sizes,
      'no-restricted-syntax': ['error', ...syntax],
      'no-restricted-globals': ['error', { name: 'process', message: restricted.processModule.message }],
      ...forbid(...EVERYWHERE),
    },
  },
  {
    // Scripts that run before anything is installed or built, and configuration.
    files: ['**/*.mjs'],
    extends: [tseslint.configs.recommended],
    rules: { ...sizes, eqeqeq: 'error', '@typescript-eslint/no-unused-vars': ['error', unused] },
  },
  {
    files: [PURE],
    linterOptions: { noInlineConfig: true },
    rules: {
      'no-restricted-globals': ['error', ...impureGlobals],
      'no-restricted-properties': ['error', ...impureProperties],
      'no-restricted-syntax': [
        'error',
        ...syntax,
        { selector: 'ImportExpression', message: effect },
        { selector: 'MetaProperty[meta.name="import"]', message: effect },
      ],
      ...forbid(...EVERYWHERE, 'effects'),
    },
  },
  {
    files: [CLIENT],
    rules: {
      'no-restricted-globals': ['error', { name: 'Buffer', message: 'Use Uint8Array and TextEncoder.' }],
      ...forbid(...EVERYWHERE, 'platformOfOthers'),
    },
  },
  { files: ['libs/kernel/src/digest.ts'], rules: forbid(...EVERYWHERE, 'effectsButHashing') },
  {
    files: ['libs/contracts/src/**/*.ts', 'apps/gateway/src/**/*.ts'],
    rules: forbid(...without('classValidator')),
  },
  { files: ['libs/postgres/src/**/*.ts'], rules: forbid(...without('dataSource')) },
  { files: ['libs/platform/src/{shutdown,fault-points}.ts'], rules: forbid(...without('processModule')) },
  {
    files: ['apps/*/src/{config,main}.ts'],
    rules: { 'no-restricted-globals': 'off', ...forbid(...without('processModule')) },
  },
  {
    files: ['tools/**/*.ts'],
    rules: { ...forbid('testTools', 'deep'), 'no-restricted-globals': 'off', 'no-console': 'off' },
  },
  {
    // main.ts starts and ends the process; what it runs with is config.ts's to read.
    files: ['apps/*/src/main.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'config.ts alone reads the environment.' },
      ],
    },
  },
  {
    // Programs that run tests for longer than a spec may take.
    files: ['tools/{differential,fuzz}/**/*.ts'],
    rules: forbid('deep', 'ownIndex'),
  },
  {
    files: TESTS,
    linterOptions: { noInlineConfig: false },
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', ...syntax],
      'max-lines': ['error', { max: 400 }],
      'max-lines-per-function': 'off',
      'max-params': 'off',
      complexity: 'off',
      ...forbid('deep'),
    },
  },
  { files: BLACK_BOX, rules: forbid('libraries') },
);
