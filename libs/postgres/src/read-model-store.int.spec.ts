import { postgresReadModelStore } from './read-model-store.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { readModelStoreContract } from './testing/read-model-store-contract.ts';

const TABLE = `
  create table contract_rows (tenant_id text collate "C" not null, id text collate "C" not null, size bigint,
    extra jsonb not null, primary key (tenant_id, id));
  grant select, insert, update, delete on contract_rows to registry_projector`;

databaseSuite('rows in PostgreSQL', (database) =>
  readModelStoreContract('postgresReadModelStore', async () => {
    await database().admin(TABLE);
    const store = postgresReadModelStore(await database().as('registry_projector'));
    const empty = async (): Promise<void> => {
      await database().admin('truncate contract_rows, projection_checkpoint');
    };
    return { store, empty };
  }),
);
