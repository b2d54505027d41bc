import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { TENANT_FLAGS } from '@policy-registry/domain';
import { z } from 'zod';

import { PROOFS } from './configuration-proofs.ts';
import { MigrateConfig } from './migrate/config.ts';
import { PolicyctlVariables } from './policyctl/settings.ts';

// Every setting of every program changes what the program does, and a test shows it: tools/configuration-proofs.ts.

const root = resolve(import.meta.dirname, '..');

const schemaOf = async (app: string): Promise<z.ZodObject> => {
  const exported: object = await import(join(root, 'apps', app, 'src', 'config.ts'));
  const schema = Object.values(exported).find((value) => value instanceof z.ZodObject);
  if (schema === undefined) throw new Error(`${app} exports no configuration schema`);
  return schema;
};

const programs: Readonly<Record<string, z.ZodObject>> = {
  gateway: await schemaOf('gateway'),
  projector: await schemaOf('projector'),
  'simulation-runner': await schemaOf('simulation-runner'),
  'policy-engine': await schemaOf('policy-engine'),
  migrate: MigrateConfig,
  policyctl: PolicyctlVariables,
};
const keys = [
  ...Object.entries(programs).flatMap(([program, { shape }]) =>
    Object.keys(shape).map((key) => `${program} ${key}`),
  ),
  ...Object.keys(TENANT_FLAGS).map((name) => `tenant ${name}`),
];

const textOf = (file: string): string => {
  const path = join(root, file);
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
};

describe('every setting of every program, and every flag of a tenant', () => {
  it('has a test that shows what its value changes', () => {
    const proven = PROOFS.flatMap(({ programs, keys: shown }) =>
      programs.flatMap((program) => shown.map((key) => `${program} ${key}`)),
    );
    expect(proven.sort()).toStrictEqual([...keys].sort());
  });

  it.each(PROOFS)(
    'is shown where it is said to be, and set there: $keys',
    ({ keys: shown, spec, test, setBy }) => {
      expect(textOf(spec)).toContain(test);
      const setting = textOf(setBy ?? spec);
      expect(shown.filter((key) => !setting.includes(key))).toStrictEqual([]);
    },
  );
});
