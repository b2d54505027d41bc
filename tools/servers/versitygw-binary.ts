import { toolBinary, type Tool, type ToolBinary, type ToolBinaryOptions } from './tool-binary.ts';

const VERSITYGW: Tool = {
  name: 'versitygw',
  module: 'github.com/versity/versitygw/cmd/versitygw',
  duration: 'two to seven minutes on two cores',
  remedy: 'or put versitygw 1.8 or newer on PATH, or name one in VERSITYGW_BIN',
  variable: 'VERSITYGW_BIN',
  least: '1.8',
  releases: 'https://github.com/versity/versitygw/releases',
  versionArguments: ['--version'],
  // One that Go built from its module knows no version of its own and says `git`.
  versionIn: (said) => /^Version *: v?(git|1\.(?:[89]|\d\d)\S*|[2-9]\S*)$/m.exec(said)?.[1],
};

/** Finds or builds a VersityGW, which serves S3 from a folder. */
export const versitygwBinary = (options: ToolBinaryOptions): Promise<ToolBinary> =>
  toolBinary(VERSITYGW, options);
