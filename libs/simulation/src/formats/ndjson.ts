import { canonicalJson } from '@policy-registry/kernel';

import type { ChangedTuple } from '../partial-view.ts';

/** One line of canonical JSON, with its newline: index, class, name and both outcomes of a tuple that changed. */
export const changedLine = (tuple: ChangedTuple): string => `${canonicalJson(tuple)}\n`;
