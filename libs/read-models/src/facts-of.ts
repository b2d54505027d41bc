import { FactUnknown } from '@policy-registry/domain';
import type { AggregateType, FactShape, RecordedEvent } from '@policy-registry/kernel';

/**
 * The facts of an event of this aggregate type, parsed; none for other types. A fact that the schema does not
 * know stops the projection, as a {@link FactUnknown}: rows folded from half a history would be wrong.
 */
export const factsOf = <Fact>(
  { seq, event }: RecordedEvent,
  type: AggregateType,
  schema: { safeParse: (fact: FactShape) => Parsed<Fact> },
): readonly Fact[] => {
  if (event.aggregate.type !== type) return [];
  return event.facts.map((fact) => {
    const parsed = schema.safeParse(fact);
    if (parsed.success) return parsed.data;
    throw new FactUnknown(`event ${seq}: ${type} has no fact ${fact.type} of this shape`, {
      cause: parsed.error,
    });
  });
};

type Parsed<Fact> =
  { readonly success: true; readonly data: Fact } | { readonly success: false; readonly error: Error };
