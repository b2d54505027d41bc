import { resolve } from 'node:path';

import { Tenant } from '@policy-registry/kernel';

import { Unavailable } from '../servers/unavailable.ts';
import { readArguments } from '../stack/arguments.ts';
import { runProgram } from '../stack/run-program.ts';
import { prepareBroker } from './prepare-broker.ts';

// Keys, accounts and credentials of a deployment's broker. Run it again for further tenants: what is there stays. With --forget-keys
// only commands signed with the credentials that are there count.

await runProgram(async () => {
  const {
    dir,
    tenants,
    'forget-keys': forgetsKeys,
  } = readArguments({
    options: {
      dir: { type: 'string' },
      tenants: { type: 'string' },
      'forget-keys': { type: 'boolean', default: false },
    },
  });
  if (dir === undefined || tenants === undefined)
    throw new Unavailable('give the folder and all tenants: --dir <folder> --tenants <tenant>,<tenant>');
  const names = tenants.split(',');
  const wrong = names.filter((name) => !Tenant.safeParse(name).success);
  if (wrong.length > 0) throw new Unavailable(`--tenants: ${wrong.join(', ')} is no name of a tenant`);
  const { settings } = await prepareBroker(resolve(dir), names, { forgetsKeys });
  process.stdout.write(`${settings} holds the accounts, to be included in nats.conf\n`);
  return 0;
});
