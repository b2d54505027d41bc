import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

import { projectDir } from './stack.ts';

/** A document for an importer. */
export type Document = {
  readonly name: string;
  readonly kind: 'trivy' | 'grype' | 'cyclonedx' | 'spdx' | 'osv' | 'openvex' | 'csaf' | 'options';
  readonly bytes: Uint8Array;
};

/** A file of a workspace. */
export type PolicyFile = { readonly path: string; readonly bytes: Uint8Array };

const examples = join(projectDir, 'examples');

/** The committed estate, in the order of the file names. */
export const estate = (): readonly Document[] =>
  readdirSync(join(examples, 'estate'))
    .sort()
    .map((name) => ({ name, kind: kindOf(name), bytes: readFileSync(join(examples, 'estate', name)) }));

/** The files of a committed policy. */
export const policyFiles = (folder: 'v1' | 'v2' | 'other'): readonly PolicyFile[] =>
  readdirSync(join(examples, 'policies', folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(examples, 'policies', folder), join(entry.parentPath, entry.name)))
    .sort()
    .map((path) => ({ path, bytes: readFileSync(join(examples, 'policies', folder, path)) }));

/** A workspace of one file. */
export const policyOf = (text: string): readonly PolicyFile[] => [
  { path: 'policy.stella', bytes: new TextEncoder().encode(text) },
];

const kindOf = (name: string): Document['kind'] =>
  name.endsWith('.trivy.json') ? 'trivy' : name.endsWith('.openvex.json') ? 'openvex' : 'options';
