/** Which specs one run of the test runner takes. Suffixes tell: `.spec`, `.int.spec`, `.e2e.spec`, `.interop.spec`. */
export type Phase = { readonly name: string; readonly flags: readonly string[] };

const SPECS = '<rootDir>/{libs,apps,tools,test}/**';
const NEVER = ['/node_modules/', '/dist/', '/.registry/'] as const;
// Suffixes that no level but their own takes.
const APART = '\\.(int|e2e|interop)\\.spec\\.ts$';
const UNIT: Phase = {
  name: 'unit',
  flags: ['--testPathIgnorePatterns', ...NEVER, APART],
};
const INTEGRATION: Phase = { name: 'integration', flags: ['--testMatch', `${SPECS}/*.int.spec.ts`] };
const UNIT_AND_INTEGRATION: Phase = {
  name: 'unit and integration',
  flags: ['--testPathIgnorePatterns', ...NEVER, '\\.(e2e|interop)\\.spec\\.ts$'],
};
// One after the other: each brings up whole stacks.
const END_TO_END: Phase = {
  name: 'end to end',
  flags: ['--testMatch', `${SPECS}/*.e2e.spec.ts`, '--runInBand'],
};

/** Programs of others, by `npm run test:interop` alone; without the specs whose paths match. */
export const interopWithout = (specs: readonly string[]): Phase => ({
  name: 'interop',
  flags: [
    ...['--testMatch', `${SPECS}/*.interop.spec.ts`, '--runInBand'],
    ...['--testPathIgnorePatterns', ...NEVER, ...specs],
  ],
});

/** What `npm test [level] [pattern…]` asks for. */
export type Selection = {
  readonly phases: readonly Phase[];
  readonly patterns: readonly string[];
  readonly needsServers: boolean;
};

/** Reads the arguments: a level first, or every level; the rest are path patterns. */
export const selectionOf = (args: readonly string[]): Selection => {
  const [level = '', ...rest] = args;
  switch (level) {
    case 'unit':
      return { phases: [UNIT], patterns: rest, needsServers: false };
    case 'int':
      return { phases: [INTEGRATION], patterns: rest, needsServers: true };
    case 'e2e':
      return { phases: [END_TO_END], patterns: rest, needsServers: true };
  }
  return { phases: [UNIT_AND_INTEGRATION, END_TO_END], patterns: args, needsServers: true };
};
