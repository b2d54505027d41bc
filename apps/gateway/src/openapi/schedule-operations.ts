import { changed, json, list, underWay, type Operation } from './answers.ts';

const fixed = {
  200: json('Environment', 'As it is now'),
  202: underWay('Environment', 'Confirmed by the first of two persons'),
};

/** The operations on promotions that are carried out at a time, by the names of their controller's methods. */
export const SCHEDULE_OPERATIONS: Readonly<Record<string, Operation>> = {
  listScheduledPromotions: {
    summary: 'Promotions that wait for their time or suspended themselves, in the order of their times',
    answers: list('ScheduledPromotion'),
  },
  schedulePromotion: {
    summary:
      'Fix a promotion that is carried out at a time, through the gates as they are by then; needs a person who signed in freshly, a reason and a ticket',
    answers: fixed,
    condition: 'optional',
  },
  resumeScheduledPromotion: {
    summary:
      'Fix a promotion that suspended itself anew, as everything is by now and for another time; needs what scheduling needs',
    answers: fixed,
    condition: 'optional',
  },
  cancelScheduledPromotion: {
    summary: 'Have nothing come of a scheduled promotion; needs a reason',
    answers: changed('Environment'),
    condition: 'optional',
  },
};
