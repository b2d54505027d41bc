import { composeSuite } from './testing/compose-suite.ts';

const binary = process.env['TEST_DOCKER_COMPOSE_BIN'];

composeSuite(
  'deploy/compose.yaml, to docker-compose (needs TEST_DOCKER_COMPOSE_BIN)',
  binary === undefined ? undefined : [binary],
);
