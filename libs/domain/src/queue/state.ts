import { PRIORITIES, type Priority } from '../simulation/events.ts';
import type { SimulationLimits } from '../tenant/state.ts';
import type { QueueFact } from './events.ts';

/** A simulation in its tenant's queue; a lower `arrival` came earlier. */
export type Place = {
  readonly simulationId: string;
  readonly priority: Priority;
  readonly arrival: number;
};

/** The batch simulations of a tenant that are not over. */
export type Queue = {
  readonly running: readonly Place[];
  /** In order of arrival. */
  readonly waiting: readonly Place[];
  readonly arrivals: number;
};

export const initialState: Queue = { running: [], waiting: [], arrivals: 0 };

export const evolve = (queue: Queue, { type, data }: QueueFact): Queue => {
  const { simulationId } = data;
  const others = (places: readonly Place[]) => places.filter((place) => place.simulationId !== simulationId);
  switch (type) {
    case 'SimulationEnqueued': {
      const arrival = queue.arrivals + 1;
      const waiting = [...queue.waiting, { simulationId, priority: data.priority, arrival }];
      return { ...queue, waiting, arrivals: arrival };
    }
    case 'SimulationAdmitted': {
      const place = queue.waiting.find((waiting) => waiting.simulationId === simulationId);
      if (place === undefined) return queue;
      return { ...queue, running: [...queue.running, place], waiting: others(queue.waiting) };
    }
    case 'SimulationLeft':
      return { ...queue, running: others(queue.running), waiting: others(queue.waiting) };
    case 'SimulationTurnedAway':
      return queue;
  }
};

export const isIn = ({ running, waiting }: Queue, simulationId: string): boolean =>
  [...running, ...waiting].some((place) => place.simulationId === simulationId);

/** Whether one more could neither run nor wait. */
export const isFull = ({ running, waiting }: Queue, { runningMax, waitingMax }: SimulationLimits): boolean =>
  running.length + waiting.length >= runningMax + waitingMax;

/** The more urgent first, then whoever came earlier. */
export const byUrgency = (a: Place, b: Place): number =>
  PRIORITIES.indexOf(b.priority) - PRIORITIES.indexOf(a.priority) || a.arrival - b.arrival;

/** Those of the waiting that may run now. */
export const admissible = (
  { running, waiting }: Queue,
  { runningMax }: Pick<SimulationLimits, 'runningMax'>,
): readonly Place[] => waiting.toSorted(byUrgency).slice(0, Math.max(0, runningMax - running.length));
