/** Where a value stands: the tokens of its JSON pointer, indices as numbers. */
export type At = readonly (string | number)[];

/**
 * What is looked for beneath one place of a document. `path` marks a value that is wanted whole; every other
 * node is a container on the way to such values.
 */
export type PathNode = {
  readonly path?: string;
  /** A container that must be there, also where nothing in it is wanted. */
  readonly isRequired?: boolean;
  readonly elements?: PathNode;
  readonly members?: PathNode;
  readonly named: ReadonlyMap<string, PathNode>;
};

type Growing = {
  path?: string;
  isRequired?: boolean;
  elements?: Growing;
  members?: Growing;
  named: Map<string, Growing>;
};

const STEP = /\/([^/[\]{}]+)|\[\]|\{\}/y;

/**
 * Reads paths such as `/Results[]/Vulnerabilities[]`: `/name` is the member of that name, `[]` every element of an
 * array, `{}` every member of an object, and the empty path the whole document. No wanted value lies in another.
 */
export const pathTree = (paths: readonly string[], required: readonly string[] = []): PathNode => {
  const root: Growing = { named: new Map() };
  for (const path of required) nodeAt(root, path).isRequired = true;
  for (const path of paths) nodeAt(root, path).path = path;
  return root;
};

const nodeAt = (root: Growing, path: string): Growing => {
  let node = root;
  STEP.lastIndex = 0;
  for (let at = 0; at < path.length; at = STEP.lastIndex) {
    const step = STEP.exec(path);
    if (step === null) throw new RangeError(`${path} is no path`);
    node = childOf(node, step);
  }
  return node;
};

const childOf = (node: Growing, [step, name]: RegExpExecArray): Growing => {
  if (node.path !== undefined) throw new RangeError(`${node.path} contains another path`);
  if (name === undefined) {
    if (step === '[]') return (node.elements ??= { named: new Map() });
    return (node.members ??= { named: new Map() });
  }
  const child = node.named.get(name) ?? { named: new Map() };
  node.named.set(name, child);
  return child;
};

/** The RFC 6901 pointer of a place. */
export const pointerTo = (at: At): string => at.map((token) => `/${escapePointer(String(token))}`).join('');

/** One token of a JSON pointer (RFC 6901 §3). */
export const escapePointer = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1');
