import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';

import { podsOf, ofKind, Policies, type Manifest, type Pod } from './manifests.ts';
import { settingsAgainst } from './settings-table.ts';

const root = resolve(import.meta.dirname, '../..');
const chart = join(root, 'deploy', 'helm', 'policy-registry');
const HELM_MS = 60_000;

type Said = { readonly exitCode: number; readonly stdout: string; readonly stderr: string };

const helmSays = (helm: string, args: readonly string[]): Promise<Said> =>
  new Promise((done) => {
    execFile(helm, [...args], { timeout: HELM_MS, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      done({ exitCode: error === null ? 0 : 1, stdout, stderr }),
    );
  });

/** The ports to which a part of the registry may go. */
const portsOut = (manifests: readonly Manifest[], component: string): readonly number[] =>
  Policies.parse(ofKind(manifests, 'NetworkPolicy'))
    .filter(({ spec }) => spec.podSelector.matchLabels['app.kubernetes.io/component'] === component)
    .flatMap(({ spec }) => (spec.egress ?? []).flatMap(({ ports }) => ports.map(({ port }) => port)));

/** What Helm makes of the chart. `helm` is a program that answers; lint, render and refusals are its own. */
export const chartSuite = (name: string, helm: string | undefined): void => {
  const suite = helm === undefined ? describe.skip : describe;
  jest.setTimeout(2 * HELM_MS);
  const values = (file: string): readonly string[] => ['--values', join(chart, 'ci', file)];
  const rendered = async (...args: readonly string[]): Promise<readonly Manifest[]> => {
    const { exitCode, stdout, stderr } = await helmSays(helm ?? '', ['template', 'reg', chart, ...args]);
    if (exitCode !== 0) throw new Error(stderr);
    return parseAllDocuments(stdout).flatMap((document) => {
      const manifest: unknown = document.toJS();
      return manifest === null ? [] : [manifest as Manifest];
    });
  };

  suite(name, () => {
    let everything: readonly Manifest[];
    let external: readonly Manifest[];
    let pods: readonly Pod[];
    beforeAll(async () => {
      everything = await rendered(...values('everything.yaml'));
      external = await rendered(...values('external-nats.yaml'), '--is-upgrade');
      pods = [...podsOf(everything), ...podsOf(external)];
    });

    it('has nothing to object to', async () => {
      for (const file of ['everything.yaml', 'external-nats.yaml']) {
        const { exitCode, stdout } = await helmSays(helm ?? '', ['lint', '--strict', chart, ...values(file)]);
        expect([exitCode, stdout]).toStrictEqual([0, expect.stringContaining('0 chart(s) failed')]);
      }
    });

    it('runs everything as nobody, with a root that cannot be written and no token of the cluster', () => {
      expect(new Set(pods.map(({ component }) => component))).toStrictEqual(
        new Set(['gateway', 'projector', 'runner', 'policy-engine', 'migrate', 'nats']),
      );
      for (const { component, spec } of pods) {
        expect([component, spec]).toMatchObject([
          component,
          {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          },
        ]);
        expect(spec.securityContext.runAsUser).toBeGreaterThan(0);
        for (const container of spec.containers) {
          expect([component, container]).toMatchObject([
            component,
            {
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
              resources: { requests: { cpu: expect.anything(), memory: expect.anything() } },
              image: expect.stringMatching(/[:@](?!latest)/),
            },
          ]);
          expect(container.resources.limits).toHaveProperty('memory');
          const scratch = container.volumeMounts.find(({ mountPath }) => mountPath === '/tmp')?.name;
          expect(spec.volumes.find((volume) => volume.name === scratch)?.emptyDir).toHaveProperty(
            'sizeLimit',
          );
        }
      }
    });

    it('shows secrets to their group alone, and each process its own', () => {
      for (const { spec } of pods)
        for (const { secret } of spec.volumes)
          if (secret !== undefined) expect(secret.defaultMode).toBe(0o440);
      const secretsOf = (wanted: string): readonly string[] => [
        ...new Set(
          pods
            .filter(({ component }) => component === wanted)
            .flatMap(({ spec }) => spec.volumes.flatMap(({ secret }) => secret?.secretName ?? [])),
        ),
      ];
      expect(['gateway', 'projector', 'runner'].map(secretsOf)).toStrictEqual([
        ['policy-registry-gateway', 'policy-registry-object-store'],
        ['policy-registry-projector'],
        ['policy-registry-runner', 'policy-registry-evidence', 'policy-registry-object-store'],
      ]);
    });

    it('asks each process whether it lives and whether it is ready', () => {
      for (const { component, kind, spec } of pods) {
        if (kind === 'Job') continue;
        const [container] = spec.containers;
        const path = component === 'nats' ? /^\/healthz/ : /^\/(healthz|readyz)$/;
        for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const)
          expect([component, container?.[probe]?.httpGet.path]).toStrictEqual([
            component,
            expect.stringMatching(path),
          ]);
      }
    });

    it.each([
      ['gateway', 'gateway'],
      ['projector', 'projector'],
      ['runner', 'simulation-runner'],
      ['policy-engine', 'policy-engine'],
      ['migrate', 'migrate'],
    ])('sets what the %s needs, and nothing that it does not know', (component, app) => {
      const found = pods.filter((pod) => pod.component === component);
      expect(found.length).toBeGreaterThan(0);
      for (const { spec } of found) {
        const set = (spec.containers[0]?.env ?? []).map((variable) => variable.name);
        // Put into another variable by the cluster, and read by Node: no keys of the process.
        const own = set.filter((key) => !['RELEASE_ENGINE_TOKEN', 'NODE_EXTRA_CA_CERTS'].includes(key));
        expect(settingsAgainst(app, own)).toStrictEqual({ unknown: [], missing: [] });
      }
    });

    it('starts runners so that they collect early', () => {
      const runner = pods.find(({ component }) => component === 'runner')?.spec.containers[0]?.command;
      expect(runner).toStrictEqual(
        expect.arrayContaining(['--max-semi-space-size=8', '--heap-growing-percent=30']),
      );
    });

    it('lets only runners go elsewhere than to the broker, the stores, the issuer and the collector', () => {
      expect(
        ['gateway', 'projector', 'migrate', 'policy-engine', 'nats'].map((component) =>
          portsOut(everything, component),
        ),
      ).toStrictEqual([[4222, 5432, 9000, 443, 4318], [4222, 5432, 4318], [4222, 5432, 9000], [], [6222]]);
      expect(portsOut(everything, 'runner')).toStrictEqual([4222, 9000, 8083, 443, 4318]);
      expect(portsOut(external, 'runner')).toStrictEqual([4222]);
      const policies = Policies.parse(ofKind(everything, 'NetworkPolicy'));
      const [deny] = policies.filter(({ spec }) => Object.keys(spec.podSelector.matchLabels).length === 2);
      expect(deny?.spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
      expect(deny?.spec.ingress).toBeUndefined();
    });

    it('lets the gateway go to no issuer whose keys it is given', async () => {
      const given = ['--set', 'issuer.jwksSecret=issuer-keys'];
      const manifests = await rendered(...values('everything.yaml'), ...given);
      expect(portsOut(manifests, 'gateway')).toStrictEqual([4222, 5432, 9000, 4318]);
      const gateway = podsOf(manifests).find(({ component }) => component === 'gateway')?.spec;
      expect(gateway?.containers[0]?.env).toContainEqual({
        name: 'OIDC_JWKS_FILE',
        value: '/run/issuer/jwks.json',
      });
      expect(gateway?.volumes.flatMap(({ secret }) => secret ?? [])).toContainEqual({
        secretName: 'issuer-keys',
        defaultMode: 0o440,
      });
    });

    it('tells gateways, runners and migrate of an S3 service, and each its own access keys', () => {
      const storeOf = (wanted: string) => {
        const spec = podsOf(everything).find(({ component }) => component === wanted)?.spec;
        const volume = spec?.volumes.find(({ name: volumeName }) => volumeName === 'object-store');
        const env = (spec?.containers[0]?.env ?? []).map((variable) => variable.name);
        return [volume?.secret?.secretName, env.filter((key) => /^(S3|OBJECT|NODE)_/.test(key))];
      };
      const keys = [
        'OBJECT_STORE',
        'S3_ENDPOINT',
        'S3_REGION',
        'S3_BUCKET_PREFIX',
        'S3_CREDENTIALS_FILE',
        'S3_RETENTION_DAYS',
      ];
      const trusting = [...keys, 'NODE_EXTRA_CA_CERTS'];
      expect(['gateway', 'runner', 'projector', 'migrate'].map(storeOf)).toStrictEqual([
        ['policy-registry-object-store', trusting],
        ['policy-registry-object-store', trusting],
        [undefined, []],
        ['policy-registry-object-store-admin', [...trusting, 'S3_BUCKET_POLICY_FILE']],
      ]);
      const names = podsOf(external).flatMap(({ spec }) =>
        (spec.containers[0]?.env ?? []).map((one) => one.name),
      );
      expect(names.filter((key) => /^(S3|OBJECT)_/.test(key))).toStrictEqual([]);
    });

    it.each([
      ['https://s3.example', 443],
      ['http://s3.storage.svc', 80],
      ['http://[fd00::5]:7070', 7070],
    ])('goes to the object store at %s by port %d', async (endpoint, port) => {
      const given = ['--set', `objectStore.type=s3,objectStore.endpoint=${endpoint}`];
      const manifests = await rendered(...values('external-nats.yaml'), ...given);
      expect(portsOut(manifests, 'runner')).toStrictEqual([4222, port]);
    });

    it('takes variables of runners from Secrets', async () => {
      const from = ['--set', 'runner.secretEnv.OPA_TOKEN.name=opa,runner.secretEnv.OPA_TOKEN.key=token'];
      const runner = podsOf(await rendered(...values('external-nats.yaml'), ...from)).find(
        ({ component }) => component === 'runner',
      );
      expect(runner?.spec.containers[0]?.env).toContainEqual({
        name: 'OPA_TOKEN',
        valueFrom: { secretKeyRef: { name: 'opa', key: 'token' } },
      });
    });

    it('keeps every set of processes over the loss of a node', () => {
      const disruptions = ofKind(everything, 'PodDisruptionBudget').map(({ metadata }) => metadata.name);
      expect(disruptions.toSorted()).toStrictEqual(
        ['gateway', 'nats', 'policy-engine', 'projector', 'runner'].map((part) => `reg-${part}`),
      );
    });

    it('has three brokers that sync every write, know each other, and have no users of their own', () => {
      const [config] = ofKind(everything, 'ConfigMap').filter(({ metadata }) => metadata.name === 'reg-nats');
      const text = String(Object(config?.['data'])['nats.conf']);
      expect(text).toMatch(/^\s*sync_interval: always$/m);
      expect(text.match(/nats:\/\/reg-nats-\d\.reg-nats-peers:6222/g)).toHaveLength(3);
      expect(text).toMatch(/include \.\/accounts\/accounts\.conf/);
      expect(text).not.toMatch(/authorization|password|users:/);
      expect(podsOf(external).map(({ component }) => component)).not.toContain('nats');
    });

    it('migrates before the processes of an upgrade, and beside them where they bring their broker', () => {
      const jobIn = (manifests: readonly Manifest[]) => ofKind(manifests, 'Job')[0]?.metadata;
      expect(jobIn(external)).toMatchObject({
        name: 'reg-migrate',
        annotations: { 'helm.sh/hook': 'pre-install,pre-upgrade' },
      });
      expect(jobIn(everything)?.name).toBe('reg-migrate-first');
      expect(jobIn(everything)?.annotations).toBeUndefined();
    });

    it('brings the alerts and the dashboard as they are', () => {
      const [rules] = ofKind(everything, 'PrometheusRule');
      const alerts: unknown = parse(readFileSync(join(root, 'deploy/telemetry/alerts.yaml'), 'utf8'));
      expect(rules?.['spec']).toStrictEqual(alerts);
      expect(ofKind(everything, 'ServiceMonitor')).toHaveLength(1);
    });

    it.each([
      ['a value that is none', ['--set', 'gateway.replica=3'], /replica/],
      ['a password in an address', ['--set', 'nats.url=nats://u:p@host:4222'], /nats.*url|url/],
      ['no address of its own', ['--set', 'publicUrl='], /publicUrl is required/],
      [
        'an object store that is nowhere',
        ['--set', 'objectStore.type=s3'],
        /objectStore\.endpoint is required/,
      ],
      ['no issuer', ['--set', 'issuer.url='], /issuer\.url is required/],
    ])('refuses %s', async (_what, set, reason) => {
      const args = ['template', 'reg', chart, ...values('external-nats.yaml'), ...set];
      const { exitCode, stderr } = await helmSays(helm ?? '', args);
      expect([exitCode, stderr]).toStrictEqual([1, expect.stringMatching(reason)]);
    });
  });
};
