import { InvalidArgumentError, Option, type Command } from 'commander';

import type { Act } from '../act.ts';
import { UsageFault } from '../answer.ts';
import { repeated } from '../options.ts';
import type { Restoration } from './restore.ts';

const digest = (text: string): string => {
  if (/^[0-9a-f]{64}$/.test(text)) return text;
  throw new InvalidArgumentError('a digest is 64 hexadecimal digits, as backup prints it');
};

const expected = (): Option =>
  new Option(
    '--manifest-sha256 <digest>',
    'refuse every other backup than the one with this digest',
  ).argParser(digest);

export const backupCommands = (root: Command, act: Act): void => {
  const backup = root
    .command('backup')
    .description('back up streams, blobs and text keys of a registry at work; needs the operator’s rights')
    .option('--out <dir>', 'an empty folder, or one that is not there yet')
    .option(
      '--include <path>',
      'add a file or folder as it is, such as the trust file; again for more',
      repeated,
      [],
    )
    .action((options: { readonly out?: string; readonly include: readonly string[] }, command: Command) =>
      act(command, async (context) => {
        // Not a mandatory option: it would be one of `verify` as well.
        if (options.out === undefined) throw new UsageFault('give the folder of the backup: --out <dir>');
        const { takeOf } = await import('./backup-take.ts');
        return takeOf(context, { folder: options.out, include: options.include });
      }),
    );
  backup
    .command('verify')
    .description('check a backup against its manifest; needs no server')
    .requiredOption('--from <dir>', 'the folder of the backup')
    .addOption(expected())
    .action((options: { readonly from: string; readonly manifestSha256?: string }, command: Command) =>
      act(command, async () => {
        const { verify } = await import('./backup-verify.ts');
        return verify(options.from, options.manifestSha256);
      }),
    );
  root
    .command('restore')
    .description(
      'restore a backup into an empty installation that migrate has set up; needs the operator’s rights',
    )
    .requiredOption('--from <dir>', 'the folder of the backup')
    .addOption(expected())
    .addOption(new Option('--only <half>', 'the other half is as it was').choices(['broker', 'database']))
    .option(
      '--discard-read-models',
      'empty the rows that are there; they are folded from the restored log',
      false,
    )
    .action((options: Restoration, command: Command) =>
      act(command, async (context) => {
        if (options.only === 'broker' && options.discardReadModels)
          throw new UsageFault(
            '--discard-read-models changes the database, and --only broker leaves it alone',
          );
        const { restore } = await import('./restore.ts');
        return restore(context, options);
      }),
    );
};
