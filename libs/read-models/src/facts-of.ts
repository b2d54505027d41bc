import type { AggregateType, FactShape, RecordedEvent } from '@policy-registry/kernel';

/**
 * The facts of an event of this aggregate type, parsed; none for other types. A fact that the schema does not
 * know stops the projection: rows folded from half a history would be wrong.
 */
export const factsOf = <Fact>(
  { event }: RecordedEvent,
  type: AggregateType,
  schema: { parse: (fact: FactShape) => Fact },
): readonly Fact[] => (event.aggregate.type === type ? event.facts.map((fact) => schema.parse(fact)) : []);
