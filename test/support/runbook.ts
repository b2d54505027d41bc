import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { projectDir } from './stack.ts';

/** Commands of one block of a page, under one heading. */
export type Step = { readonly heading: string; readonly commands: readonly string[] };

/** The shell commands of a page of docs/runbooks, in order, so that a test does what the page says. */
export const stepsOf = (page: string): readonly Step[] => {
  const text = readFileSync(join(projectDir, 'docs', 'runbooks', page), 'utf8');
  const [, ...sections] = text.split(/^## /m);
  return sections.flatMap((section) => {
    const heading = section.slice(0, section.indexOf('\n'));
    return [...section.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, indent = '', block = '']) => ({
      heading,
      commands: block
        .split('\n')
        .map((line) => line.slice(indent.length))
        .filter((line) => line !== ''),
    }));
  });
};

export type Ran = { readonly exitCode: number; readonly said: string };

export type Runner = (command: string, variables: Readonly<Record<string, string>>) => Promise<Ran>;

const NODE = `"${process.execPath}" --disable-warning=ExperimentalWarning `;

/** Runs one command in a shell with these variables; `npm run policyctl --` is the program itself, `node` the one that runs this. */
export const runCommand: Runner = (command, variables) => {
  const main = join(projectDir, 'tools/policyctl/main.ts');
  const script = command.replace(/^npm run policyctl --/, `${NODE}"${main}"`).replace(/^node /, NODE);
  const env = { ...process.env, NODE_OPTIONS: '', ...variables };
  return new Promise((done) => {
    execFile('bash', ['-euc', script], { env, cwd: projectDir }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ exitCode, said: `${stdout}${stderr}` });
    });
  });
};

export type Following = {
  /** Of the first command; the others end with 0. */
  readonly exitCode?: number;
  readonly variables?: Readonly<Record<string, string>>;
  readonly run?: Runner;
};

/** Executes the commands under one heading of a page, and answers what they said. */
export const followPage = async (
  page: string,
  heading: string,
  { exitCode = 0, variables = {}, run = runCommand }: Following,
): Promise<string> => {
  const commands = stepsOf(page).flatMap((step) => (step.heading === heading ? step.commands : []));
  if (commands.length === 0) throw new Error(`${page} has no command under ${heading}`);
  const said: string[] = [];
  for (const [index, command] of commands.entries()) {
    const ran = await run(command, variables);
    if (ran.exitCode !== (index === 0 ? exitCode : 0))
      throw new Error(`${page}: ${command} ended with ${ran.exitCode}: ${ran.said}`);
    said.push(ran.said);
  }
  return said.join('\n');
};

/** The pages whose commands a spec says it executes, by the list of all of them. */
export const pagesOf = (spec: string): readonly string[] =>
  [
    ...readFileSync(join(projectDir, 'docs/runbooks/README.md'), 'utf8').matchAll(
      /^\| \[([\w-]+\.md)\].*\| `(.*)` +\|$/gm,
    ),
  ]
    .filter(([, , executedBy]) => executedBy === spec)
    .map(([, page = '']) => page)
    .toSorted();
