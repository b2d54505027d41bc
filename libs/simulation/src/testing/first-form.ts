import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { SimulationInputs } from '../inputs.ts';

const Stored = z.object({
  tuples: z.int(),
  candidateRules: z.array(z.string()),
  inputs: z.string(),
  partials: z.array(z.string()),
  result: z.string(),
  resultDigest: z.string(),
});

const stored = Stored.parse(JSON.parse(readFileSync(new URL('./first-form.json', import.meta.url), 'utf8')));

/** A simulation as it was stored before sides named their engines: two partial results and what they reduced to. */
export const FIRST_FORM = { ...stored, inputs: SimulationInputs.parse(JSON.parse(stored.inputs)) };
