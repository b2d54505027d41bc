import { describe, expect, it } from '@jest/globals';

import { folded, inStream } from './testing/history.ts';
import { lifeOf } from './testing/life.ts';

const rowsAfter = (events: number) =>
  folded(inStream(lifeOf('acme').slice(0, events))).rowsOf('acme', 'timer');
const indexOf = (type: string): number =>
  lifeOf('acme').findIndex(({ bytes }) => new TextDecoder().decode(bytes).includes(`"type":"${type}"`));

describe('timers', () => {
  it('are there from the event that set them, with what is to be sent, until another takes them back', () => {
    const requested = indexOf('SimulationRequested');
    const succeeded = indexOf('SimulationSucceeded');
    expect(rowsAfter(requested)).toStrictEqual([]);
    const endsBy = '2026-03-03T12:00:09.000Z';
    const row = {
      timer_id: 'simulation sim-1',
      due_at: endsBy,
      command_type: 'TimeOutSimulation',
      command_data: { simulationId: 'sim-1', endsBy },
    };
    expect(rowsAfter(requested + 1)).toMatchObject([row]);
    expect(rowsAfter(succeeded)).toMatchObject([row]);
    expect(rowsAfter(succeeded + 1)).toStrictEqual([]);
  });
});
