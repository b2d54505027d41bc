import { DEPTH_MAX, type FaultCode, VALUE_BYTES_MAX } from './document.ts';
import type { Placed } from './format.ts';
import type { At, PathNode } from './paths.ts';
import type { Expected, SyntaxState } from './syntax-fault.ts';
import { isLongerThan } from './text-place.ts';
import { NO_END, valueEnd } from './value-end.ts';

/** What comes out of a document's text. */
export type ValueSink = {
  readonly value: (placed: Placed) => void;
  /** The text is JSON, and not of the shape that the paths say; what is beneath `at` is left out. */
  readonly foreign: (at: At, detail: string) => void;
};

/** Text that is no JSON. */
export class Misplaced extends Error {
  override readonly name = 'Misplaced';
}

/** A document beyond a limit that protects memory. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge';
  readonly code: FaultCode;
  readonly at: At;

  constructor(code: FaultCode, at: At, detail: string) {
    super(detail);
    this.code = code;
    this.at = at;
  }
}

type Frame = {
  readonly isObject: boolean;
  key: string | number;
  /** What is looked for among the children. */
  readonly node: PathNode | undefined;
  /** Names on the way to wanted values that were met: a second one would leave open which counts. */
  met: Set<string> | undefined;
};

/**
 * Walks through the text of a document piece by piece (RFC 8259 §2). Only the arrays and objects on the way to wanted
 * values, and those that are longer than a piece, are walked through: any other value is parsed at once by the platform, and
 * forgotten when nobody wants it.
 */
export class JsonWalk {
  readonly #tree: PathNode;
  readonly #sink: ValueSink;
  readonly #frames: Frame[] = [];
  #expected: Expected = 'value';
  #text = '';
  #index = 0;
  #isLast = false;

  constructor(tree: PathNode, sink: ValueSink) {
    this.#tree = tree;
    this.#sink = sink;
  }

  /**
   * Walks as far as the text says enough, and answers how far that is: the rest comes again with what follows it.
   * Throws {@link Misplaced} or {@link TooLarge}; then nothing is walked any further.
   */
  read(text: string, isLast: boolean): number {
    this.#text = text;
    this.#index = afterBlanks(text, 0);
    this.#isLast = isLast;
    while (this.#index < text.length && this.#step()) this.#index = afterBlanks(text, this.#index);
    this.#text = '';
    return this.#index;
  }

  /** The place of the value that is being read. */
  at(): At {
    return this.#frames.map(({ key }) => key);
  }

  /** A copy of where the text stands. */
  state(): SyntaxState {
    return {
      frames: this.#frames.map(({ isObject, key }) => ({ isObject, key })),
      expected: this.#expected,
    };
  }

  /** True when the text so far is one whole value. */
  isComplete(): boolean {
    return this.#expected === 'end';
  }

  /** False when the text ends before it says enough. */
  #step(): boolean {
    const next = this.#text[this.#index];
    switch (this.#expected) {
      case 'value or ]':
        return next === ']' ? this.#close() : this.#value(next);
      case 'value':
        return this.#value(next);
      case 'name or }':
        return next === '}' ? this.#close() : this.#name(next);
      case 'name':
        return this.#name(next);
      case ':':
        if (next !== ':') throw new Misplaced();
        return this.#goOn(1, 'value');
      case ', or close':
        return this.#separate(next);
      case 'end':
        throw new Misplaced();
    }
  }

  #value(first: string | undefined): boolean {
    const node = this.#nodeHere();
    const isContainer = first === '{' || first === '[';
    // On the way to what is wanted every member is looked at.
    if (isContainer && node !== undefined && node.path === undefined) return this.#enter(first === '{', node);
    const depthMax = DEPTH_MAX - this.#frames.length;
    const end = valueEnd(this.#text, this.#index, { depthMax, isLast: this.#isLast });
    // What nobody wants may be longer than memory; and where it is too deep is found on the way there.
    if (end === NO_END.tooDeep || (end === NO_END.unfinished && isContainer && node === undefined))
      return this.#open(first === '{', undefined);
    return end === NO_END.unfinished ? false : this.#take(end, node);
  }

