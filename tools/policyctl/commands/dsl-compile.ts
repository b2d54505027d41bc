import { compile, compileFiles, DSL_BUILD } from '@policy-registry/dsl';
import type { Compilation } from '@policy-registry/finding';

import { EXIT, type Answer } from '../answer.ts';
import { filesUnder, isFolder, readBytes } from '../files.ts';
import { fields } from '../table.ts';

/** Compiles a workspace or a single file, and answers with every remark of the compiler. */
export const compileAt = async (path: string): Promise<Answer> => {
  const compilation = await compilationOf(path);
  const { compiled, diagnostics } = compilation;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
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
      errors,
      warnings: diagnostics.length - errors,
      diagnostics,
    },
    text: textOf(compilation),
    exitCode: compiled === undefined ? EXIT.refused : EXIT.ok,
  };
};

const compilationOf = async (path: string): Promise<Compilation> => {
  if (await isFolder(path)) {
    return compileFiles(new Map((await filesUnder(path)).map((file) => [file.path, file.bytes])));
  }
  return compile(new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readBytes(path)), path);
};

const textOf = ({ compiled, diagnostics }: Compilation): string => {
  const remarks = diagnostics.map(
    ({ file, line, column, severity, code, message }) =>
      `${file}:${line}:${column}: ${severity} ${code}: ${message}`,
  );
  if (compiled === undefined) return remarks.join('\n');
  const { name, irDigest, rules, complexity, isShadow } = compiled;
  const about = fields([
    ['policy', name],
    ['IR digest', irDigest],
    ['rules', rules.length],
    ['complexity', complexity],
    ['shadow', isShadow ? 'yes: may never be stable' : undefined],
  ]);
  return [...remarks, about].join('\n');
};
