import { afterAll, beforeAll, describe } from '@jest/globals';

import { createTestDatabase, type TestDatabase } from './test-database.ts';

const START_MS = 60_000;

/** A suite with a database of its own on the server of TEST_DATABASE_ADMIN_URL; skipped where there is none. */
export const databaseSuite = (
  name: string,
  specs: (database: () => TestDatabase) => void,
  options?: { readonly isEmpty: boolean },
): void => {
  const serverUrl = process.env['TEST_DATABASE_ADMIN_URL'];
  const suite = serverUrl === undefined ? describe.skip : describe;
  suite(`${name} (needs TEST_DATABASE_ADMIN_URL)`, () => {
    let database: TestDatabase | undefined;
    beforeAll(async () => {
      database = await createTestDatabase(serverUrl ?? '', options);
    }, START_MS);
    afterAll(() => database?.drop(), START_MS);
    specs(() => {
      if (database === undefined) throw new Error('there is no database yet');
      return database;
    });
  });
};
