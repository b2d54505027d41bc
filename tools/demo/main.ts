import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { RunFailed } from './failure.ts';
import { livePolicy } from './life.ts';
import { KILLS, readOptions, type Options } from './options.ts';
import { policyctlOf } from './policyctl.ts';
import { startProgress, type Progress } from './progress.ts';
import { watchRedelivery } from './redelivery.ts';
import { rendered } from './render.ts';
import { damage } from './sabotage.ts';
import { startStack, type Stack } from './stack.ts';
import { summaryOf, type Summary } from './summary.ts';
import { readBack } from './verification.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED_EXIT_CODE = 130;

const hasColor = (screen: { readonly isTTY?: boolean }): boolean =>
  screen.isTTY === true && process.env['NO_COLOR'] === undefined;

/** The life of a policy on this stack, then the damage that was asked for, then the looking. */
const runOn = async (stack: Stack, options: Options, progress: Progress): Promise<Summary> => {
  const [tenant = ''] = stack.tenants;
  const out = resolve(options.out ?? (await mkdtemp(join(tmpdir(), 'policy-registry-evidence-'))));
  const { note } = progress;
  const home = join(stack.folder, 'policyctl');
  const policyctl = policyctlOf({ stackFile: stack.file, tenant, home, note });
  const watch = options.kill === undefined ? undefined : await watchRedelivery(stack, options.kill);

  const lived = await livePolicy({ tenant, stack, policyctl, progress });
  const killed =
    watch === undefined || options.kill === undefined
      ? undefined
      : { at: options.kill, redelivered: await watch.seen() };
  await watch?.close();

  const { sabotage } = options;
  if (sabotage !== undefined) {
    await progress.step(
      'sabotage',
      'somebody who may do anything changes stored bytes, and tells nobody',
      () => damage(sabotage, { stack, tenant, policyctl, simulation: lived.simulation }),
    );
  }
  const offline = policyctlOf({ stackFile: undefined, tenant, home, note });
  const read = await readBack({ policyctl, offline, progress, out, trustFile: stack.trustFile }, lived);
  return summaryOf({ read, sabotage, killed, timingsMs: progress.timingsMs() });
};

const show = (summary: Summary, { json }: Options): void => {
  if (json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else process.stdout.write(`${rendered(summary, hasColor(process.stdout))}\n`);
};

const options = readOptions(process.argv.slice(2));
const interrupted = new AbortController();
const interruption = new Promise<never>((_resolve, reject) => {
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      interrupted.abort();
      reject(new RunFailed('interrupted'));
    });
  }
});
interruption.catch(() => undefined);

const run = async (): Promise<number> => {
  const begun = performance.now();
  const progress = startProgress(process.stderr, hasColor(process.stderr));
  const fault = options.kill && {
    app: KILLS[options.kill].app,
    point: options.kill.slice(options.kill.indexOf('@') + 1),
  };
  const stack = await progress.step(
    'start',
    `a registry of its own starts, with ${options.runners} runners${options.store === 's3' ? ' and its blobs in S3' : ''}`,
    () =>
      startStack({
        ...{ runners: options.runners, store: options.store, fault },
        note: progress.note,
        signal: interrupted.signal,
      }),
  );
  try {
    const summary = await Promise.race([runOn(stack, options, progress), stack.lost, interruption]);
    const total = Math.round(performance.now() - begun);
    show({ ...summary, timingsMs: { ...summary.timingsMs, total } }, options);
    if (options.keep) {
      process.stderr.write(
        `the registry keeps running at ${stack.gatewayUrl} (${stack.file}); Ctrl-C ends it\n`,
      );
      await Promise.race([stack.lost, interruption]).catch(() => undefined);
    }
    return summary.ok ? 0 : 1;
  } finally {
    await stack.stop();
  }
};

try {
  process.exitCode = await run();
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  const text = error instanceof RunFailed || !(error instanceof Error) ? message : (error.stack ?? message);
  process.stderr.write(`${text}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify({ ok: false, error: message })}\n`);
  process.exitCode = interrupted.signal.aborted ? INTERRUPTED_EXIT_CODE : 1;
}
// What was under way when somebody interrupted is not waited for: its registry is gone.
if (interrupted.signal.aborted) process.exit();
