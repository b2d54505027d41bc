import { reject } from '../rejection-codes.ts';
import type { Waiver, Waivers } from './state.ts';

export const waiverOf = (waivers: Waivers, waiverId: string): Waiver => {
  const waiver = waivers.find((one) => one.waiverId === waiverId);
  if (waiver === undefined) throw reject('WAIVER_UNKNOWN', `there is no waiver ${waiverId}`);
  return waiver;
};
