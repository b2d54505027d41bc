import { TokenType } from '@streamparser/json';

import { DEPTH_MAX, type FaultCode, VALUE_BYTES_MAX } from './document.ts';
import type { Placed } from './format.ts';
import type { At, PathNode } from './paths.ts';
import type { Expected, SyntaxState } from './syntax-fault.ts';

/** What comes out of a document's tokens. */
export type ValueSink = {
  readonly value: (placed: Placed) => void;
  /** The text is JSON, and not of the shape that the paths say; what is beneath `at` is left out. */
  readonly foreign: (at: At, detail: string) => void;
};

export type Token = { readonly token: TokenType; readonly value: unknown; readonly offset: number };

/** A token where the grammar has none. */
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

type Built = unknown[] | Record<string, unknown>;

type Frame = {
  readonly isObject: boolean;
  key: string | number;
  /** What is looked for among the children. */
  readonly node: PathNode | undefined;
  /** The value that is being put together, inside a wanted one. */
  readonly built: Built | undefined;
  /** Of a wanted value itself: its path. */
  readonly wanted: string | undefined;
  /** Names on the way to wanted values that were met: a second one would leave open which counts. */
  met: Set<string> | undefined;
};

/** Puts the wanted values of a document together, token by token (RFC 8259 §2). */
export class ValueAssembler {
  readonly #tree: PathNode;
  readonly #sink: ValueSink;
  readonly #frames: Frame[] = [];
  #expected: Expected = 'value';
  // Where the wanted value that is being put together begins.
  #wantedFrom: number | undefined;

  constructor(tree: PathNode, sink: ValueSink) {
    this.#tree = tree;
    this.#sink = sink;
  }

  /** Throws {@link Misplaced} or {@link TooLarge}. */
  accept(given: Token): void {
    if (this.#wantedFrom !== undefined && given.offset - this.#wantedFrom > VALUE_BYTES_MAX) {
      const detail = `is in a value of more than ${VALUE_BYTES_MAX} bytes`;
      throw new TooLarge('DOCUMENT_VALUE_EXCEEDED', this.at(), detail);
    }
    switch (this.#expected) {
      case 'value':
      case 'value or ]':
        return this.#beginValue(given);
      case 'name':
      case 'name or }':
        return this.#acceptName(given);
      case ':':
        if (given.token !== TokenType.COLON) throw new Misplaced();
        this.#expected = 'value';
        return;
      case ', or close':
        return this.#separate(given.token);
      case 'end':
        throw new Misplaced();
    }
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

  #beginValue({ token, value, offset }: Token): void {
    if (token === TokenType.LEFT_BRACE) this.#open(true, offset);
    else if (token === TokenType.LEFT_BRACKET) this.#open(false, offset);
    else if (SCALARS.has(token)) this.#scalar(value);
    else if (token === TokenType.RIGHT_BRACKET && this.#expected === 'value or ]') this.#close();
    else throw new Misplaced();
  }

  #acceptName({ token, value }: Token): void {
    if (token === TokenType.STRING) this.#name(String(value));
    else if (token === TokenType.RIGHT_BRACE && this.#expected === 'name or }') this.#close();
    else throw new Misplaced();
  }

  #separate(token: TokenType): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new Misplaced();
    if (token === (frame.isObject ? TokenType.RIGHT_BRACE : TokenType.RIGHT_BRACKET)) return this.#close();
    if (token !== TokenType.COMMA) throw new Misplaced();
    if (typeof frame.key === 'number') frame.key += 1;
    this.#expected = frame.isObject ? 'name' : 'value';
  }

  #scalar(value: unknown): void {
    const parent = this.#frames.at(-1);
    if (parent?.built !== undefined) put(parent, value);
    else {
      const node = this.#nodeHere();
      if (node?.path !== undefined) this.#sink.value({ path: node.path, at: this.at(), value });
      else if (node !== undefined && !isAbsent(value, node, parent))
        this.#sink.foreign(this.at(), expectation(node));
    }
    this.#afterValue();
  }

  #open(isObject: boolean, offset: number): void {
    if (this.#frames.length >= DEPTH_MAX)
      throw new TooLarge('DOCUMENT_SHAPE_FOREIGN', this.at(), `is nested deeper than ${DEPTH_MAX}`);
    const parent = this.#frames.at(-1);
    const frame = parent?.built === undefined ? this.#enter(isObject, offset) : grow(parent, isObject);
    this.#frames.push(frame);
    this.#expected = isObject ? 'name or }' : 'value or ]';
  }

  #enter(isObject: boolean, offset: number): Frame {
    const node = this.#nodeHere();
    if (node?.path !== undefined) {
      this.#wantedFrom = offset;
      return frameOf(isObject, { built: isObject ? {} : [], wanted: node.path });
    }
    if (node === undefined || mayBe(node, isObject)) return frameOf(isObject, { node });
    this.#sink.foreign(this.at(), expectation(node));
    return frameOf(isObject, {});
  }

  #close(): void {
    const closed = this.#frames.pop();
    for (const [child, node] of closed?.node?.named ?? []) {
      if (node.isRequired === true && closed?.met?.has(child) !== true)
        this.#sink.foreign([...this.at(), child], 'is absent');
    }
    if (closed?.wanted !== undefined) {
      this.#wantedFrom = undefined;
      this.#sink.value({ path: closed.wanted, at: this.at(), value: closed.built });
    }
    this.#afterValue();
  }

  #name(text: string): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new Misplaced();
    frame.key = text;
    if (frame.node?.named.has(text) === true) {
      frame.met ??= new Set();
      if (frame.met.has(text))
        this.#sink.foreign(this.at(), 'is a member of the same name as an earlier one');
      frame.met.add(text);
    }
    this.#expected = ':';
  }

  #afterValue(): void {
    this.#expected = this.#frames.length === 0 ? 'end' : ', or close';
  }

  #nodeHere(): PathNode | undefined {
    const parent = this.#frames.at(-1);
    if (parent === undefined) return this.#tree;
    const { node, isObject, key } = parent;
    if (node === undefined) return undefined;
    return isObject ? (node.named.get(String(key)) ?? node.members) : node.elements;
  }
}

const SCALARS: ReadonlySet<TokenType> = new Set([
  TokenType.STRING,
  TokenType.NUMBER,
  TokenType.TRUE,
  TokenType.FALSE,
  TokenType.NULL,
]);

const frameOf = (isObject: boolean, parts: Partial<Pick<Frame, 'node' | 'built' | 'wanted'>>): Frame => ({
  isObject,
  key: isObject ? '' : 0,
  node: parts.node,
  built: parts.built,
  wanted: parts.wanted,
  met: undefined,
});

/** A container inside a wanted value. */
const grow = (parent: Frame, isObject: boolean): Frame => {
  const built: Built = isObject ? {} : [];
  put(parent, built);
  return frameOf(isObject, { built });
};

// As JSON.parse does it: the last member of a name counts, and `__proto__` is a name like any other.
const put = ({ built, key }: Frame, value: unknown): void => {
  if (Array.isArray(built)) built.push(value);
  else if (built === undefined) throw new TypeError('nothing is being put together here');
  else if (key === '__proto__')
    Object.defineProperty(built, key, { value, configurable: true, enumerable: true, writable: true });
  else built[key] = value;
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
