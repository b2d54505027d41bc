import { z } from 'zod';

/** Numbers that count from 0. There are several for each tuple: one loop over them is what a schema of each costs many times. */
export const positions = (max = Number.MAX_SAFE_INTEGER) =>
  z.custom<number[]>((value) => isPositions(value) && value.length <= max, 'no list of positions');

const isPositions = (value: unknown): value is number[] => {
  if (!Array.isArray(value)) return false;
  for (const position of value as readonly unknown[])
    if (typeof position !== 'number' || !Number.isSafeInteger(position) || position < 0) return false;
  return true;
};
