import { Agent, request, type ClientRequest } from 'node:http';
import { text } from 'node:stream/consumers';

import { z } from 'zod';

import { Unavailable } from '../../servers/unavailable.ts';
import type { StackDescription } from '../../stack/description.ts';
import type { Operation } from '../load/operation.ts';

const PERSONA = 'alice';
const ANSWER_MS = 15_000;
const CONNECTIONS_MAX = 512;

const TokenResponse = z.object({ access_token: z.string() });

/** The registry as a caller over REST sees it. */
export type Registry = {
  /** One lifecycle command, of which only 201 counts: decided, durable, and readable. */
  readonly createPolicy: Operation;
  /** Bytes of the body that {@link Registry.createPolicy} sends. */
  readonly requestBytes: number;
  /** Answers other than 201, by what they were. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly close: () => void;
};

/** Signs in once and keeps its connections open. `run` makes the ids of this run different from any other's. */
export const openRegistry = async (stack: StackDescription, run: string): Promise<Registry> => {
  const tenant = stack.tenants[0] ?? '';
  const token = await accessToken(stack.issuerUrl, tenant);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS_MAX });
  const refusals = new Map<string, number>();
  const url = `${stack.gatewayUrl}/api/v1/policies`;

  const post = async (body: string, idempotencyKey: string): Promise<string> => {
    const headers = {
      authorization: `Bearer ${token}`,
      'x-stella-tenant': tenant,
      'idempotency-key': idempotencyKey,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    };
    const sent = request(url, { method: 'POST', agent, headers, timeout: ANSWER_MS });
    return outcomeOf(sent, body);
  };
  return {
    createPolicy: async (n) => {
      const outcome = await post(policyOf(run, n), `${run}-${n}`).catch(String);
      if (outcome === CREATED) return true;
      refusals.set(outcome, (refusals.get(outcome) ?? 0) + 1);
      return false;
    },
    requestBytes: Buffer.byteLength(policyOf(run, 1)),
    refusals,
    close: () => agent.destroy(),
  };
};

const CREATED = '201';

const policyOf = (run: string, n: number): string =>
  JSON.stringify({
    policyId: `bench-${run}-${n}`,
    name: `Policy ${n} of a benchmark`,
    description:
      'A policy as people describe them: what it accepts, what it refuses, and who looks after it.',
    tags: ['benchmark', 'containers'],
  });

/** The status, with the code of the problem when there is one. */
const outcomeOf = (sent: ClientRequest, body: string): Promise<string> =>
  new Promise((resolve, reject) => {
    sent.once('error', reject);
    sent.once('timeout', () => sent.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
    sent.once('response', (response) => {
      const status = String(response.statusCode);
      text(response).then(
        (answer) => resolve(status === CREATED ? status : `${status} ${codeOf(answer)}`),
        reject,
      );
    });
    sent.end(body);
  });

const codeOf = (answer: string): string => /"code":"(\w+)"/.exec(answer)?.[1] ?? '';

const accessToken = async (issuerUrl: string, tenant: string): Promise<string> => {
  const response = await fetch(`${issuerUrl}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ persona: PERSONA, tenant }),
  });
  if (!response.ok) throw new Unavailable(`the development issuer answered ${response.status}; see its log`);
  return TokenResponse.parse(await response.json()).access_token;
};
