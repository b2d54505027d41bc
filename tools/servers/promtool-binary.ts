import { toolBinary, type Tool, type ToolBinary, type ToolBinaryOptions } from './tool-binary.ts';

const PROMTOOL: Tool = {
  name: 'promtool',
  module: 'github.com/prometheus/prometheus/cmd/promtool',
  duration: 'five to ten minutes on two cores',
  remedy: 'or put promtool on PATH, or name one in PROMTOOL_BIN',
  variable: 'PROMTOOL_BIN',
  least: '2.40',
  releases: 'https://prometheus.io/download',
  versionArguments: ['--version'],
  // One that Go built names no version, and is the one that go.mod pins.
  versionIn: (said) => /^promtool, version ((?:2\.[4-9]\d|[3-9]|\d{2,})\.\S+|(?= \())/m.exec(said)?.[1],
};

/** Finds or builds a promtool. */
export const promtoolBinary = (options: ToolBinaryOptions): Promise<ToolBinary> =>
  toolBinary(PROMTOOL, options);
