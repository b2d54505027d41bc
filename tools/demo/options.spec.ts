import { describe, expect, it } from '@jest/globals';

import { KILLS, readOptions } from './options.ts';

describe('the options of the guided run', () => {
  it('have defaults', () => {
    expect(readOptions([])).toStrictEqual({
      runners: 3,
      json: false,
      keep: false,
      store: 'jetstream',
    });
  });

  it('name what is damaged and where a program is killed', () => {
    const args = [
      '--json',
      ...['--runners', '1', '--store', 's3'],
      '--sabotage',
      'event',
      '--kill',
      'runner@after-sign-before-put',
    ];
    expect(readOptions(args)).toStrictEqual({
      runners: 1,
      json: true,
      keep: false,
      store: 's3',
      sabotage: 'event',
      kill: 'runner@after-sign-before-put',
    });
  });

  it('know each point at which a program can be killed', () => {
    for (const kill of Object.keys(KILLS)) expect(readOptions(['--kill', kill]).kill).toBe(kill);
  });
});