  #take(end: number, node: PathNode | undefined): true {
    const text = this.#text.slice(this.#index, end);
    const value = parsed(text);
    if (node?.path !== undefined) {
      if (isLongerThan(text, VALUE_BYTES_MAX)) throw tooLong(this.at());
      this.#sink.value({ path: node.path, at: this.at(), value });
    } else if (node !== undefined && !isAbsent(value, node, this.#frames.at(-1)))
      this.#sink.foreign(this.at(), expectation(node));
    return this.#goOn(end - this.#index, this.#afterValue());
  }

  #enter(isObject: boolean, node: PathNode): boolean {
    if (mayBe(node, isObject)) return this.#open(isObject, node);
    this.#sink.foreign(this.at(), expectation(node));
    return this.#open(isObject, undefined);
  }

  #open(isObject: boolean, node: PathNode | undefined): boolean {
    if (this.#frames.length >= DEPTH_MAX)
      throw new TooLarge('DOCUMENT_SHAPE_FOREIGN', this.at(), `is nested deeper than ${DEPTH_MAX}`);
    this.#frames.push({ isObject, key: isObject ? '' : 0, node, met: undefined });
    return this.#goOn(1, isObject ? 'name or }' : 'value or ]');
  }

  #close(): boolean {
    const closed = this.#frames.pop();
    for (const [child, node] of closed?.node?.named ?? []) {
      if (node.isRequired === true && closed?.met?.has(child) !== true)
        this.#sink.foreign([...this.at(), child], 'is absent');
    }
    return this.#goOn(1, this.#afterValue());
  }

  #name(first: string | undefined): boolean {
    const frame = this.#frames.at(-1);
    if (first !== '"' || frame === undefined) throw new Misplaced();
    const end = valueEnd(this.#text, this.#index, { depthMax: 0, isLast: this.#isLast });
    if (end === NO_END.unfinished) return false;
    const name = String(parsed(this.#text.slice(this.#index, end)));
    frame.key = name;
    if (frame.node?.named.has(name) === true) {
      frame.met ??= new Set();
      if (frame.met.has(name))
        this.#sink.foreign(this.at(), 'is a member of the same name as an earlier one');
      frame.met.add(name);
    }
    return this.#goOn(end - this.#index, ':');
  }

  #separate(next: string | undefined): boolean {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new Misplaced();
    if (next === (frame.isObject ? '}' : ']')) return this.#close();
    if (next !== ',') throw new Misplaced();
    if (typeof frame.key === 'number') frame.key += 1;
    return this.#goOn(1, frame.isObject ? 'name' : 'value');
  }

  #goOn(units: number, expected: Expected): true {
    this.#index += units;
    this.#expected = expected;
    return true;
  }

  #afterValue(): Expected {
    return this.#frames.length === 0 ? 'end' : ', or close';
  }

  #nodeHere(): PathNode | undefined {
    const parent = this.#frames.at(-1);
    if (parent === undefined) return this.#tree;
    const { node, isObject, key } = parent;
    if (node === undefined) return undefined;
    return isObject ? (node.named.get(String(key)) ?? node.members) : node.elements;
  }
}

/** That a value is longer than is held in memory. */
export const tooLong = (at: At): TooLarge =>
  new TooLarge('DOCUMENT_VALUE_EXCEEDED', at, `is a value of more than ${VALUE_BYTES_MAX} bytes`);

const BLANKS = /[ \n\r\t]*/y;

const afterBlanks = (text: string, start: number): number => {
  // Most texts have none.
  if (text.charCodeAt(start) > 0x20) return start;
  BLANKS.lastIndex = start;
  BLANKS.test(text);
  return BLANKS.lastIndex;
};

// It builds what many a caller drops: still the fastest way to know that text is JSON.
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Misplaced('', { cause });
  }
};

const isList = (node: PathNode): boolean => node.elements !== undefined;
const isRecord = (node: PathNode): boolean => node.named.size > 0 || node.members !== undefined;

// A document may be of one form or another, a record or a list of them; and what is merely required may be either.
const mayBe = (node: PathNode, isObject: boolean): boolean =>
  isObject ? isRecord(node) || !isList(node) : isList(node) || !isRecord(node);

// Producers in Go write `null` for a list or an object that they do not have; an element is never absent.
const isAbsent = (value: unknown, node: PathNode, parent: Frame | undefined): boolean =>
  value === null &&
  node.isRequired !== true &&
  parent?.isObject === true &&
  parent.node?.named.has(String(parent.key)) === true;

const expectation = (node: PathNode): string => (isList(node) ? 'is no array' : 'is no object');
