import { json, list, type Operation } from './answers.ts';

/** The operations on consumers of bundles, by the names of their controller's methods. */
export const CONSUMER_OPERATIONS: Readonly<Record<string, Operation>> = {
  reportHeartbeat: {
    summary:
      'Say which bundle a consumer runs, from time to time; for programs. The first that says so of a consumer is the only one that may',
    answers: { 200: json('HeartbeatAnswer', 'Taken; and whether that is the newest bundle') },
  },
  listConsumers: {
    summary: 'Who runs which bundle of an environment, bytewise by their ids',
    answers: list('Consumer'),
  },
};
