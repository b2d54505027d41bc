import type { FindingTuple } from '@policy-registry/finding';

import { attempt } from './attempt.ts';
import { isAdvisory, isComponent, isFindingTuple, isImage, isSignals, isVex } from './is-finding-tuple.ts';
import { memoised } from './memo.ts';

/** Reads the text of one tuple; `undefined` for a text that is none. */
export type TupleReader = (text: string) => FindingTuple | undefined;

/** Most text that a reader remembers of each member, in UTF-16 units: twenty thousand advisories, or more. */
const REMEMBERED_CHARACTERS_MAX = 8 * 1024 * 1024;

/**
 * Reads tuples one after the other, and each member's text once for all tuples that share it: the images of an estate
 * share most of their packages and advisories. What several tuples share is frozen.
 */
export const tupleReader = (): TupleReader => {
  const bounds = {
    entriesMax: Infinity,
    charactersMax: REMEMBERED_CHARACTERS_MAX,
    keyCharactersMax: REMEMBERED_CHARACTERS_MAX,
  };
  const advisoryOf = memoised(parsed(isAdvisory), bounds);
  const componentOf = memoised(parsed(isComponent), bounds);
  const imageOf = memoised(parsed(isImage), bounds);
  const signalsOf = memoised(parsed(isSignals), bounds);
  const vexOf = memoised(parsed(isVex), bounds);

  return (text) => {
    const cut = membersOf(text);
    if (cut === undefined) return wholeOf(text);
    const advisory = advisoryOf(cut.advisory);
    const component = componentOf(cut.component);
    const image = imageOf(cut.image);
    const signals = signalsOf(cut.signals);
    const vex = vexOf(cut.vex);
    if (!advisory || !component || !image || !signals || !vex) return wholeOf(text);
    return { advisory, component, image, signals, vex };
  };
};

type Texts = Readonly<Record<keyof FindingTuple, string>>;

const ADVISORY = '{"advisory":';
const COMPONENT = ',"component":';
const IMAGE = ',"image":';
const SIGNALS = ',"signals":';
const VEX = ',"vex":';

// In canonical text the members have one order, and a quotation mark inside of a text is escaped. Where these words mean
// something else nonetheless, a piece is no JSON, and the text is read as a whole.
const membersOf = (text: string): Texts | undefined => {
  const component = text.indexOf(COMPONENT);
  const image = text.indexOf(IMAGE, component);
  const signals = text.indexOf(SIGNALS, image);
  const vex = text.indexOf(VEX, signals);
  const isCut = component > 0 && image > 0 && signals > 0 && vex > 0;
  if (!isCut || !text.startsWith(ADVISORY) || !text.endsWith('}')) return undefined;
  return {
    advisory: text.slice(ADVISORY.length, component),
    component: text.slice(component + COMPONENT.length, image),
    image: text.slice(image + IMAGE.length, signals),
    signals: text.slice(signals + SIGNALS.length, vex),
    vex: text.slice(vex + VEX.length, -1),
  };
};

const wholeOf = parsed(isFindingTuple);

function parsed<T>(isOne: (value: unknown) => value is T): (text: string) => T | undefined {
  return (text) => {
    const value = attempt(() => JSON.parse(text) as unknown);
    return isOne(value) ? frozen(value) : undefined;
  };
}

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) frozen(member);
    Object.freeze(value);
  }
  return value;
};
