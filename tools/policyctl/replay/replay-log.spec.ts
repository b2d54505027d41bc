import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { expect, it } from '@jest/globals';

import { startReplay } from './replay-log.ts';
import { constructedLog, TENANT } from './testing/constructed-log.ts';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

it('a replay holds no message that it has taken, whether it counts or not', async () => {
  const replay = startReplay();
  const taken = constructedLog(['pay-gate', 'web-gate'], 50).map((message) => {
    replay.take(message);
    return new WeakRef(message.bytes);
  });
  // What a weak reference points to stays until the end of the job that made it.
  await turn();
  if (typeof collect === 'function') collect();
  expect(taken.filter((bytes) => bytes.deref() !== undefined)).toHaveLength(0);
  expect(replay.tallyOf(TENANT)).toStrictEqual({ accepted: 100, losers: 100, foreign: 0 });
});
