import { describe, expect, it } from '@jest/globals';

import {
  commandSubject,
  eventSubject,
  nudgeSubject,
  outcomeSubject,
  parseCommandSubject,
} from './subjects.ts';

describe('subjects', () => {
  it('name the tenant in a fixed place', () => {
    expect([
      commandSubject('gateway', 'acme', 'c1'),
      eventSubject({ tenant: 'acme', type: 'policy', id: 'web' }),
      outcomeSubject('acme', 'c1'),
      nudgeSubject('acme', 'c1'),
    ]).toStrictEqual([
      'registry.cmd.gateway.acme.c1',
      'registry.evt.acme.policy.web',
      'registry.out.acme.c1',
      'registry.nudge.acme.c1',
    ]);
  });

  it('of commands can be read back', () => {
    expect(parseCommandSubject('registry.cmd.runner.acme.c1')).toStrictEqual({
      producer: 'runner',
      tenant: 'acme',
      commandId: 'c1',
    });
  });

  it.each([
    '',
    'registry.cmd.gateway.acme',
    'registry.cmd.gateway.acme.c1.x',
    'registry.cmd.auditor.acme.c1',
    'registry.evt.gateway.acme.c1',
    'other.cmd.gateway.acme.c1',
  ])('%j is no command', (text) => expect(parseCommandSubject(text)).toBeUndefined());
});
