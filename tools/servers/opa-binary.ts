import { toolBinary, type Tool, type ToolBinary, type ToolBinaryOptions } from './tool-binary.ts';

const OPA: Tool = {
  name: 'opa',
  module: 'github.com/open-policy-agent/opa',
  duration: 'two to five minutes on two cores',
  remedy: 'or put opa 1.0 or newer on PATH, or name one in OPA_BIN',
  variable: 'OPA_BIN',
  least: '1.0',
  releases: 'https://github.com/open-policy-agent/opa/releases',
  versionArguments: ['version'],
  versionIn: (said) => /^Version: ([1-9]\d*\.\d+\.\d+\S*)/m.exec(said)?.[1],
};

/** Finds or builds an opa of at least 1.0. */
export const opaBinary = (options: ToolBinaryOptions): Promise<ToolBinary> => toolBinary(OPA, options);
