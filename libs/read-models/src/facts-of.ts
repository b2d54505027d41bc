import { FactUnknown } from '@policy-registry/domain';
import type { AggregateType, FactShape, RecordedEvent } from '@policy-registry/kernel';

type FactSchema<Fact> = { safeParse: (fact: FactShape) => Parsed<Fact> };
type Parsed<Fact> =
  { readonly success: true; readonly data: Fact } | { readonly success: false; readonly error: Error };

/** Several read models fold the same event: its facts are parsed for the first of them alone. */
const known = new WeakMap<
  RecordedEvent['event'],
  { readonly schema: object; readonly facts: readonly unknown[] }
>();

/**
 * The facts of an event of this aggregate type, parsed; none for other types. A fact that the schema does not
 * know stops the projection, as a {@link FactUnknown}: rows folded from half a history would be wrong.
 */
export const factsOf = <Fact>(
  { seq, event }: RecordedEvent,
  type: AggregateType,
  schema: FactSchema<Fact>,
): readonly Fact[] => {
  if (event.aggregate.type !== type) return [];
  const before = known.get(event);
  // They came out of this very schema.
  if (before?.schema === schema) return before.facts as readonly Fact[];
  const facts = event.facts.map((fact) => {
    const parsed = schema.safeParse(fact);
    if (parsed.success) return parsed.data;
    throw new FactUnknown(`event ${seq}: ${type} has no fact ${fact.type} of this shape`, {
      cause: parsed.error,
    });
  });
  known.set(event, { schema, facts });
  return facts;
};
