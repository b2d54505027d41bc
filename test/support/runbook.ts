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

/** Runs one command in a shell with these variables; `npm run policyctl --` is the program itself. */
export const runCommand = (command: string, variables: Readonly<Record<string, string>>): Promise<Ran> => {
  const main = join(projectDir, 'tools/policyctl/main.ts');
  const policyctl = `"${process.execPath}" --disable-warning=ExperimentalWarning "${main}"`;
  const script = command.replace(/^npm run policyctl --/, policyctl);
  const env = { ...process.env, NODE_OPTIONS: '', ...variables };
  return new Promise((done) => {
    execFile('bash', ['-euc', script], { env, cwd: projectDir }, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      done({ exitCode, said: `${stdout}${stderr}` });
    });
  });
};
