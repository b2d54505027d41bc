import { sha256OfFields } from '@policy-registry/kernel';

const FIRST_DELAY_MS = 5_000;
const GROWTH = 4;
const DELAY_MAX_MS = 6 * 3_600_000;
export const ATTEMPTS_DEFAULT = 10;

/**
 * How long the next attempt waits after the `failures`th failed one in a row. Between half of the step and the whole,
 * by the id: deliveries that failed together do not come back together, and a replay of the log says the same.
 */
export const delayMsOf = (deliveryId: string, failures: number): number => {
  const step = Math.min(FIRST_DELAY_MS * GROWTH ** (failures - 1), DELAY_MAX_MS);
  const [high = 0, low = 0] = sha256OfFields('delivery', deliveryId, String(failures));
  return Math.round(step * (0.5 + (high * 256 + low) / 65_536 / 2));
};
