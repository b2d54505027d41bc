import type { Contender, OpenContender } from '../engine/contender.ts';
import type { Condition } from '../engine/rules.ts';
import { loadPeer, peerVersion } from './load.ts';

const PACKAGE = 'json-rules-engine';

/** The part of the library that is measured, in its own names. */
type JsonRulesEngine = {
  readonly Engine: new (rules: readonly object[], options: { allowUndefinedFacts: boolean }) => Engine;
};
type Engine = {
  readonly on: (event: 'success', listener: () => void) => void;
  readonly stop: () => void;
  readonly run: (facts: object) => Promise<{ readonly events: readonly { readonly type: string }[] }>;
};

/** Rules by priority, stopped at the first that succeeds, as the library's own examples do it. */
export const openJsonRulesEngine: OpenContender = async (rules, cases): Promise<Contender> => {
  const { Engine } = loadPeer(PACKAGE, isJsonRulesEngine);
  const engine = new Engine(
    rules.map(({ when, effect }, index) => ({
      priority: rules.length - index,
      conditions: { all: when.map(conditionOf) },
      event: { type: effect },
    })),
    { allowUndefinedFacts: false },
  );
  engine.on('success', () => engine.stop());
  return {
    name: `json-rules-engine ${peerVersion(PACKAGE)}`,
    decide: async (from, count) => {
      const answers: boolean[] = [];
      for (const { facts } of cases.slice(from, from + count)) {
        const { events } = await engine.run(facts);
        answers.push(events[0]?.type === 'block');
      }
      return answers;
    },
  };
};

const OPERATORS = {
  contains: 'contains',
  equals: 'equal',
  'at least': 'greaterThanInclusive',
  below: 'lessThan',
} as const;

const conditionOf = (condition: Condition): object => {
  if ('not' in condition) return { not: conditionOf(condition.not) };
  if ('any' in condition) return { any: condition.any.map(conditionOf) };
  const { fact } = condition;
  if (condition.is === 'true') return { fact, operator: 'equal', value: true };
  return { fact, operator: OPERATORS[condition.is], value: condition.value };
};

const isJsonRulesEngine = (loaded: unknown): loaded is JsonRulesEngine =>
  typeof loaded === 'object' && loaded !== null && 'Engine' in loaded && typeof loaded.Engine === 'function';
