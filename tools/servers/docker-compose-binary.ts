import { toolBinary, type Tool, type ToolBinary, type ToolBinaryOptions } from './tool-binary.ts';

const DOCKER_COMPOSE: Tool = {
  name: 'docker-compose',
  module: 'github.com/docker/compose/v2/cmd',
  duration: 'ten to twenty minutes on two cores',
  remedy: 'or put docker-compose on PATH, or name one in DOCKER_COMPOSE_BIN',
  variable: 'DOCKER_COMPOSE_BIN',
  least: '2.20',
  releases: 'https://github.com/docker/compose/releases',
  versionArguments: ['version', '--short'],
  // One that Go built calls itself dev, and is the one that go.mod pins.
  versionIn: (said) => /^v?((?:2\.[2-9]\d|[3-9]|\d{2,})\.\S+|dev)$/m.exec(said)?.[1],
};

/** Finds or builds a Compose that stands alone; it resolves compose files without an engine. */
export const dockerComposeBinary = (options: ToolBinaryOptions): Promise<ToolBinary> =>
  toolBinary(DOCKER_COMPOSE, options);
