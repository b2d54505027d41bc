import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { startPolicyEngine } from './policy-engine.ts';

/** One question to an engine, and what may become of it. */
export type Question = {
  readonly path: string;
  readonly body: string;
  /** How often exactly this was asked, with this time. */
  readonly time: number;
  /** The answer of a sound engine. */
  readonly sound: () => Promise<string>;
  /** Answers with this text. */
  readonly answer: (text: string) => void;
  /** Ends the connection without an answer. A question that is left alone is never answered. */
  readonly hangUp: () => void;
};

export type Treatment = (question: Question) => void | Promise<void>;

export type HostileEngine = {
  readonly url: string;
  readonly build: string;
  /** How questions are treated from now on, counted anew; soundly where nothing is given. Throws what a treatment threw. */
  readonly treat: (treatment?: Treatment) => void;
  /** How often each question was asked since, in the order of their first time. */
  readonly asked: () => readonly { readonly path: string; readonly body: string; readonly times: number }[];
  readonly stop: () => Promise<void>;
};

const soundly: Treatment = async ({ sound, answer }) => answer(await sound());

/** A Policy Engine in front of a real one, whose answers a test decides on. Runners know nothing but its address. */
export const startHostileEngine = async (label: string): Promise<HostileEngine> => {
  const real = await startPolicyEngine(label);
  let treatment = soundly;
  let times = new Map<string, number>();
  let fault: unknown;

  const server = createServer((request, response) => {
    void (async () => {
      const body = await textOf(request);
      const path = request.url ?? '';
      const key = `${path}\n${body}`;
      const time = (times.get(key) ?? 0) + 1;
      times.set(key, time);
      await treatment({
        path,
        body,
        time,
        sound: () => soundAnswer(real.url, request, body),
        answer: (text) => void response.writeHead(200, { 'content-type': 'application/json' }).end(text),
        hangUp: () => void response.destroy(),
      });
    })().catch((error: unknown) => {
      fault = error;
      response.destroy();
    });
  });
  const port = await listening(server);

  return {
    url: `http://127.0.0.1:${port}`,
    build: real.build,
    treat: (wanted = soundly) => {
      if (fault !== undefined) throw new Error('a treatment failed', { cause: fault });
      treatment = wanted;
      times = new Map();
    },
    asked: () =>
      [...times].map(([key, count]) => {
        const [path = '', ...body] = key.split('\n');
        return { path, body: body.join('\n'), times: count };
      }),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await real.stop();
    },
  };
};

const listening = async (server: ReturnType<typeof createServer>): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address() satisfies AddressInfo | string | null;
  if (address === null || typeof address === 'string') throw new Error('the hostile engine has no port');
  return address.port;
};

const textOf = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
};

const soundAnswer = async (
  url: string,
  { method, url: path }: IncomingMessage,
  body: string,
): Promise<string> => {
  const asked = method === 'POST' ? { body, headers: { 'content-type': 'application/json' } } : {};
  return (await fetch(`${url}${path ?? ''}`, { method: method ?? 'GET', ...asked })).text();
};
