import { shownIn, type Proof } from './proof.ts';

/** Of the settings that let webhooks be delivered. */
export const WEBHOOK_PROOFS: readonly Proof[] = [
  ...shownIn('apps/simulation-runner/src/deliver/outgoing.int.spec.ts', [
    {
      programs: ['simulation-runner'],
      keys: ['WEBHOOK_PRIVATE_KEY_FILE'],
      test: 'is there with a key alone, and opens what was sealed to that',
    },
    {
      programs: ['simulation-runner'],
      keys: ['WEBHOOK_ALLOWED_NETWORKS'],
      test: 'leads into the networks that the settings name',
    },
    {
      programs: ['simulation-runner'],
      keys: ['WEBHOOK_PLAIN_HTTP'],
      test: 'leads over http where the settings say so',
    },
    {
      programs: ['simulation-runner'],
      keys: ['WEBHOOK_CA_FILE'],
      test: 'trusts the authorities of the file that the settings name',
    },
  ]),
  ...shownIn('test/webhooks.e2e.spec.ts', [
    {
      programs: ['gateway'],
      keys: ['WEBHOOK_PUBLIC_KEY_FILE'],
      test: 'shows the key that secrets are sealed to, where it has one',
    },
  ]),
];
