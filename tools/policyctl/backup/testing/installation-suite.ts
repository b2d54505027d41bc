import { describe } from '@jest/globals';

import { startInstallation, type Installation } from './installation.ts';

/** A suite about servers that migrate has set up; skipped where there are none to start. What it starts it has to stop. */
export const installationSuite = (
  name: string,
  specs: (start: () => Promise<Installation>) => void,
): void => {
  const natsBinary = process.env['TEST_NATS_BIN'];
  const databaseUrl = process.env['TEST_DATABASE_ADMIN_URL'];
  const suite = natsBinary === undefined || databaseUrl === undefined ? describe.skip : describe;
  suite(`${name} (needs TEST_NATS_BIN and TEST_DATABASE_ADMIN_URL)`, () =>
    specs(() => startInstallation({ natsBinary: natsBinary ?? '', databaseUrl: databaseUrl ?? '' })),
  );
};
