import type { Broker } from './broker.ts';
import { at, jsonOf, listAt, numberAt, textAt } from './json.ts';

/** Every fact of one simulation. */
export const factsOf = async (
  broker: Broker,
  tenant: string,
  simulationId: string,
): Promise<readonly unknown[]> =>
  (await eventsOf(broker, tenant, simulationId)).flatMap(({ facts }) => facts);

/** The data of its facts of one type. */
export const dataOfFacts = async (
  broker: Broker,
  {
    tenant,
    simulationId,
    type,
  }: { readonly tenant: string; readonly simulationId: string; readonly type: string },
): Promise<readonly unknown[]> =>
  (await factsOf(broker, tenant, simulationId))
    .filter((fact) => at(fact, 'type') === type)
    .map((fact) => at(fact, 'data'));

/** Its events, with their sequences in the stream. */
export const eventsOf = async ({ connection }: Broker, tenant: string, simulationId: string) => {
  const events: { readonly seq: number; readonly facts: readonly unknown[] }[] = [];
  for (let after = 0; ;) {
    const query = { seq: after + 1, next_by_subj: `registry.evt.${tenant}.simulation.${simulationId}` };
    const answer = await connection.request('$JS.API.STREAM.MSG.GET.EVENTS', JSON.stringify(query));
    const message = at(answer.json(), 'message');
    if (message === undefined) return events;
    after = numberAt(message, 'seq');
    const text = Buffer.from(textAt(message, 'data'), 'base64').toString('utf8');
    events.push({ seq: after, facts: listAt(jsonOf(text), 'facts') });
  }
};
