import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client below HTTP: sends what it is told, as slowly as it is told, and reads only when asked. */
export type RawClient = {
  readonly socket: Socket;
  readonly send: (text: string) => void;
  /** Everything until the server closes. */
  readonly rest: () => Promise<string>;
  readonly close: () => void;
};

export const rawClient = async (url: string): Promise<RawClient> => {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  await once(socket, 'connect');
  // A server that breaks off is what some specs wait for.
  socket.on('error', () => undefined);
  return {
    socket,
    send: (text) => void socket.write(text),
    rest: async () => {
      let text = '';
      socket.on('data', (chunk) => (text += String(chunk)));
      if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
      return text;
    },
    close: () => void socket.destroy(),
  };
};

/** The head of a request, with its empty line. */
export const head = (requestLine: string, headers: Readonly<Record<string, string | number>>): string =>
  [
    `${requestLine} HTTP/1.1`,
    'Host: registry',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    '',
  ].join('\r\n');

/** Status, header lines and body of one whole answer. */
export const parsedAnswer = (text: string) => {
  const [top = '', body = ''] = text.split('\r\n\r\n');
  const [first = '', ...lines] = top.split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
  );
  return { status: Number(first.split(' ')[1]), headers, problem: JSON.parse(body === '' ? 'null' : body) };
};
