import { describe, expect, it } from '@jest/globals';

import { runCommandId } from './scheduler.ts';

describe('the id of a run in its subject', () => {
  it('is base32 of the hash of tenant and run, each after its length in bytes', () => {
    expect(runCommandId('acme', 'nightly/1')).toBe('5mdww4u5l3yqtr3ksdzicnz4svbspmygoiwpmr24o4n2zmibmzoa');
    expect(runCommandId('acmé', 'ü')).toBe('ki43urur4nglypgcloebyxn453ylj3axhfucyxcz2j74apwyalra');
  });

  it('does not let tenant and run flow into each other', () => {
    expect(runCommandId('acme', '1')).not.toBe(runCommandId('acme1', ''));
  });
});
