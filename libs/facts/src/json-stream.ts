import { type FaultCode, VALUE_BYTES_MAX } from './document.ts';
import { JsonWalk, Misplaced, tooLong, TooLarge, type ValueSink } from './json-walk.ts';
import { type PathNode, pointerTo } from './paths.ts';
import { locateSyntaxFault, type SyntaxState } from './syntax-fault.ts';
import { isLongerThan, textPlace } from './text-place.ts';
import { type TextEnd, utf8Reader } from './utf8-text.ts';

/** Why text is not read further. */
export type TextFault = { readonly code: FaultCode; readonly pointer: string; readonly detail: string };

/** Reads a document as UTF-8 JSON (RFC 8259; a byte order mark is skipped), chunk by chunk. */
export type JsonStream = {
  /** Takes the next bytes; they may be cut anywhere. Values go to the sink as soon as they are whole. */
  readonly push: (chunk: Uint8Array) => void;
  /** Ends the document: `undefined` when it was one whole JSON value. After a fault nothing more is read. */
  readonly end: () => TextFault | undefined;
};

// A value that began so far back is looked at again when it may be twice as long, and not with every chunk.
const EAGER_UNITS = 262_144;
const MARK = '\ufeff';

type Problem = readonly [FaultCode, string];
const NOT_JSON: Problem = ['DOCUMENT_NOT_JSON', 'is not JSON'];
/** What is wrong with text that is JSON as far as it goes. */
const TRUNCATIONS: Readonly<Record<TextEnd, Problem>> = {
  whole: ['DOCUMENT_TRUNCATED', 'ends before its JSON does'],
  cut: ['DOCUMENT_TRUNCATED', 'ends inside a character'],
  'not UTF-8': ['DOCUMENT_NOT_UTF8', 'is not UTF-8'],
};

/** Gives the values that `tree` names to `sink`, in their order, and keeps nothing else. */
export const jsonStream = (tree: PathNode, sink: ValueSink): JsonStream => {
  const walk = new JsonWalk(tree, sink);
  const bytes = utf8Reader();
  const place = textPlace();
  // Text from the beginning of the first value that was not read yet, and how much of it is worth another look.
  const waiting = { pieces: [] as string[], units: 0, enoughUnits: 1 };
  let isBeginning = true;
  let fault: TextFault | undefined;

  const add = (text: string): void => {
    const unmarked = isBeginning && text.startsWith(MARK) ? text.slice(MARK.length) : text;
    if (text !== '') isBeginning = false;
    waiting.pieces.push(unmarked);
    waiting.units += unmarked.length;
  };

  const faultIn = (text: string, state: SyntaxState, end: TextEnd): TextFault => {
    const { pointer, index, isTruncated } = locateSyntaxFault(text, state);
    const [code, problem] = isTruncated ? TRUNCATIONS[end] : NOT_JSON;
    const at = place.after(isTruncated && end !== 'whole' ? text : text.slice(0, index));
    return { code, pointer, detail: `${problem} at ${at}` };
  };

  const read = (isLast: boolean): void => {
    const text = waiting.pieces.join('');
    const before = walk.state();
    try {
      const walked = walk.read(text, isLast);
      place.pass(text.slice(0, walked));
      const rest = text.slice(walked);
      Object.assign(waiting, { pieces: [rest], units: rest.length, enoughUnits: enoughAfter(rest.length) });
      // Whatever it is, it is not held: but where it is no JSON, that is what is wrong with it.
      if (!isLongerThan(rest, VALUE_BYTES_MAX)) return;
      const found = faultIn(rest, walk.state(), 'whole');
      fault = found.code === 'DOCUMENT_TRUNCATED' ? tooLargeFault(tooLong(walk.at())) : found;
    } catch (error) {
      // Anything else is a bug of a reader.
      if (!(error instanceof Misplaced || error instanceof TooLarge)) throw error;
      fault = error instanceof TooLarge ? tooLargeFault(error) : faultIn(text, before, 'whole');
    }
  };

  const unreadable = (): TextFault | undefined => {
    const { text, end } = bytes.rest();
    if (walk.isComplete() && waiting.units === 0 && end === 'whole') return undefined;
    return faultIn([...waiting.pieces, text].join(''), walk.state(), end);
  };

  return {
    push: (chunk) => {
      if (fault !== undefined) return;
      const text = bytes.take(chunk);
      if (text === undefined) fault = unreadable();
      else add(text);
      if (fault === undefined && waiting.units >= waiting.enoughUnits) read(false);
    },
    end: () => {
      if (fault === undefined && waiting.units > 0) read(true);
      return (fault ??= unreadable());
    },
  };
};

const enoughAfter = (units: number): number =>
  units < EAGER_UNITS ? 1 : Math.min(2 * units, Math.max(units, VALUE_BYTES_MAX) + 1);

const tooLargeFault = ({ code, at, message }: TooLarge): TextFault => ({
  code,
  pointer: pointerTo(at),
  detail: message,
});
