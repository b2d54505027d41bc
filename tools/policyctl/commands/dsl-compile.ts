import { DSL_BUILD } from '@policy-registry/dsl';
import type { Compilation } from '@policy-registry/finding';

import { EXIT, type Answer } from '../answer.ts';
import { compileFolder, localEngine, readPolicyFolder, type PolicyFolder } from '../dsl/policy-folder.ts';
import { remarkText } from '../dsl/remarks.ts';
import { counted, fields } from '../table.ts';

/** Compiles a workspace or a single file, and answers with every remark of the compiler. */
export const compileAt = async (path: string): Promise<Answer> => {
  const folder = await readPolicyFolder(path);
  const compilation = await compileFolder(localEngine(), folder);
  const { compiled } = compilation;
  return {
    json: {
      ok: compiled !== undefined,
      build: DSL_BUILD,
      ...(compiled !== undefined && {
        name: compiled.name,
        irDigest: compiled.irDigest,
        isShadow: compiled.isShadow,
        rules: compiled.rules,
        complexity: compiled.complexity,
      }),
      ...remarksOf(compilation),
    },
    text: [...textsOf(compilation, folder), ...aboutOf(compilation)].join('\n'),
    exitCode: compiled === undefined ? EXIT.refused : EXIT.ok,
  };
};

/** The same remarks; a warning is a finding as well, as it keeps a version from being submitted. */
export const lintAt = async (path: string): Promise<Answer> => {
  const folder = await readPolicyFolder(path);
  const compilation = await compileFolder(localEngine(), folder);
  const remarks = remarksOf(compilation);
  const isClean = compilation.diagnostics.length === 0;
  const summary = isClean
    ? `${folder.nameOf('policy.stella')} is lint clean`
    : `${counted(remarks.errors, 'error')}, ${counted(remarks.warnings, 'warning')}`;
  return {
    json: { ok: isClean, build: DSL_BUILD, ...remarks },
    text: [...textsOf(compilation, folder), summary].join('\n'),
    exitCode: isClean ? EXIT.ok : EXIT.refused,
  };
};

const remarksOf = ({ diagnostics }: Compilation) => {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors, diagnostics };
};

const textsOf = ({ diagnostics }: Compilation, folder: PolicyFolder): readonly string[] =>
  diagnostics.map((diagnostic) => remarkText(diagnostic, folder));

const aboutOf = ({ compiled }: Compilation): readonly string[] => {
  if (compiled === undefined) return [];
  const { name, irDigest, rules, complexity, isShadow } = compiled;
  const about = fields([
    ['policy', name],
    ['IR digest', irDigest],
    ['rules', rules.length],
    ['complexity', complexity],
    ['shadow', isShadow ? 'yes: may never be stable' : undefined],
  ]);
  return [about];
};
