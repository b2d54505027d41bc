/** The spec, and the name of the test in it. */
type Proof = readonly [spec: string, test: string];

/**
 * Where it is shown that a setting changes what its program does, by `<program> <KEY>`, and that a flag of a tenant does, by `tenant <flag>`. A new key needs a line here:
 * tools/configuration.spec.ts asks for it.
 */
export const PROOFS: Readonly<Record<string, Proof>> = {
  'gateway OIDC_ISSUER': [
    'apps/gateway/src/authentication.int.spec.ts',
    'lets in only whom the configured issuer, audience and clients name',
  ],
  'gateway OIDC_AUDIENCE': [
    'apps/gateway/src/authentication.int.spec.ts',
    'lets in only whom the configured issuer, audience and clients name',
  ],
  'gateway PUBLIC_URL': [
    'apps/gateway/src/authentication.int.spec.ts',
    'that is bound to a key needs a proof for the configured public address',
  ],
  'gateway OIDC_CLIENTS': [
    'apps/gateway/src/authentication.int.spec.ts',
    'lets in only whom the configured issuer, audience and clients name',
  ],
  'gateway OIDC_JWKS_URL': [
    'apps/gateway/src/authentication.int.spec.ts',
    'is judged by the keys of the configured file, address or discovery document',
  ],
  'gateway OIDC_JWKS_FILE': [
    'apps/gateway/src/authentication.int.spec.ts',
    'is judged by the keys of the configured file, address or discovery document',
  ],
  'gateway INSECURE_DEV_ISSUER': [
    'apps/gateway/src/config.spec.ts',
    'takes a development issuer on this machine where the flag says so',
  ],
  'gateway RATE_ADDRESS_REQUESTS': [
    'apps/gateway/src/admission/admission.spec.ts',
    'limit an address, but for what is given back',
  ],
  'gateway RATE_TENANT_READS': [
    'apps/gateway/src/admission/admission.spec.ts',
    'limit a tenant, and no other',
  ],
  'gateway RATE_TENANT_COMMANDS': [
    'apps/gateway/src/admission/admission.spec.ts',
    'limit a tenant, and no other',
  ],
  'gateway RATE_PRINCIPAL_READS': [
    'apps/gateway/src/admission/admission.spec.ts',
    'limit a principal, and nobody else of its tenant',
  ],
  'gateway RATE_PRINCIPAL_COMMANDS': [
    'apps/gateway/src/admission/admission.spec.ts',
    'limit a principal, and nobody else of its tenant',
  ],
  'gateway RATE_TENANT_UPLOAD_BYTES': [
    'apps/gateway/src/admission/admission.spec.ts',
    'let an upload begin while the bytes of earlier ones are not above the quota',
  ],
  'gateway REQUESTS_AT_ONCE_MAX': [
    'apps/gateway/src/admission/admission.spec.ts',
    'are those of the gateway first: no caller is blamed for it',
  ],
  'gateway REQUESTS_AT_ONCE_TENANT_MAX': [
    'apps/gateway/src/admission/admission.spec.ts',
    'leave room to other tenants',
  ],
  'gateway UPLOADS_AT_ONCE_MAX': [
    'apps/gateway/src/admission/admission.spec.ts',
    'of uploads and streams are others',
  ],
  'gateway UPLOADS_AT_ONCE_TENANT_MAX': [
    'apps/gateway/src/admission/admission.spec.ts',
    'of uploads and streams are others',
  ],
  'gateway EVENT_STREAMS_MAX': [
    'apps/gateway/src/admission/admission.spec.ts',
    'of uploads and streams are others',
  ],
  'gateway EVENT_STREAMS_TENANT_MAX': [
    'apps/gateway/src/admission/admission.spec.ts',
    'of uploads and streams are others',
  ],
  'gateway EVENT_STREAMS_PRINCIPAL_MAX': [
    'apps/gateway/src/admission/admission.spec.ts',
    'of uploads and streams are others',
  ],
  'simulation-runner POLICY_ENGINE_URLS': [
    'apps/simulation-runner/src/engines.int.spec.ts',
    'are those that are named besides, each by its own build',
  ],
  'simulation-runner POLICY_ENGINE_TOKENS': [
    'apps/simulation-runner/src/engines.int.spec.ts',
    'send each engine its own token, and one without a token none',
  ],
  'simulation-runner OPA_URL': [
    'test/rego-pack.interop.spec.ts',
    'simulates, releases and publishes a Rego pack as it does any other policy',
  ],
  'simulation-runner POLICY_ENGINE_DEFAULT': [
    'apps/simulation-runner/src/engines.int.spec.ts',
    'begin with the one that is to be the default',
  ],
  'simulation-runner POLICY_ENGINE_ANSWER_MS': [
    'test/engine-faults.e2e.spec.ts',
    'is asked again where it is late, and fails the shards alone that it answers wrongly or never',
  ],
  'policy-engine INSTANCE_NAME': [
    'apps/policy-engine/src/settings.int.spec.ts',
    'listens where it is told to, and calls itself what it is called',
  ],
  'policy-engine HTTP_HOST': [
    'apps/policy-engine/src/settings.int.spec.ts',
    'listens where it is told to, and calls itself what it is called',
  ],
  'policy-engine HTTP_PORT': [
    'apps/policy-engine/src/settings.int.spec.ts',
    'listens where it is told to, and calls itself what it is called',
  ],
  'policy-engine POLICY_ENGINE_TOKEN': [
    'apps/policy-engine/src/settings.int.spec.ts',
    'asks for the token that it is given, and for none otherwise',
  ],
  'policy-engine POLICY_ENGINE_BUILD_LABEL': [
    'apps/simulation-runner/src/engines.int.spec.ts',
    'are those that are named besides, each by its own build',
  ],
  'migrate NATS_DUPLICATE_WINDOW_MS': [
    'test/idempotency.e2e.spec.ts',
    'still have one effect when the broker has forgotten the first',
  ],
  'policyctl POLICYCTL_URL': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'policyctl POLICYCTL_TENANT': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'policyctl POLICYCTL_TOKEN': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'policyctl POLICYCTL_DPOP': [
    'tools/policyctl/settings.spec.ts',
    'come from variables before the stack, and from options before both',
  ],
  'policyctl POLICYCTL_ISSUER': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'policyctl POLICYCTL_AS': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'policyctl POLICYCTL_STACK': [
    'tools/policyctl/settings.spec.ts',
    'come from variables before the stack, and from options before both',
  ],
  'policyctl POLICYCTL_HOME': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'policyctl POLICYCTL_NATS_URL': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'policyctl POLICYCTL_NATS_CREDS_FILE': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'policyctl POLICYCTL_NATS_ADMIN_CREDS_FILE': [
    'tools/policyctl/settings.spec.ts',
    'name the operator’s broker and database by variables where no stack is described',
  ],
  'policyctl POLICYCTL_DATABASE_OWNER_URL': [
    'tools/policyctl/settings.spec.ts',
    'name the operator’s broker and database by variables where no stack is described',
  ],
  'policyctl POLICYCTL_BROKER_KEYS': [
    'tools/policyctl/settings.spec.ts',
    'are each what its variable says, and one that there is not is refused',
  ],
  'tenant quickSimulations': [
    'libs/domain/src/simulation/simulation.spec.ts',
    'is refused a quick one where the tenant has switched them off, and a batch one never',
  ],
  'tenant regressionTests': [
    'libs/domain/src/workspace/regression.spec.ts',
    'are none where the tenant has switched them off',
  ],
};

