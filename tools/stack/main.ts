import { Unavailable } from '../servers/unavailable.ts';
import { readArguments, wholeNumber } from './arguments.ts';
import { STORE_KINDS, type StoreKind } from './object-store.ts';
import { runProgram } from './run-program.ts';
import { startStack, type Stack } from './start-stack.ts';
import { serversWelcome, welcome } from './welcome.ts';

const INSTANCES_MAX = 16;
const NATS_NODES_MAX = 5;
const INSTANCES = { min: 1, max: INSTANCES_MAX };
const DUPLICATE_WINDOW_MIN_MS = 100;
const DUPLICATE_WINDOW_MAX_MS = 3_600_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const INTERRUPTED_EXIT_CODE = 130;

const report = (line: string): void => void process.stderr.write(`${line}\n`);

/** Aborts on the first signal that asks to stop; further ones change nothing, because stopping is bounded. */
const stopRequest = (): AbortSignal => {
  const request = new AbortController();
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      if (!request.signal.aborted) report('stopping');
      request.abort();
    });
  }
  return request.signal;
};

/** `projector=after-append-before-outcome`: the application or instance, and the point at which it is killed once. */
const faultsOf = (faults: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    faults.map((fault) => {
      const [app, point, ...rest] = fault.split('=');
      if (app === undefined || point === undefined || rest.length > 0) {
        throw new Unavailable(`--fault is ${fault}; give it as <app>=<point>`);
      }
      return [app, point];
    }),
  );

/** An even number survives the loss of no more servers than the odd one below it. */
const brokerNodes = (text: string | undefined): number | undefined => {
  const nodes = wholeNumber('nats-nodes', text, { min: 1, max: NATS_NODES_MAX });
  if (nodes !== undefined && nodes % 2 === 0)
    throw new Unavailable(`--nats-nodes is ${nodes}; give 1, 3 or 5`);
  return nodes;
};

/** What is chosen of a broker that `npm start` runs is not chosen of one that somebody else does. */
const OF_OWN_BROKER = ['nats-nodes', 'nats-links', 'sync-interval', 'ephemeral'] as const;

/** The broker that somebody else runs. An ephemeral stack has new accounts each time, which no such broker can know. */
const foreignBroker = (
  options: Partial<Readonly<Record<(typeof OF_OWN_BROKER)[number], unknown>>>,
): string | undefined => {
  const url = process.env['NATS_URL'];
  if (url === undefined || url === '') return undefined;
  const [wrong] = OF_OWN_BROKER.filter((name) => options[name] !== undefined && options[name] !== false);
  if (wrong === undefined) return url;
  throw new Unavailable(
    `--${wrong} is for a broker that npm start runs, and NATS_URL names another: unset it, or leave --${wrong} out`,
  );
};

const storeKind = (text: string | undefined): StoreKind | undefined => {
  if (text === undefined) return undefined;
  const kind = STORE_KINDS.find((known) => known === text);
  if (kind !== undefined) return kind;
  throw new Unavailable(`--store is ${text}; give ${STORE_KINDS.join(' or ')}`);
};

const serveUntil = async (stack: Stack, signal: AbortSignal): Promise<number> => {
  const asked = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const loss = await Promise.race([asked, stack.lost]);
  if (loss !== undefined) report(loss.message);
  await stack.stop();
  return loss === undefined ? 0 : 1;
};

await runProgram(async () => {
  const signal = stopRequest();
  const options = readArguments({
    options: {
      'data-dir': { type: 'string' },
      ephemeral: { type: 'boolean', default: false },
      runners: { type: 'string' },
      'servers-only': { type: 'boolean', default: false },
      gateways: { type: 'string' },
      projectors: { type: 'string' },
      'nats-nodes': { type: 'string' },
      'nats-links': { type: 'boolean', default: false },
      store: { type: 'string' },
      json: { type: 'boolean', default: false },
      'duplicate-window-ms': { type: 'string' },
      'sync-interval': { type: 'string' },
      fault: { type: 'string', multiple: true, default: [] },
      faults: { type: 'boolean', default: false },
    },
  });
  const wanted = {
    folder: options['data-dir'],
    isEphemeral: options.ephemeral,
    runners: wholeNumber('runners', options.runners, INSTANCES),
    gateways: wholeNumber('gateways', options.gateways, INSTANCES),
    projectors: wholeNumber('projectors', options.projectors, INSTANCES),
    brokerNodes: brokerNodes(options['nats-nodes']),
    hasBrokerLinks: options['nats-links'],
    isServersOnly: options['servers-only'],
    natsUrl: foreignBroker(options),
    store: storeKind(options.store),
    duplicateWindowMs: wholeNumber('duplicate-window-ms', options['duplicate-window-ms'], {
      min: DUPLICATE_WINDOW_MIN_MS,
      max: DUPLICATE_WINDOW_MAX_MS,
    }),
    syncInterval: options['sync-interval'],
    // Instances look for points to die at only where somebody asked for it.
    faults: options.faults || options.fault.length > 0 ? faultsOf(options.fault) : undefined,
    report,
    signal,
  };
  const greet = options['servers-only'] ? serversWelcome : welcome;
  try {
    const stack = await startStack(wanted);
    process.stdout.write(options.json ? `${JSON.stringify(stack.description)}\n` : greet(stack.description));
    return await serveUntil(stack, signal);
  } catch (error) {
    if (signal.aborted) return INTERRUPTED_EXIT_CODE;
    throw error;
  }
});
