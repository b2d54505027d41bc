import { shownIn, type Proof } from './proof.ts';
import { WEBHOOK_PROOFS } from './webhook-proofs.ts';

const GATEWAY = ['gateway'];
const PROJECTOR = ['projector'];
const RUNNER = ['simulation-runner'];
const TRIO = [...GATEWAY, ...PROJECTOR, ...RUNNER];
const ENGINE = ['policy-engine'];
const MIGRATE = ['migrate'];
const POLICYCTL = ['policyctl'];
const TENANT = ['tenant'];
const AT_S3 = ['S3_ENDPOINT', 'S3_REGION', 'S3_CREDENTIALS_FILE'];

/** Each key of each program once: tools/configuration.spec.ts asks for it. A new key comes with its test and a line here. */
export const PROOFS: readonly Proof[] = [
  ...shownIn('test/settings.e2e.spec.ts', [
    {
      programs: TRIO,
      keys: ['INSTANCE_NAME', 'HTTP_HOST', 'HTTP_PORT'],
      test: 'listens where it is told to, and calls itself what it is called',
    },
    { programs: TRIO, keys: ['LOG_LEVEL'], test: 'says no more than its level' },
    {
      programs: TRIO,
      keys: ['NATS_URL', 'NATS_CREDS_FILE'],
      test: 'goes to the broker of its address with the credentials of its file, and to no other',
    },
    {
      programs: [...GATEWAY, ...PROJECTOR],
      keys: ['DATABASE_URL'],
      test: 'goes to the one of its address under the role of that',
    },
    {
      programs: [...GATEWAY, ...PROJECTOR],
      keys: ['DATABASE_CONNECTIONS_MAX'],
      test: 'takes as many connections as it is told to, and no more',
    },
    {
      programs: [...GATEWAY, ...PROJECTOR],
      keys: ['TEXT_KEY_FILE'],
      test: 'opens the tenants of the seed, and has its texts under the key of the file',
    },
    {
      programs: PROJECTOR,
      keys: ['SEED_FILE'],
      test: 'opens the tenants of the seed, and has its texts under the key of the file',
    },
    {
      programs: PROJECTOR,
      keys: ['COMMAND_KEYS_FILE'],
      test: 'decides what the services of its file have signed, and nothing else',
    },
    {
      programs: PROJECTOR,
      keys: ['DECISIONS_CONCURRENT_MAX'],
      test: 'decides as many commands at once as it is told to',
    },
    { programs: GATEWAY, keys: ['TRUST_FILE'], test: 'shows the trust of the file' },
    {
      programs: GATEWAY,
      keys: ['TRUSTED_PROXIES'],
      test: 'believes the forwarding headers of the proxies that it is told of, and of nobody else',
    },
    { programs: GATEWAY, keys: ['CONNECTIONS_MAX'], test: 'holds as many connections as it is told to' },
    { programs: RUNNER, keys: ['EVIDENCE_KEY_DIR'], test: 'signs with the keys of the folder' },
  ]),
  ...WEBHOOK_PROOFS,
  ...shownIn('test/telemetry.e2e.spec.ts', [
    {
      programs: TRIO,
      keys: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
      test: 'goes from the client through all three processes, and every span has its parent in it',
    },
  ]),
  ...shownIn('test/processes/processes.e2e.spec.ts', [
    {
      programs: TRIO,
      keys: ['INSECURE_FAULT_FILE'],
      test: 'lose nothing and do nothing twice, and the rest goes on',
      setBy: 'tools/stack/apps.ts',
    },
  ]),
  ...shownIn('apps/gateway/src/authentication.int.spec.ts', [
    {
      programs: GATEWAY,
      keys: ['OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_CLIENTS'],
      test: 'lets in only whom the configured issuer, audience and clients name',
    },
    {
      programs: GATEWAY,
      keys: ['OIDC_JWKS_URL', 'OIDC_JWKS_FILE'],
      test: 'is judged by the keys of the configured file, address or discovery document',
    },
    {
      programs: GATEWAY,
      keys: ['PUBLIC_URL'],
      test: 'that is bound to a key needs a proof for the configured public address',
    },
    {
      programs: GATEWAY,
      keys: ['DPOP_REQUIRED'],
      test: 'that is bound to no key is refused where a deployment takes bound ones alone',
    },
  ]),
  ...shownIn('apps/gateway/src/config.spec.ts', [
    {
      programs: GATEWAY,
      keys: ['INSECURE_DEV_ISSUER'],
      test: 'takes a development issuer on this machine where the flag says so',
    },
  ]),
  ...shownIn('apps/gateway/src/admission/admission.spec.ts', [
    {
      programs: GATEWAY,
      keys: ['RATE_ADDRESS_REQUESTS'],
      test: 'limit an address, but for what is given back',
    },
    {
      programs: GATEWAY,
      keys: ['RATE_TENANT_READS', 'RATE_TENANT_COMMANDS', 'RATE_PRINCIPAL_READS', 'RATE_PRINCIPAL_COMMANDS'],
      test: 'are each what its key says',
    },
    {
      programs: GATEWAY,
      keys: ['RATE_TENANT_UPLOAD_BYTES'],
      test: 'let an upload begin while the bytes of earlier ones are not above the quota',
    },
    {
      programs: GATEWAY,
      keys: ['REQUESTS_AT_ONCE_MAX'],
      test: 'are those of the gateway first: no caller is blamed for it',
    },
    { programs: GATEWAY, keys: ['REQUESTS_AT_ONCE_TENANT_MAX'], test: 'leave room to other tenants' },
    {
      programs: GATEWAY,
      keys: [
        'UPLOADS_AT_ONCE_MAX',
        'UPLOADS_AT_ONCE_TENANT_MAX',
        'EVENT_STREAMS_MAX',
        'EVENT_STREAMS_TENANT_MAX',
        'EVENT_STREAMS_PRINCIPAL_MAX',
      ],
      test: 'of uploads and streams are others',
    },
  ]),
  ...shownIn('apps/simulation-runner/src/engines.int.spec.ts', [
    {
      programs: RUNNER,
      keys: ['POLICY_ENGINE_URLS'],
      test: 'are those that are named besides, each by its own build',
    },
    {
      programs: RUNNER,
      keys: ['POLICY_ENGINE_TOKENS'],
      test: 'send each engine its own token, and one without a token none',
    },
    {
      programs: RUNNER,
      keys: ['POLICY_ENGINE_DEFAULT'],
      test: 'begin with the one that is to be the default',
    },
    {
      programs: RUNNER,
      keys: ['OPA_URL', 'OPA_TOKEN'],
      test: 'send OPA its token, and none where there is none',
    },
    {
      programs: ENGINE,
      keys: ['POLICY_ENGINE_BUILD_LABEL'],
      test: 'are those that are named besides, each by its own build',
    },
  ]),
  ...shownIn('test/engine-faults.e2e.spec.ts', [
    {
      programs: RUNNER,
      keys: ['POLICY_ENGINE_ANSWER_MS'],
      test: 'is asked again where it is late, and fails the shards alone that it answers wrongly or never',
    },
  ]),
  ...shownIn('apps/policy-engine/src/settings.int.spec.ts', [
    {
      programs: ENGINE,
      keys: ['INSTANCE_NAME', 'HTTP_HOST', 'HTTP_PORT'],
      test: 'listens where it is told to, and calls itself what it is called',
    },
    { programs: ENGINE, keys: ['LOG_LEVEL'], test: 'says no more than its level' },
    {
      programs: ENGINE,
      keys: ['POLICY_ENGINE_TOKEN'],
      test: 'asks for the token that it is given, and for none otherwise',
    },
  ]),
  ...shownIn('test/migrate.e2e.spec.ts', [
    {
      programs: MIGRATE,
      keys: ['DATABASE_ADMIN_URL', 'NATS_URL', 'NATS_CREDS_FILE', 'NATS_KEEPERS_DIR'],
      test: 'works on the servers and with the credentials that it is told of, and on no others',
    },
    {
      programs: MIGRATE,
      keys: ['DATABASE_OWNER_PASSWORD', 'DATABASE_PROJECTOR_PASSWORD', 'DATABASE_GATEWAY_PASSWORD'],
      test: 'gives each role the password that it is told',
    },
    {
      programs: MIGRATE,
      keys: ['TENANTS', 'TENANT_BLOB_BYTES_MAX'],
      test: 'makes the buckets of its tenants, as large as it is told, and of no others',
    },
    {
      programs: MIGRATE,
      keys: ['NATS_REPLICAS'],
      test: 'asks for as many replicas as it is told, which one server has not',
    },
  ]),
  ...shownIn('libs/object-store/src/open-blob-store.int.spec.ts', [
    {
      programs: [...GATEWAY, ...RUNNER],
      keys: ['OBJECT_STORE', 'S3_BUCKET_PREFIX'],
      test: 'is where they say: with %j in %s',
    },
    {
      programs: [...GATEWAY, ...RUNNER],
      keys: AT_S3,
      test: 'is at the service of its address, under its region and with the keys of its file',
    },
    {
      programs: [...GATEWAY, ...RUNNER],
      keys: ['S3_RETENTION_DAYS'],
      test: 'keeps what is put for as many days as they say, and says so',
    },
  ]),
  ...shownIn('test/object-store.e2e.spec.ts', [
    {
      programs: MIGRATE,
      keys: ['OBJECT_STORE', ...AT_S3, 'S3_BUCKET_PREFIX', 'S3_RETENTION_DAYS', 'S3_BUCKET_POLICY_FILE'],
      test: 'makes buckets where, as whom and with what its settings say',
    },
    {
      programs: POLICYCTL,
      keys: [...AT_S3, 'S3_BUCKET_PREFIX'].map((key) => `POLICYCTL_${key}`),
      test: 'finds the blobs where its variables say, for a backup that holds them',
    },
  ]),
  ...shownIn('test/idempotency.e2e.spec.ts', [
    {
      programs: MIGRATE,
      keys: ['NATS_DUPLICATE_WINDOW_MS'],
      test: 'still have one effect when the broker has forgotten the first',
      setBy: 'tools/stack/migrate.ts',
    },
  ]),
  ...shownIn('test/policyctl-local.e2e.spec.ts', [
    {
      programs: POLICYCTL,
      keys: ['POLICYCTL_TENANT', 'POLICYCTL_AS', 'POLICYCTL_DPOP', 'POLICYCTL_HOME'],
      test: 'it acts as whom and in which tenant its variables say, and keeps that where they say',
    },
    {
      programs: POLICYCTL,
      keys: ['POLICYCTL_URL', 'POLICYCTL_TOKEN'],
      test: 'it asks the gateway that its variables name, with the token and for the tenant that they say',
    },
    { programs: POLICYCTL, keys: ['POLICYCTL_STACK'], test: 'a variable describes the stack as well' },
    {
      programs: POLICYCTL,
      keys: [
        'POLICYCTL_ISSUER',
        'POLICYCTL_NATS_URL',
        'POLICYCTL_NATS_CREDS_FILE',
        'POLICYCTL_NATS_ADMIN_CREDS_FILE',
        'POLICYCTL_DATABASE_OWNER_URL',
        'POLICYCTL_BROKER_KEYS',
      ],
      test: '%j goes where its variable says, with %j to nothing',
    },
  ]),
  ...shownIn('libs/domain/src/simulation/simulation.spec.ts', [
    {
      programs: TENANT,
      keys: ['quickSimulations'],
      test: 'is refused a quick one where the tenant has switched them off, and a batch one never',
    },
  ]),
  ...shownIn('libs/domain/src/workspace/regression.spec.ts', [
    { programs: TENANT, keys: ['regressionTests'], test: 'are none where the tenant has switched them off' },
  ]),
];
