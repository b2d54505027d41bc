import { toolBinary, type Tool, type ToolBinary, type ToolBinaryOptions } from './tool-binary.ts';

const HELM: Tool = {
  name: 'helm',
  module: 'helm.sh/helm/v4/cmd/helm',
  duration: 'five to ten minutes on two cores',
  remedy: 'or put helm on PATH, or name one in HELM_BIN',
  variable: 'HELM_BIN',
  least: '3.14',
  releases: 'https://github.com/helm/helm/releases',
  versionArguments: ['version', '--template', '{{.Version}}'],
  versionIn: (said) => /^v((?:3\.(?:1[4-9]|[2-9]\d)|[4-9])\S*)/.exec(said)?.[1],
};

/** Finds or builds a helm. */
export const helmBinary = (options: ToolBinaryOptions): Promise<ToolBinary> => toolBinary(HELM, options);