/** Settings of which no test shows yet what they change. None is added: a new one comes with its test. */
export const UNPROVEN: readonly string[] = [
  'gateway INSTANCE_NAME',
  'gateway HTTP_HOST',
  'gateway HTTP_PORT',
  'gateway LOG_LEVEL',
  'gateway OTEL_EXPORTER_OTLP_ENDPOINT',
  'gateway NATS_URL',
  'gateway NATS_CREDS_FILE',
  'gateway DATABASE_URL',
  'gateway DATABASE_CONNECTIONS_MAX',
  'gateway INSECURE_DEVELOPMENT',
  'gateway INSECURE_FAULT_FILE',
  'gateway TEXT_KEY_FILE',
  'gateway TRUST_FILE',
  'gateway CONNECTIONS_MAX',
  'gateway TRUSTED_PROXIES',
  'projector INSTANCE_NAME',
  'projector HTTP_HOST',
  'projector HTTP_PORT',
  'projector LOG_LEVEL',
  'projector OTEL_EXPORTER_OTLP_ENDPOINT',
  'projector NATS_URL',
  'projector NATS_CREDS_FILE',
  'projector COMMAND_KEYS_FILE',
  'projector DATABASE_URL',
  'projector DATABASE_CONNECTIONS_MAX',
  'projector DECISIONS_CONCURRENT_MAX',
  'projector TEXT_KEY_FILE',
  'projector SEED_FILE',
  'projector INSECURE_DEVELOPMENT',
  'projector INSECURE_FAULT_FILE',
  'simulation-runner INSTANCE_NAME',
  'simulation-runner HTTP_HOST',
  'simulation-runner HTTP_PORT',
  'simulation-runner LOG_LEVEL',
  'simulation-runner OTEL_EXPORTER_OTLP_ENDPOINT',
  'simulation-runner NATS_URL',
  'simulation-runner NATS_CREDS_FILE',
  'simulation-runner EVIDENCE_KEY_DIR',
  'simulation-runner OPA_TOKEN',
  'simulation-runner INSECURE_DEVELOPMENT',
  'simulation-runner INSECURE_FAULT_FILE',
  'policy-engine LOG_LEVEL',
  'policy-engine OTEL_EXPORTER_OTLP_ENDPOINT',
  'migrate DATABASE_ADMIN_URL',
  'migrate DATABASE_OWNER_PASSWORD',
  'migrate DATABASE_PROJECTOR_PASSWORD',
  'migrate DATABASE_GATEWAY_PASSWORD',
  'migrate NATS_URL',
  'migrate NATS_CREDS_FILE',
  'migrate NATS_KEEPERS_DIR',
  'migrate NATS_REPLICAS',
  'migrate TENANT_BLOB_BYTES_MAX',
  'migrate TENANTS',
];
