import { openBroker } from '../support/broker.ts';
import type { Tenant } from '../support/client.ts';
import { credentialsOf } from '../support/credentials.ts';
import { drawer } from '../support/draw.ts';
import { at } from '../support/json.ts';
import { startLoad, type Load, type LoadSize } from '../support/load/load.ts';
import { settle, type Verdict } from '../support/load/settle.ts';
import { policyctl } from '../support/policyctl.ts';
import type { Stack } from '../support/stack.ts';
import type { Field, Kill } from './kills.ts';

const TENANTS: readonly Tenant[] = ['acme', 'globex'];
/** How long a program may take to be killed at its moment, to be there again, and to be of use. */
const STRUCK_MS_MAX = 90_000;
const BACK_MS_MAX = 90_000;

export type Run = {
  readonly stack: Stack;
  readonly size: LoadSize;
  readonly seed: number;
  readonly kills: readonly Kill[];
  readonly say: (line: string) => void;
};

/** Kills programs under load, one after the other, and judges what that came to. */
export const killUnderLoad = async ({ stack, size, seed, kills, say }: Run): Promise<Verdict> => {
  const schedulers = {
    acme: await credentialsOf(stack, 'acme', 'scheduler'),
    globex: await credentialsOf(stack, 'globex', 'scheduler'),
  };
  const load = await startLoad({
    place: { issuerUrl: stack.issuerUrl, gatewayUrls: stack.gatewayUrls },
    tenants: TENANTS,
    size,
    seed,
    schedulerOf: (tenant) => stack.broker(schedulers[tenant]),
  });
  const field = { stack, draw: drawer(seed), settled: load.settled };
  for (const [nth, kill] of kills.entries()) {
    const before = performance.now();
    await struck(kill, field);
    await backAtWork(stack, load);
    const seconds = ((performance.now() - before) / 1_000).toFixed(1);
    say(
      `${nth + 1} of ${kills.length}: ${kill.program}, ${kill.moment}; ${seconds} s; ${load.settled()} commands settled`,
    );
  }
  const admin = await openBroker(stack.broker('admin'));
  try {
    const verdict = await settle(load, admin);
    return { ...verdict, findings: [...verdict.findings, ...(await replayed(stack))] };
  } finally {
    await admin.close();
  }
};

const struck = async (kill: Kill, field: Field): Promise<void> => {
  const { stack } = field;
  const pid = kill.endsIt ? await stack.pidOf(kill.program) : undefined;
  await kill.strike(field);
  if (pid === undefined) return;
  await stack.until(`${kill.program} killed: ${kill.moment}`, STRUCK_MS_MAX, async () => {
    const now = await stack.pidOf(kill.program).catch(() => pid);
    return now === pid ? undefined : true;
  });
};

/** Everything says that it is ready, and is: commands get their answers again. */
const backAtWork = async (stack: Stack, load: Load): Promise<void> => {
  const settled = load.settled();
  await stack.until('everything ready again', BACK_MS_MAX, async () => {
    const urls = [...stack.gatewayUrls, ...stack.projectorUrls, ...stack.runnerUrls];
    const ready = await Promise.all(urls.map(isReady));
    return ready.every(Boolean) ? true : undefined;
  });
  await stack.until('an answer to a command', BACK_MS_MAX, () =>
    load.settled() > settled || load.failures().length > 0 ? true : undefined,
  );
};

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    async (response) => (await response.text(), response.status === 200),
    () => false,
  );

/** The read models are the fold of the log, for each tenant. */
const replayed = async (stack: Stack): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const tenant of TENANTS) {
    const { exitCode, document, stderr } = await policyctl(
      stack,
      'audit',
      'replay',
      '--as',
      'erin',
      '--tenant',
      tenant,
    );
    const isWhole =
      exitCode === 0 && at(document, 'stateHashEqual') === true && at(document, 'chainOk') === true;
    if (!isWhole)
      found.push(`the replay of ${tenant} ends with ${exitCode}: ${JSON.stringify(document)} ${stderr}`);
  }
  return found;
};
