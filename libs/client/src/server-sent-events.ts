/** One event of a stream (WHATWG HTML §9.2). */
export type StreamEvent = { readonly id: string | undefined; readonly event: string; readonly data: string };

/** An event of the stream is at most this long. */
const EVENT_CHARS_MAX = 1_048_576;

/** The events of an event stream, in order; comments, which keep it alive, are left out. */
export async function* eventsOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let lines: string[] = [];
  for await (const chunk of chunks) {
    rest += decoder.decode(chunk, { stream: true });
    if (rest.length > EVENT_CHARS_MAX)
      throw new RangeError(`an event is longer than ${EVENT_CHARS_MAX} characters`);
    const whole = rest.split(/\r\n|\n|\r(?=.)/);
    rest = whole.pop() ?? '';
    for (const line of whole) {
      if (line !== '') lines.push(line);
      else {
        const event = eventFrom(lines);
        lines = [];
        if (event !== undefined) yield event;
      }
    }
  }
}

// Without data there is no event to dispatch (§9.2.6).
const eventFrom = (lines: readonly string[]): StreamEvent | undefined => {
  let id: string | undefined;
  let event = 'message';
  const data: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'id') id = value;
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  }
  return data.length === 0 ? undefined : { id, event, data: data.join('\n') };
};
