/** Where it is shown that settings change what their programs do, or that a flag of a tenant does. */
export type Proof = {
  readonly programs: readonly string[];
  readonly keys: readonly string[];
  readonly spec: string;
  /** The name of the test in it. */
  readonly test: string;
  /** The file that sets the key for the spec, where that does not do so itself. */
  readonly setBy?: string;
};

const SETTINGS = 'test/settings.e2e.spec.ts';
const MIGRATE = 'test/migrate.e2e.spec.ts';
const AUTHENTICATION = 'apps/gateway/src/authentication.int.spec.ts';
const ADMISSION = 'apps/gateway/src/admission/admission.spec.ts';
const ENGINES = 'apps/simulation-runner/src/engines.int.spec.ts';
const ENGINE = 'apps/policy-engine/src/settings.int.spec.ts';
const POLICYCTL = 'test/policyctl-local.e2e.spec.ts';

const GATEWAY = ['gateway'];
const PROJECTOR = ['projector'];
const RUNNER = ['simulation-runner'];
const TRIO = [...GATEWAY, ...PROJECTOR, ...RUNNER];

/** Each key of each program once: tools/configuration.spec.ts asks for it. A new key comes with its test and a line here. */
export const PROOFS: readonly Proof[] = [
  {
    programs: TRIO,
    keys: ['INSTANCE_NAME', 'HTTP_HOST', 'HTTP_PORT'],
    spec: SETTINGS,
    test: 'listens where it is told to, and calls itself what it is called',
  },
  { programs: TRIO, keys: ['LOG_LEVEL'], spec: SETTINGS, test: 'says no more than its level' },
  {
    programs: TRIO,
    keys: ['NATS_URL', 'NATS_CREDS_FILE'],
    spec: SETTINGS,
    test: 'goes to the broker of its address with the credentials of its file, and to no other',
  },
  {
    programs: TRIO,
    keys: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    spec: 'test/telemetry.e2e.spec.ts',
    test: 'goes from the client through all three processes, and every span has its parent in it',
  },
  {
    programs: TRIO,
    keys: ['INSECURE_FAULT_FILE'],
    spec: 'test/processes/processes.e2e.spec.ts',
    test: 'lose nothing and do nothing twice, and the rest goes on',
    setBy: 'tools/stack/apps.ts',
  },
  {
    programs: [...GATEWAY, ...PROJECTOR],
    keys: ['DATABASE_URL'],
    spec: SETTINGS,
    test: 'goes to the one of its address under the role of that',
  },
  {
    programs: [...GATEWAY, ...PROJECTOR],
    keys: ['DATABASE_CONNECTIONS_MAX'],
    spec: SETTINGS,
    test: 'takes as many connections as it is told to, and no more',
  },
  {
    programs: [...GATEWAY, ...PROJECTOR],
    keys: ['TEXT_KEY_FILE'],
    spec: SETTINGS,
    test: 'opens the tenants of the seed, and has its texts under the key of the file',
  },
  {
    programs: PROJECTOR,
    keys: ['SEED_FILE'],
    spec: SETTINGS,
    test: 'opens the tenants of the seed, and has its texts under the key of the file',
  },
  {
    programs: PROJECTOR,
    keys: ['COMMAND_KEYS_FILE'],
    spec: SETTINGS,
    test: 'decides what the services of its file have signed, and nothing else',
  },
  {
    programs: PROJECTOR,
    keys: ['DECISIONS_CONCURRENT_MAX'],
    spec: SETTINGS,
    test: 'decides as many commands at once as it is told to',
  },
  { programs: GATEWAY, keys: ['TRUST_FILE'], spec: SETTINGS, test: 'shows the trust of the file' },
  {
    programs: GATEWAY,
    keys: ['TRUSTED_PROXIES'],
    spec: SETTINGS,
    test: 'believes the forwarding headers of the proxies that it is told of, and of nobody else',
  },
  {
    programs: GATEWAY,
    keys: ['CONNECTIONS_MAX'],
    spec: SETTINGS,
    test: 'holds as many connections as it is told to',
  },
  {
    programs: GATEWAY,
    keys: ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_CLIENTS'],
    spec: AUTHENTICATION,
    test: 'lets in only whom the configured issuer, audience and clients name',
  },
  {
    programs: GATEWAY,
    keys: ['OIDC_JWKS_URL', 'OIDC_JWKS_FILE'],
    spec: AUTHENTICATION,
    test: 'is judged by the keys of the configured file, address or discovery document',
  },
  {
    programs: GATEWAY,
    keys: ['PUBLIC_URL'],
    spec: AUTHENTICATION,
    test: 'that is bound to a key needs a proof for the configured public address',
  },
  {
    programs: GATEWAY,
    keys: ['DPOP_REQUIRED'],
    spec: AUTHENTICATION,
    test: 'that is bound to no key is refused where a deployment takes bound ones alone',
  },
  {
    programs: GATEWAY,
    keys: ['INSECURE_DEV_ISSUER'],
    spec: 'apps/gateway/src/config.spec.ts',
    test: 'takes a development issuer on this machine where the flag says so',
  },
  {
    programs: GATEWAY,
    keys: ['RATE_ADDRESS_REQUESTS'],
    spec: ADMISSION,
    test: 'limit an address, but for what is given back',
  },
  {
    programs: GATEWAY,
    keys: ['RATE_TENANT_READS', 'RATE_TENANT_COMMANDS', 'RATE_PRINCIPAL_READS', 'RATE_PRINCIPAL_COMMANDS'],
    spec: ADMISSION,
    test: 'are each what its key says',
  },
  {
    programs: GATEWAY,
    keys: ['RATE_TENANT_UPLOAD_BYTES'],
    spec: ADMISSION,
    test: 'let an upload begin while the bytes of earlier ones are not above the quota',
  },
  {
    programs: GATEWAY,
    keys: ['REQUESTS_AT_ONCE_MAX'],
    spec: ADMISSION,
    test: 'are those of the gateway first: no caller is blamed for it',
  },
  {
    programs: GATEWAY,
    keys: ['REQUESTS_AT_ONCE_TENANT_MAX'],
    spec: ADMISSION,
    test: 'leave room to other tenants',
  },
  {
    programs: GATEWAY,
    keys: [
      'UPLOADS_AT_ONCE_MAX',
      'UPLOADS_AT_ONCE_TENANT_MAX',
      'EVENT_STREAMS_MAX',
      'EVENT_STREAMS_TENANT_MAX',
      'EVENT_STREAMS_PRINCIPAL_MAX',
    ],
    spec: ADMISSION,
    test: 'of uploads and streams are others',
  },
  {
    programs: RUNNER,
    keys: ['EVIDENCE_KEY_DIR'],
    spec: SETTINGS,
    test: 'signs with the keys of the folder',
  },
  {
    programs: RUNNER,
    keys: ['POLICY_ENGINE_URLS'],
    spec: ENGINES,
    test: 'are those that are named besides, each by its own build',
  },
  {
    programs: RUNNER,
    keys: ['POLICY_ENGINE_TOKENS'],
    spec: ENGINES,
    test: 'send each engine its own token, and one without a token none',
  },
  {
    programs: RUNNER,
    keys: ['POLICY_ENGINE_DEFAULT'],
    spec: ENGINES,
    test: 'begin with the one that is to be the default',
  },
  {
    programs: RUNNER,
    keys: ['OPA_URL', 'OPA_TOKEN'],
    spec: ENGINES,
    test: 'send OPA its token, and none where there is none',
  },
  {
    programs: RUNNER,
    keys: ['POLICY_ENGINE_ANSWER_MS'],
    spec: 'test/engine-faults.e2e.spec.ts',
    test: 'is asked again where it is late, and fails the shards alone that it answers wrongly or never',
  },
  {
    programs: ['policy-engine'],
    keys: ['INSTANCE_NAME', 'HTTP_HOST', 'HTTP_PORT'],
    spec: ENGINE,
    test: 'listens where it is told to, and calls itself what it is called',
  },
  { programs: ['policy-engine'], keys: ['LOG_LEVEL'], spec: ENGINE, test: 'says no more than its level' },
  {
    programs: ['policy-engine'],
    keys: ['POLICY_ENGINE_TOKEN'],
    spec: ENGINE,
    test: 'asks for the token that it is given, and for none otherwise',
  },
  {
    programs: ['policy-engine'],
    keys: ['POLICY_ENGINE_BUILD_LABEL'],
    spec: ENGINES,
    test: 'are those that are named besides, each by its own build',
  },
  {
    programs: ['migrate'],
    keys: ['DATABASE_ADMIN_URL', 'NATS_URL', 'NATS_CREDS_FILE', 'NATS_KEEPERS_DIR'],
    spec: MIGRATE,
    test: 'works on the servers and with the credentials that it is told of, and on no others',
  },
  {
    programs: ['migrate'],
    keys: ['DATABASE_OWNER_PASSWORD', 'DATABASE_PROJECTOR_PASSWORD', 'DATABASE_GATEWAY_PASSWORD'],
    spec: MIGRATE,
    test: 'gives each role the password that it is told',
  },
  {
    programs: ['migrate'],
    keys: ['TENANTS', 'TENANT_BLOB_BYTES_MAX'],
    spec: MIGRATE,
    test: 'makes the buckets of its tenants, as large as it is told, and of no others',
  },
  {
    programs: ['migrate'],
    keys: ['NATS_REPLICAS'],
    spec: MIGRATE,
    test: 'asks for as many replicas as it is told, which one server has not',
  },
  {
    programs: ['migrate'],
    keys: ['NATS_DUPLICATE_WINDOW_MS'],
    spec: 'test/idempotency.e2e.spec.ts',
    test: 'still have one effect when the broker has forgotten the first',
    setBy: 'tools/stack/migrate.ts',
  },
  {
    programs: ['policyctl'],
    keys: ['POLICYCTL_TENANT', 'POLICYCTL_AS', 'POLICYCTL_DPOP', 'POLICYCTL_HOME'],
    spec: POLICYCTL,
    test: 'it acts as whom and in which tenant its variables say, and keeps that where they say',
  },
  {
    programs: ['policyctl'],
    keys: ['POLICYCTL_URL', 'POLICYCTL_TOKEN'],
    spec: POLICYCTL,
    test: 'it asks the gateway that its variables name, with the token and for the tenant that they say',
  },
  {
    programs: ['policyctl'],
    keys: ['POLICYCTL_STACK'],
    spec: POLICYCTL,
    test: 'a variable describes the stack as well',
  },
  {
    programs: ['policyctl'],
    keys: [
      'POLICYCTL_ISSUER',
      'POLICYCTL_NATS_URL',
      'POLICYCTL_NATS_CREDS_FILE',
      'POLICYCTL_NATS_ADMIN_CREDS_FILE',
      'POLICYCTL_DATABASE_OWNER_URL',
      'POLICYCTL_BROKER_KEYS',
    ],
    spec: POLICYCTL,
    test: '%j goes where its variable says, with %j to nothing',
  },
  {
    programs: ['tenant'],
    keys: ['quickSimulations'],
    spec: 'libs/domain/src/simulation/simulation.spec.ts',
    test: 'is refused a quick one where the tenant has switched them off, and a batch one never',
  },
  {
    programs: ['tenant'],
    keys: ['regressionTests'],
    spec: 'libs/domain/src/workspace/regression.spec.ts',
    test: 'are none where the tenant has switched them off',
  },
];
