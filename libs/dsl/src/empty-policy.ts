import { sha256Hex } from '@policy-registry/kernel';

import { irBytes } from './ir.ts';
import { LANGUAGE } from './language.ts';

/**
 * The policy without rules: every finding gets `default_status` and its input severity. The base of a
 * simulation that has no other.
 */
export const EMPTY_POLICY_IR: Uint8Array = irBytes({
  name: 'empty',
  syntax: LANGUAGE,
  metadata: {},
  settings: { shadow: false, default_status: 'affected', signals: {}, env: {} },
  rules: [],
});

export const EMPTY_POLICY_DIGEST = sha256Hex(EMPTY_POLICY_IR);
