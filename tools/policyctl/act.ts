import { WouldBeDone } from '@policy-registry/client';
import type { Command } from 'commander';

import type { Answer } from './answer.ts';
import { apiOf, type Api } from './client/api.ts';
import { progressOn, type ShowProgress } from './progress.ts';
import { GlobalOptions, readSettings, type Settings } from './settings.ts';
import { fields } from './table.ts';

/** What a command works with. */
export type Context = {
  readonly settings: Settings;
  /** Opened when it is first used, so that what works offline stays offline. */
  readonly api: () => Api;
  /** One line for whoever waits. */
  readonly say: (line: string) => void;
  /** How far something has come, for whoever waits. */
  readonly progress: ShowProgress;
};

/** Runs the work of one command and prints its answer. */
export type Act = (command: Command, work: (context: Context) => Promise<Answer>) => Promise<void>;

export const act: Act = async (command, work) => {
  const options = GlobalOptions.parse(command.optsWithGlobals());
  const settings = await readSettings(options, process.env);
  let api: Api | undefined;
  const answer = await work({
    settings,
    api: () => (api ??= apiOf(settings, { isDry: options.dryRun })),
    say: (line) => void process.stderr.write(`${line}\n`),
    progress: progressOn(process.stderr),
  }).catch(wouldBe);
  const isJson = options.json || options.output === 'json';
  process.stdout.write(
    answer.exactBytes ??
      answer.exact ??
      `${isJson ? JSON.stringify(answer.json) : answer.text}
`,
  );
  process.exitCode = answer.exitCode ?? 0;
};

/** A dry run ends with what its first mutation would come to. */
const wouldBe = (error: unknown): Answer => {
  if (!(error instanceof WouldBeDone)) throw error;
  const { dryRun } = error;
  const text = fields([
    ['would be', dryRun.wouldBe],
    ['recording', dryRun.facts.length === 0 ? undefined : dryRun.facts.join(', ')],
    ...(dryRun.found ?? []).map(({ code, detail }) => [code, detail] as const),
  ]);
  return { json: dryRun, text };
};
