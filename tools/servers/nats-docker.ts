import { execFile } from 'node:child_process';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { cacheFolder } from './cache-folder.ts';
import { Unavailable } from './unavailable.ts';

/** The broker as an image: that of deploy/compose.yaml. */
export const NATS_IMAGE = 'nats:2.15.3-alpine';

const ENGINE_MS = 10_000;

const run = promisify(execFile);

/** Whether a Docker engine answers to the `docker` on PATH; its program alone is not enough. */
export const hasDockerEngine = (env: NodeJS.ProcessEnv): Promise<boolean> =>
  run('docker', ['version', '--format', '{{.Server.Version}}'], { env, timeout: ENGINE_MS }).then(
    () => true,
    () => false,
  );

/**
 * A program that is nats-server to whoever starts it, in a container: it sees the folder in which it is started and this machine's
 * network, runs as the user who starts it, and ends as the server does. Not tried by CI, which has no engine, but with a
 * program in the engine's place.
 */
export const natsInDocker = async (env: NodeJS.ProcessEnv): Promise<string> => {
  if (process.platform !== 'linux')
    throw new Unavailable(
      'a broker in Docker needs the network of the machine itself, which only Linux gives',
    );
  const path = join(cacheFolder(env), 'docker', 'nats-server');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, SCRIPT);
  await chmod(path, 0o755);
  return path;
};

// Signals reach the server: docker passes them on, and exec leaves no shell in between.
const SCRIPT = `#!/bin/sh
exec docker run --rm --network host --user "$(id -u):$(id -g)" --read-only --cap-drop ALL \\
  --security-opt no-new-privileges --env GOMEMLIMIT --volume "$PWD:$PWD" --workdir "$PWD" \\
  --entrypoint nats-server ${NATS_IMAGE} "$@"
`;
