import { toolBinary, type Tool, type ToolBinary, type ToolBinaryOptions } from './tool-binary.ts';

const MINIO: Tool = {
  name: 'minio',
  module: 'github.com/minio/minio',
  duration: 'four minutes or more on two cores',
  remedy: 'or put minio on PATH, or name one in MINIO_BIN',
  variable: 'MINIO_BIN',
  least: 'of 2025',
  releases: 'https://github.com/minio/minio/releases',
  versionArguments: ['--version'],
  // One that Go built from its module knows no release of its own.
  versionIn: (said) => /^minio version (DEVELOPMENT\S*|RELEASE\.(?:202[5-9]|20[3-9]\d)\S*)/m.exec(said)?.[1],
};

/**
 * Finds or builds a MinIO. Its licence is the AGPL: tests speak to it as a program of its own, and nothing of it is part
 * of the registry.
 */
export const minioBinary = (options: ToolBinaryOptions): Promise<ToolBinary> => toolBinary(MINIO, options);
