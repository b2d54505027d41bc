import { expect, it } from '@jest/globals';

import { postgresReadModelStore } from './read-model-store.ts';
import { databaseSuite } from './testing/database-suite.ts';
import { timerStoreContract } from './testing/timer-store-contract.ts';
import { postgresTimerStore } from './timer-store.ts';

databaseSuite('timers in PostgreSQL', (database) => {
  timerStoreContract('postgresTimerStore', async () => {
    const projector = await database().as('registry_projector');
    return { rows: postgresReadModelStore(projector), store: postgresTimerStore(projector) };
  });

  it('lets one process at a time look at timers', async () => {
    const here = postgresTimerStore(await database().as('registry_projector'));
    const there = postgresTimerStore(await database().as('registry_projector'));
    const answers: boolean[] = [];
    const isDone = await here.turn(async () => {
      answers.push(await there.turn(async () => undefined));
    });
    answers.push(isDone, await there.turn(async () => undefined));
    expect(answers).toStrictEqual([false, true, true]);
  });
});
