import { writeFile } from 'node:fs/promises';

import type { Command } from 'commander';

import type { Act } from '../act.ts';
import { table } from '../table.ts';
import type { Rotation } from './trust-rotate.ts';

export const trustCommands = (root: Command, act: Act): void => {
  const trust = root.command('trust').description('the keys that the registry signs with');
  trust
    .command('show')
    .description('show the fingerprints that the registry publishes, or keep them as an anchor')
    .option('--out <file>', 'write the anchor to a file')
    .action(({ out }: { out?: string }, command: Command) =>
      act(command, async ({ settings }) => {
        const { readTrust } = await import('../client/trust.ts');
        const anchor = await readTrust(settings);
        if (out !== undefined) await writeFile(out, `${JSON.stringify(anchor, undefined, 2)}\n`);
        const rows = anchor.keys.map(({ tenant, keyId, validFrom, validTo }) => [
          tenant,
          keyId,
          validFrom,
          validTo,
        ]);
        return { json: anchor, text: table(['tenant', 'fingerprint', 'valid from', 'valid to'], rows) };
      }),
    );
  trust
    .command('rotate')
    .description('make a new evidence key of the tenant and end the window of the others; works offline')
    .requiredOption('--key-dir <dir>', 'the folder of the evidence keys, <tenant>.pem')
    .requiredOption('--trust <file>', 'the trust file that the gateway shows')
    .option(
      '--others-end <time>',
      'until when signatures of the other keys count; an hour from now unless told',
    )
    .action((options: Rotation, command: Command) =>
      act(command, async ({ settings }) =>
        (await import('./trust-rotate.ts')).rotateEvidenceKey(settings, options, new Date()),
      ),
    );
};
