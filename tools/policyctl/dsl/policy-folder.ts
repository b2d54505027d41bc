import { ENTRY_FILE } from '@policy-registry/dsl';
import type { Compilation, PolicyEngine } from '@policy-registry/finding';
import { embeddedPolicyEngine } from '@policy-registry/policy-engine';

import { UsageFault } from '../answer.ts';
import { filesUnder, isFolder, readBytes } from '../files.ts';
import { remarkText } from './remarks.ts';

/** A workspace on this machine, and how its files are called where they lie. */
export type PolicyFolder = {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** `policy.stella` is called by the path that was given when that is the file itself. */
  readonly nameOf: (path: string) => string;
};

/** Reads a folder, or a single file as the entry of a workspace. */
export const readPolicyFolder = async (path: string): Promise<PolicyFolder> => {
  if (!(await isFolder(path)))
    return { files: new Map([[ENTRY_FILE, await readBytes(path)]]), nameOf: () => path };
  const files = await filesUnder(path);
  const root = path.replace(/\/+$/, '');
  return {
    files: new Map(files.map((file) => [file.path, file.bytes])),
    nameOf: (name) => `${root}/${name}`,
  };
};

/** The engine of this machine: the one that a registry of this build embeds. */
export const localEngine = (): PolicyEngine => embeddedPolicyEngine();

export const compileFolder = (engine: PolicyEngine, { files }: PolicyFolder): Promise<Compilation> =>
  engine.compile(files);

/** What the folder compiles to; its faults are the caller's to mend first. */
export const compiledOf = async (engine: PolicyEngine, folder: PolicyFolder) => {
  const { compiled, diagnostics } = await compileFolder(engine, folder);
  if (compiled !== undefined) return compiled;
  const remarks = diagnostics.map((diagnostic) => remarkText(diagnostic, folder));
  throw new UsageFault(['the policy does not compile', ...remarks].join('\n'));
};
