import { describe, expect, it } from '@jest/globals';

import { misspellings } from './misspellings.ts';

const KEYS = [
  'REQUESTS_AT_ONCE_MAX',
  'NATS_URL',
  'NATS_CREDS_FILE',
  'HTTP_PORT',
  'LOG_LEVEL',
  'OPA_URL',
  'TENANTS',
];

describe('a variable that a program does not know', () => {
  it.each([
    ['the first word of one of its keys', 'NATS_USER', 'NATS_USER is not a known key'],
    ['the word of what is insecure', 'INSECURE_TRUST', 'INSECURE_TRUST is not a known key'],
    ['swapped letters', 'HTTP_PROT', 'HTTP_PROT is not a known key: is HTTP_PORT meant?'],
    ['a missing letter', 'TENANS', 'TENANS is not a known key: is TENANTS meant?'],
    ['no underscore', 'LOGLEVEL', 'LOGLEVEL is not a known key: is LOG_LEVEL meant?'],
    ['small letters', 'nats_url', 'nats_url is not a known key: is NATS_URL meant?'],
  ])('is refused with %s', (_what, name, problem) => {
    expect(misspellings(KEYS, ['PATH', name])).toStrictEqual([problem]);
  });

  it('is told with all the others, in their order', () => {
    expect(misspellings(KEYS, ['OPA_UR', 'NATS_X', 'HTTP_POTR'])).toHaveLength(3);
    expect(misspellings(KEYS, ['OPA_TOKENS', 'NATS_X'])[0]).toMatch(/^NATS_X/);
  });

  // Of shells, Node.js, npm, CI systems, containers, Kubernetes, proxies and OpenTelemetry.
  it.each([
    'PATH HOME USER SHELL TERM LANG LC_ALL PWD OLDPWD SHLVL HOSTNAME TMPDIR TZ EDITOR MAIL LOGNAME _',
    'NODE_OPTIONS NODE_ENV NODE_EXTRA_CA_CERTS NODE_COMPILE_CACHE NPM_CONFIG_CACHE npm_lifecycle_event INIT_CWD',
    'HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy ALL_PROXY SSL_CERT_FILE SSL_CERT_DIR REQUESTS_CA_BUNDLE',
    'CI GITHUB_ACTIONS GITHUB_TOKEN GITLAB_CI RUNNER_OS BUILD_ID JENKINS_URL',
    'KUBERNETES_SERVICE_HOST KUBERNETES_PORT_443_TCP_ADDR NATS_SERVICE_HOST NATS_SERVICE_PORT_CLIENT NATS_PORT',
    'NATS_PORT_4222_TCP NATS_PORT_4222_TCP_PROTO OPA_PORT_8181_TCP_ADDR POD_NAME POD_NAMESPACE container',
    'OTEL_SERVICE_NAME OTEL_RESOURCE_ATTRIBUTES OTEL_TRACES_SAMPLER LOG_FORMAT INVOCATION_ID JOURNAL_STREAM',
    'AWS_REGION AWS_ACCESS_KEY_ID GOMEMLIMIT PGUSER PGHOST DATABASE_URL SSH_AUTH_SOCK XDG_RUNTIME_DIR',
  ])('is another program’s, and let be: %s', (names) => {
    expect(misspellings(KEYS, names.split(' '))).toStrictEqual([]);
  });

  it('is never a key of its own', () => expect(misspellings(KEYS, KEYS)).toStrictEqual([]));
});
