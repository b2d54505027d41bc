import type { Tenant } from '../client.ts';
import { drawer } from '../draw.ts';
import { estate, type Document } from '../examples.ts';
import type { BrokerLogin } from '../stack.ts';
import { isSettled, type Command } from './command.ts';
import { importSnapshot, nightlyLife, shortLife, wholeLife } from './lives.ts';
import { openScheduler } from './scheduler.ts';
import { openSender, type Place, type Sender } from './sender.ts';

/** Lives at once, per tenant. */
export type LoadSize = { readonly whole: number; readonly short: number; readonly nightly: number };

export type LoadOptions = {
  readonly place: Place;
  readonly tenants: readonly Tenant[];
  readonly size: LoadSize;
  /** Decides which commands are sent twice at once, and nothing else: what is sent is the same for every seed. */
  readonly seed: number;
  /** The broker as a scheduler of a tenant reaches it. */
  readonly schedulerOf: (tenant: Tenant) => BrokerLogin;
};

/** Tenants at work: their people over REST, their schedulers over the broker. */
export type Load = {
  readonly senders: readonly Sender[];
  readonly commands: () => readonly Command[];
  /** Commands of which somebody knows what became. */
  readonly settled: () => number;
  /** What came out as it must not, so that whoever met it could not go on. */
  readonly failures: () => readonly string[];
  /** Begins nothing more, and resolves when nobody waits for an answer any more. */
  readonly end: () => Promise<void>;
};

/** Brings each tenant to where simulations can be run, then keeps all of them busy until the end is asked for. */
export const startLoad = async (options: LoadOptions): Promise<Load> => {
  const draw = drawer(options.seed);
  const state = { goesOn: true, failures: [] as string[] };
  const goesOn = (): boolean => state.goesOn;
  const tenants = await Promise.all(
    options.tenants.map(async (tenant) => {
      const sender = openSender(options.place, tenant, draw);
      return { sender, goesOn, snapshotId: await importSnapshot({ sender, goesOn }, estate()) };
    }),
  );

  /** One life after the other; whoever meets what must not be stops. */
  const lane = async (name: string, live: (life: string) => Promise<void>): Promise<void> => {
    try {
      for (let nth = 1; goesOn(); nth += 1) await live(`${name}-${nth}`);
    } catch (error) {
      state.failures.push(`${name}: ${String(error)}`);
    }
  };
  const lanes = (kind: keyof LoadSize, live: (life: string) => Promise<void>): readonly Promise<void>[] =>
    Array.from({ length: options.size[kind] }, (_, at) => lane(`${kind}-${at + 1}`, live));

  const running = tenants.map(async (living) => {
    const scheduler = openScheduler(() => options.schedulerOf(living.sender.tenant), living.sender);
    await Promise.all([
      ...lanes('whole', (policyId) => wholeLife(living, policyId)),
      ...lanes('short', (policyId) => shortLife(living, policyId)),
      ...lanes('nightly', (name) => nightlyLife(living, scheduler, { name, documents: ofANight() })),
    ]);
    await scheduler.close();
  });

  const commands = (): readonly Command[] => tenants.flatMap(({ sender }) => sender.commands());
  return {
    senders: tenants.map(({ sender }) => sender),
    commands,
    settled: () => commands().filter(isSettled).length,
    failures: () => state.failures,
    end: async () => {
      state.goesOn = false;
      await Promise.all(running);
    },
  };
};

/** A small report is enough for a night. */
const ofANight = (): readonly Document[] =>
  estate().filter(({ name }) => name === 'metrics-collector.trivy.json');
