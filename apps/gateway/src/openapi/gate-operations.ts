import { changed, json, one, underWay, type Operation } from './answers.ts';

/** The operations on what promotions have to pass, and on those that go past it, by the names of their controllers' methods. */
export const GATE_OPERATIONS: Readonly<Record<string, Operation>> = {
  getGates: {
    summary: 'The gates of an environment, with the version of it that If-Match names',
    answers: one('EnvironmentGates'),
  },
  setGates: {
    summary: 'Set what a promotion has to pass, as a whole; needs a reason',
    answers: changed('EnvironmentGates'),
    condition: 'required',
  },
  approvePromotion: {
    summary:
      'Agree to a promotion as it would be made now: of the version, under the gates in force, over what is stable, by the simulation that they judge by',
    answers: changed('Environment'),
    condition: 'optional',
  },
  breakGlass: {
    summary:
      'Promote past the gates because of an incident, for some hours unless somebody else agrees; needs a person who signed in freshly and has no hand in the version, a reason and a ticket',
    answers: {
      200: json('Environment', 'As it is now'),
      202: underWay('Environment', 'Being signed'),
    },
    condition: 'optional',
  },
  reviewBreakGlass: {
    summary: 'Say of a promotion past the gates that it stays, or have what was stable before bound again',
    answers: changed('Environment'),
    condition: 'optional',
  },
};
