import { Tokenizer } from '@streamparser/json';

import { type FaultCode, VALUE_BYTES_MAX } from './document.ts';
import { Misplaced, TooLarge, ValueAssembler, type ValueSink } from './json-values.ts';
import { type PathNode, pointerTo } from './paths.ts';
import { locateSyntaxFault, type SyntaxState } from './syntax-fault.ts';
import { textTail, type TextTail } from './text-tail.ts';

/** Why text is not read further. */
export type TextFault = { readonly code: FaultCode; readonly pointer: string; readonly detail: string };

/** Reads a document as UTF-8 JSON (RFC 8259; a byte order mark is skipped), chunk by chunk. */
export type JsonStream = {
  /** Takes the next bytes; they may be cut anywhere. Values go to the sink before this returns. */
  readonly push: (chunk: Uint8Array) => void;
  /** Ends the document: `undefined` when it was one whole JSON value. After a fault nothing more is read. */
  readonly end: () => TextFault | undefined;
};

// Strings are gathered in a buffer of this size.
const STRING_BUFFER_BYTES = 65_536;

/** Gives the values that `tree` names to `sink`, in their order, and builds nothing else. */
export const jsonStream = (tree: PathNode, sink: ValueSink): JsonStream => {
  const text = readTokens(new ValueAssembler(tree, sink));
  let fault: TextFault | undefined;
  const start = withoutMark((chunk) => {
    if (fault === undefined) fault = text.write(chunk);
  });
  return {
    push: (chunk) => {
      if (fault === undefined) start.push(chunk);
    },
    end: () => {
      start.end();
      return fault ?? text.end();
    },
  };
};

const readTokens = (values: ValueAssembler) => {
  const tokenizer = new Tokenizer({ stringBufferSize: STRING_BUFFER_BYTES });
  const tail = textTail();
  // Why the text is not read on; anything but a refusal of the text is a bug of a reader.
  let failure: unknown;
  let bug: unknown;
  // Where the text stood before the first token that ended in the latest chunk: what `tail` begins with.
  let before: SyntaxState = values.state();
  let isFirstOfChunk = true;

  tokenizer.onToken = (info) => {
    const offset = info.offset - PREAMBLE.length;
    if (offset < 0 || failure !== undefined) return;
    if (isFirstOfChunk) {
      before = values.state();
      tail.dropTo(offset);
      isFirstOfChunk = false;
    }
    try {
      values.accept({ token: info.token, value: info.value, offset });
    } catch (error) {
      failure = error;
      if (!(error instanceof Misplaced || error instanceof TooLarge)) bug = error;
    }
  };
  tokenizer.onError = (error) => {
    failure ??= error;
  };
  // The tokenizer skips byte order marks up to the first scalar: this one is not the document's.
  tokenizer.write(PREAMBLE);

  const verdict = (isEnd: boolean): TextFault | undefined => {
    if (bug !== undefined) throw bug;
    if (failure instanceof TooLarge)
      return { code: failure.code, pointer: pointerTo(failure.at), detail: failure.message };
    return failure !== undefined || (isEnd && !values.isComplete())
      ? faultIn(tail, before, isEnd)
      : undefined;
  };

  return {
    write: (chunk: Uint8Array): TextFault | undefined => {
      tail.add(chunk);
      isFirstOfChunk = true;
      if (failure === undefined) tokenizer.write(chunk);
      if (failure === undefined && tail.length() > VALUE_BYTES_MAX + chunk.length)
        failure = new TooLarge(
          'DOCUMENT_VALUE_EXCEEDED',
          values.at(),
          `is a text of more than ${VALUE_BYTES_MAX} bytes`,
        );
      return verdict(false);
    },
    end: (): TextFault | undefined => {
      isFirstOfChunk = true;
      if (failure === undefined) tokenizer.end();
      return verdict(true);
    },
  };
};

const PREAMBLE = new TextEncoder().encode('0 ');
const MARK = [0xef, 0xbb, 0xbf];

/** Takes a byte order mark off the beginning, however the chunks cut it. */
const withoutMark = (write: (chunk: Uint8Array) => void): { push: typeof write; end: () => void } => {
  let held: Uint8Array | undefined = new Uint8Array();
  const release = (): void => {
    const bytes = held ?? new Uint8Array();
    held = undefined;
    const isMarked = MARK.every((byte, at) => bytes[at] === byte);
    write(isMarked ? bytes.subarray(MARK.length) : bytes);
  };
  return {
    push: (chunk) => {
      if (held === undefined) return write(chunk);
      held = Uint8Array.from([...held, ...chunk.subarray(0, MARK.length)]);
      const rest = chunk.subarray(MARK.length);
      if (held.length < MARK.length) return;
      release();
      if (rest.length > 0) write(rest);
    },
    end: () => {
      if (held !== undefined) release();
    },
  };
};

/** Finds the first thing that is wrong with the text at its tail; `undefined` when more bytes must tell. */
const faultIn = (tail: TextTail, before: SyntaxState, isEnd: boolean): TextFault | undefined => {
  const { text, end } = tail.read();
  const { pointer, index, isTruncated } = locateSyntaxFault(text, before);
  // The tokenizer refused the first byte of a character whose others are in the next chunk.
  if (isTruncated && end === 'cut' && !isEnd) return undefined;
  if (isTruncated && end !== 'whole') {
    const code = end === 'cut' ? 'DOCUMENT_TRUNCATED' : 'DOCUMENT_NOT_UTF8';
    const problem = end === 'cut' ? 'ends inside a character' : 'is not UTF-8';
    return { code, pointer, detail: `${problem} at ${tail.placeOf(text)}` };
  }
  const code = isTruncated ? 'DOCUMENT_TRUNCATED' : 'DOCUMENT_NOT_JSON';
  const problem = isTruncated ? 'ends before its JSON does' : 'is not JSON';
  return { code, pointer, detail: `${problem} at ${tail.placeOf(text.slice(0, index))}` };
};
