import { changed, json, underWay, type Operation } from './answers.ts';

const changeOfBinding = (summary: string): Operation => ({
  summary,
  answers: changed('Environment'),
  condition: 'optional',
});

/** The operations on what was promoted, by the names of their controller's methods. */
export const BINDING_OPERATIONS: Readonly<Record<string, Operation>> = {
  pauseCanary: changeOfBinding('Give everybody what is stable until the canary is continued; needs a reason'),
  continueCanary: {
    summary:
      'Go on with a canary: as it is, or for a larger percentage or as what is stable where no window is closed; needs a reason',
    answers: {
      200: json('Environment', 'As it is now'),
      202: underWay('Environment', 'Confirmed by the first of two persons'),
    },
    condition: 'optional',
  },
  abortCanary: changeOfBinding(
    'End a canary: everybody gets what is stable; or give up what is still being signed; needs a reason',
  ),
  rollBack: changeOfBinding(
    'Go back to a version that was stable here before, and end a canary; needs an incident and a reason',
  ),
};
