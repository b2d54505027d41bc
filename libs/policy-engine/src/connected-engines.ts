import { EngineUnavailable, type PolicyEngine, type PolicyEngines } from '@policy-registry/finding';

const RETRY_MS = 5_000;

/** Where an engine can be had. `name` is for operators: an address, without its credentials. */
export type EngineSource = { readonly name: string; readonly connect: () => Promise<PolicyEngine> };

/** What became of a source: the build that is there, or why none is. */
export type EngineState = { readonly name: string; readonly build?: string; readonly fault?: string };

export type ConnectedEngines = PolicyEngines & {
  /** Of every source, the default's first. */
  states(): readonly EngineState[];
  /** Looks for no engine any more. */
  close(): void;
};

export type ConnectOptions = {
  readonly retryMs?: number;
  /** Told what joined and what could not be had. */
  readonly report?: (state: EngineState) => void;
};

type Place = { readonly source: EngineSource; engine: PolicyEngine | undefined; fault: string | undefined };

/**
 * Engines that come and go. The first source is the default and MUST answer now, or this rejects with its fault; the others join
 * when they answer. A source whose engine turns out to be another build is asked anew, and from then on has that build;
 * who holds the old engine goes on getting `BUILD_CHANGED`. Where two sources have one build, the earlier one is used.
 */
export const connectEngines = async (
  [first, ...others]: readonly [EngineSource, ...EngineSource[]],
  { retryMs = RETRY_MS, report = () => undefined }: ConnectOptions = {},
): Promise<ConnectedEngines> => {
  const lost = new WeakSet<PolicyEngine>();
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;

  const connect = async (place: Place): Promise<void> => {
    try {
      const engine = await place.source.connect();
      place.engine = watched(engine, () => void reconnect(place, engine));
      place.fault = undefined;
    } catch (error) {
      place.fault = faultOf(error);
      if (!isClosed) later(place);
    }
    report(stateOf(place));
  };
  const later = (place: Place): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      void connect(place);
    }, retryMs);
    timers.add(timer.unref());
  };
  /** Once for each engine, however many questions found out. */
  const reconnect = async (place: Place, replaced: PolicyEngine): Promise<void> => {
    if (isClosed || lost.has(replaced)) return;
    lost.add(replaced);
    place.engine = undefined;
    await connect(place);
  };

  const start: Place = { source: first, engine: undefined, fault: undefined };
  const initial = await first.connect();
  start.engine = watched(initial, () => void reconnect(start, initial));
  report(stateOf(start));
  const places = [start, ...others.map((source): Place => ({ source, engine: undefined, fault: NOT_YET }))];
  for (const place of places.slice(1)) void connect(place);

  const here = () => places.flatMap(({ engine }) => (engine === undefined ? [] : [engine]));
  return {
    get default() {
      return start.engine ?? initial;
    },
    of: (build) => here().find((engine) => engine.build === build),
    get builds() {
      return [...new Set(here().map(({ build }) => build))];
    },
    states: () => places.map(stateOf),
    close: () => {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
};

const NOT_YET = 'it has not answered yet';

/** The engine as it is, which tells when it finds that its server became another build. */
const watched = (engine: PolicyEngine, onReplaced: () => void): PolicyEngine => {
  const watching = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer;
    } catch (error) {
      if (error instanceof EngineUnavailable && error.code === 'BUILD_CHANGED') onReplaced();
      throw error;
    }
  };
  const { within } = engine;
  return {
    ...engine,
    ...(within !== undefined && { within: (work) => watched(within(work), onReplaced) }),
    compile: (files) => watching(engine.compile(files)),
    evaluate: (ir, findings, setting) => watching(engine.evaluate(ir, findings, setting)),
    explain: (ir, finding, setting) => watching(engine.explain(ir, finding, setting)),
  };
};

const stateOf = ({ source, engine, fault }: Place): EngineState => ({
  name: source.name,
  ...(engine !== undefined && { build: engine.build }),
  ...(fault !== undefined && { fault }),
});

const faultOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
