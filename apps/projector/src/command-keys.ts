import { readFile } from 'node:fs/promises';

import type { SigningProducer } from '@policy-registry/event-store';
import { parseFileContent } from '@policy-registry/platform';
import { z } from 'zod';

const Keys = z.array(z.string()).min(1);
const CommandKeys = z.strictObject({
  gateway: Keys,
  projector: Keys,
  runner: Keys,
}) satisfies z.ZodType<Record<SigningProducer, readonly string[]>>;

/** The public keys by which the registry knows its own services. */
export const readCommandKeys = async (file: string): Promise<z.infer<typeof CommandKeys>> =>
  CommandKeys.parse(parseFileContent('COMMAND_KEYS_FILE', await readFile(file, 'utf8')));
