import type { Schemas } from './registry-client.ts';
import type { Send } from './registry-fetch.ts';

/** A mutation was a dry run, and would be done. Thrown in the place of an answer, which there is none of. */
export class WouldBeDone extends Error {
  override readonly name = 'WouldBeDone';
  readonly dryRun: Schemas['DryRun'];

  constructor(dryRun: Schemas['DryRun']) {
    super(`it would be ${dryRun.wouldBe}`);
    this.dryRun = dryRun;
  }
}

/**
 * Sends mutations as dry runs: nothing is recorded of them. Rejects with {@link WouldBeDone} where a mutation would be done;
 * one that would be refused is refused, with every reason among the `errors` of its problem.
 */
export const dryRunning =
  (send: Send): Send =>
  async (request) => {
    if (request.method === 'GET') return send(request);
    const url = new URL(request.url);
    url.searchParams.set('dryRun', 'true');
    const response = await send(new Request(url, request));
    if (!response.ok) return response;
    // What the registry answers a dry run with, by its OpenAPI document.
    throw new WouldBeDone((await response.json()) as Schemas['DryRun']);
  };
