import { personas } from '../dev-issuer/personas.ts';
import type { StackDescription } from './description.ts';

const NAME_WIDTH = 7;
const ROLE_WIDTH = 10;

/** What an operator sees of servers without applications. */
export const serversWelcome = ({ folder, nats, programs }: StackDescription): string =>
  [
    '',
    'The servers of a policy registry are running, set up and without applications',
    '',
    `  broker     ${nats.url}`,
    `  servers    ${programs.map(({ name }) => name).join(', ')}`,
    `  kept in    ${folder}`,
    '',
    '  stop with Ctrl-C, then start everything: npm start',
    '',
  ].join('\n');

/** What somebody sees who has just started a registry: where it is, who they can be, and one command to try. */
export const welcome = (stack: StackDescription): string => {
  const [tenant = ''] = stack.tenants;
  const people = [...personas].map(
    ([name, { role, scopes }]) =>
      `    ${name.padEnd(NAME_WIDTH)}${role.padEnd(ROLE_WIDTH)}${scopes.join(' ')}`,
  );
  return [
    '',
    'Policy Registry is running (development set-up: generated keys, an issuer that asks no password)',
    '',
    `  gateway    ${stack.gatewayUrl}/api/v1`,
    `  projector  ${stack.projectorUrl}`,
    `  runners    ${stack.runnerUrls.join('  ')}`,
    `  issuer     ${stack.issuerUrl}`,
    `  broker     ${stack.nats.url}`,
    ...(stack.objectStore === undefined ? [] : [`  blobs      ${stack.objectStore['S3_ENDPOINT']} (S3)`]),
    `  trust      ${stack.trustFile}`,
    `  kept in    ${stack.folder} (npm run reset deletes it)`,
    '',
    `  personas, in each of the tenants ${stack.tenants.join(' and ')}:`,
    ...people,
    '',
    '  try, as alice:',
    '',
    ...firstRequest(stack, tenant).map((line) => `    ${line}`),
    '',
    '  the guided run, on a stack of its own: npm run demo',
    '  stop with Ctrl-C',
    '',
  ].join('\n');
};

// Tokens live for minutes, so the command fetches its own: it works whenever it is pasted.
const firstRequest = ({ gatewayUrl, issuerUrl }: StackDescription, tenant: string): readonly string[] => [
  `curl -s ${gatewayUrl}/api/v1/policies -H 'X-Stella-Tenant: ${tenant}' -H "Authorization: Bearer $(`,
  `  curl -s ${issuerUrl}/token -H 'content-type: application/json' -d '{"persona":"alice","tenant":"${tenant}"}' |`,
  `  sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')"`,
];
