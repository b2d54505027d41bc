import createClient, { type Client } from 'openapi-fetch';

import type { components, paths } from './generated/openapi.ts';
import { registryFetch, type Sending } from './registry-fetch.ts';

/** What the registry speaks of, by its name in the OpenAPI document. */
export type Schemas = components['schemas'];

/** The operations of the OpenAPI document as this client offers them. */
export type RegistryPaths = {
  [Path in keyof paths]: { [Method in keyof paths[Path]]: Offered<paths[Path][Method]> };
};

// Headers are the client's to set, a command that is pending is the client's to wait for, and what a dry run comes to is
// told another way: see `dryRunning`.
type Offered<Operation> = Operation extends {
  parameters: { header?: infer Headers; query?: infer Query };
  responses: infer Responses;
}
  ? Omit<Operation, 'parameters' | 'responses'> & {
      parameters: Omit<Operation['parameters'], 'header' | 'query'> & {
        header?: Partial<Headers>;
      } & ('dryRun' extends keyof Query ? { query?: never } : Pick<Operation['parameters'], 'query'>);
      responses: Decided<Responses>;
    }
  : Operation;

type Notice = Schemas['Pending'] | Schemas['DryRun'];
type Decided<Responses> = {
  [Status in keyof Responses as Responses[Status] extends OnlyNotice ? never : Status]: WithoutNotice<
    Responses[Status]
  >;
};
type OnlyNotice = { content: { 'application/json': Notice } };
// What was started and goes on is the answer to some commands, with the status of those that are pending.
type WithoutNotice<Response> = Response extends { content: { 'application/json': infer Body } }
  ? Omit<Response, 'content'> & { content: { 'application/json': Exclude<Body, Notice> } }
  : Response;

/** `client.GET('/api/v1/policies/{policyId}', …)` and so on for every path and method of the OpenAPI document. */
export type RegistryClient = Client<RegistryPaths>;

/**
 * A client of one registry for one caller. It adds the headers that authorize, name the tenant and make a mutation
 * repeatable, reads what it wrote, sends again what did not get through, and waits for decisions: see
 * {@link registryFetch}. An operation gives `data` or, refused, the problem as `error`; `answered` throws it instead.
 */
export const registryClient = ({
  url,
  ...sending
}: { /** Of the gateway, without `/api/v1`. */ readonly url: string } & Sending): RegistryClient =>
  createClient<RegistryPaths>({ baseUrl: url, fetch: registryFetch(sending) });
