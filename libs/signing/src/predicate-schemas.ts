import { z } from 'zod';

import {
  ENVIRONMENT_BUNDLE_PREDICATE,
  EnvironmentBundlePredicate,
  PROMOTION_PREDICATE,
  PromotionPredicate,
  PUBLICATION_PREDICATE,
  PublicationPredicate,
  SIMULATION_RESULT_PREDICATE,
  SimulationResultPredicate,
} from './predicates.ts';

/** What a predicate of each of our types holds; other types are not ours to judge. */
export const PREDICATES: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  [SIMULATION_RESULT_PREDICATE, SimulationResultPredicate],
  [PUBLICATION_PREDICATE, PublicationPredicate],
  [ENVIRONMENT_BUNDLE_PREDICATE, EnvironmentBundlePredicate],
  [PROMOTION_PREDICATE, PromotionPredicate],
]);

/** The published JSON Schemas by file name in `docs/schemas`: `<name>-<version>.json`, as the type's address ends. */
export const predicateSchemaFiles = (): ReadonlyMap<string, string> =>
  new Map(
    [...PREDICATES].map(([type, schema]) => {
      const fileName = `${type.split('/').slice(-2).join('-')}.json`;
      return [fileName, `${JSON.stringify({ $id: type, ...z.toJSONSchema(schema) }, undefined, 2)}\n`];
    }),
  );
