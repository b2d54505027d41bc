import { type Command, Option } from 'commander';

import type { Act } from '../act.ts';
import { pairs } from '../options.ts';

export const dslCommands = (root: Command, act: Act): void => {
  const dsl = root.command('dsl').description('stella-dsl@1, without a registry');
  dsl
    .command('compile <dirOrFile>')
    .description('compile a workspace or one file, and show every diagnostic with its place')
    .action((path: string, _options: object, command: Command) =>
      act(command, async () => (await import('./dsl-compile.ts')).compileAt(path)),
    );
  dsl
    .command('lint <dirOrFile>')
    .description('show every error and warning with its line and a hint; 1 unless a submission would take it')
    .action((path: string, _options: object, command: Command) =>
      act(command, async () => (await import('./dsl-compile.ts')).lintAt(path)),
    );
  dsl
    .command('fmt <dirOrFile>')
    .description('print a policy in its one form')
    .addOption(new Option('--check', 'print nothing of it; 1 when it has another form').conflicts('write'))
    .option('--write', 'put it in the place of the file')
    .action((path: string, _options: object, command: Command) =>
      act(command, async () => (await import('./dsl-format.ts')).formatAt(path, command.opts())),
    );
  dsl
    .command('test <dir>')
    .description('run the tests beside a policy (tests/*.json), and show the way of each that failed')
    .action((path: string, _options: object, command: Command) =>
      act(command, async () => (await import('./dsl-test.ts')).testAt(path)),
    );
  explainCommand(dsl, act);
};

const explainCommand = (dsl: Command, act: Act): void => {
  dsl
    .command('explain <dirOrFile>')
    .description('show which rules were tried for one finding, what each read, and what came of it')
    .addOption(new Option('--finding <file>', 'the finding, in the form of a policy test').conflicts('test'))
    .addOption(new Option('--test <name>', 'the finding of this case of the policy’s tests').conflicts('in'))
    .addOption(new Option('--in <paths...>', 'look for it in these documents').conflicts('finding'))
    .option('--advisory <id>', 'with --in: the advisory, or an alias of it')
    .option('--component <purl>', 'with --in: the component')
    .option('--image <name>', 'with --in: the image')
    .option('--env <name=value>', 'a value for env.<name>; may be given several times', pairs, {})
    .option('--evaluated-at <time>', 'the time that the policy sees (RFC 3339)')
    .action((path: string, _options: object, command: Command) =>
      act(command, async () => (await import('./dsl-explain.ts')).explainAt(path, command.opts())),
    );
};
