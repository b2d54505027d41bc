import { describe, expect, it } from '@jest/globals';

import { compilerFor, evaluatorFor } from './choose-engine.ts';
import { embeddedPolicyEngine } from './embedded-policy-engine.ts';
import { policyEngines } from './policy-engines.ts';

const embedded = embeddedPolicyEngine();
const rego = {
  ...embedded,
  build: 'rego@1',
  languages: [{ name: 'rego-pack@1', entryFile: 'policy.rego' }],
};
const engines = policyEngines([embedded, rego]);
const filesOf = (...paths: readonly string[]) => new Map(paths.map((path) => [path, new Uint8Array()]));
const irOf = (text: string) => new TextEncoder().encode(text);

describe('compilerFor', () => {
  it.each([
    [['policy.stella', 'README.md'], embedded],
    [['policy.rego'], rego],
    [['policy.rego', 'policy.stella'], embedded],
    [['docs/policy.rego'], embedded],
    [[], embedded],
  ])('compiles %j by the entry file, the default first', (paths, engine) => {
    expect(compilerFor(engines, filesOf(...paths))).toBe(engine);
  });
});

describe('evaluatorFor', () => {
  it.each([
    ['{"syntax":"stella-dsl@1"}', embedded],
    ['{"syntax":"rego-pack@1"}', rego],
    ['{"syntax":"rego-pack@2"}', undefined],
    ['{"syntax":1}', undefined],
    ['[]', undefined],
    ['{', undefined],
  ])('evaluates %s by the language that it names', (ir, engine) => {
    expect(evaluatorFor(engines, irOf(ir))).toBe(engine);
  });
});
