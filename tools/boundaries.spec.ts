import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from '@jest/globals';

// A fence nobody has tried to climb is a drawing of a fence. ESLint skips the Nx rule, with a warning and
// exit status 0, when no project graph is there.

const root = resolve(import.meta.dirname, '..');
const run = promisify(execFile);

const NX = '@nx/enforce-module-boundaries';
const IMPORTS = 'no-restricted-imports';
const GLOBALS = 'no-restricted-globals';
const PROPERTIES = 'no-restricted-properties';
const SYNTAX = 'no-restricted-syntax';

type Case = readonly [folder: string, code: string, rule: string];

const forbidden: readonly Case[] = [
  // Direction: apps → platform, adapters, contracts, read models → pure → kernel.
  ['libs/kernel/src', `import '@policy-registry/domain';`, NX],
  ['libs/finding/src', `import '@policy-registry/dsl';`, NX],
  ['libs/domain/src', `import '@policy-registry/dsl';`, NX],
  ['libs/domain/src', `import '@policy-registry/postgres';`, NX],
  ['libs/dsl/src', `import '@policy-registry/policy-engine';`, NX],
  ['libs/read-models/src', `import '@policy-registry/postgres';`, NX],
  ['libs/contracts/src', `import '@policy-registry/access';`, NX],
  ['libs/postgres/src', `import '@policy-registry/event-store';`, NX],
  ['libs/signing/src', `import '@policy-registry/object-store';`, NX],
  ['libs/platform/src', `import '@policy-registry/domain';`, NX],
  ['libs/kernel/src', `import '../../domain/src/index.ts';`, NX],
  ['apps/gateway/src', `import '../../../libs/kernel/src/rejection.ts';`, NX],
  ['apps/gateway/src', `import '../../projector/src/compose.ts';`, NX],
  ['apps/gateway/src', `import '@policy-registry/kernel/src/rejection.ts';`, IMPORTS],
  ['libs/kernel/src', `import './index.ts';`, IMPORTS],
  ['libs/domain/src/policy', `import '../index.ts';`, IMPORTS],

  // Nest is a shell around the apps.
  ['libs/domain/src', `import '@nestjs/common';`, NX],
  ['libs/postgres/src', `import '@nestjs/common';`, NX],
  ['libs/event-store/src', `import '@nestjs/microservices';`, NX],
  ['tools/stack', `import '@nestjs/core';`, NX],

  // Libraries that are another project's, or nobody's.
  ['libs/kernel/src', `import 'pg';`, NX],
  ['libs/access/src', `import 'pg';`, NX],
  ['libs/domain/src', `import 'class-validator';`, IMPORTS],
  ['apps/projector/src', `import { IsString } from 'class-validator'; export const a = IsString;`, IMPORTS],
  ['libs/event-store/src', `import { DataSource } from 'typeorm'; export const a = DataSource;`, IMPORTS],

  // The client belongs to others: nothing of the registry, and nothing that a browser lacks.
  ['libs/client/src', `import '@policy-registry/contracts';`, NX],
  ['apps/gateway/src', `import '@policy-registry/client';`, NX],
  ['libs/client/src', `import 'zod';`, NX],
  ['libs/client/src', `import 'node:crypto';`, IMPORTS],
  ['libs/client/src', `export const bytes = Buffer.from('x');`, GLOBALS],

  // Purity: no clock, no chance, no input or output.
  ['libs/domain/src', `import 'node:fs';`, IMPORTS],
  ['libs/domain/src', `import 'fs/promises';`, IMPORTS],
  ['libs/kernel/src', `import { createHash } from 'node:crypto'; export const a = createHash;`, IMPORTS],
  ['libs/transparency/src', `import { sign } from 'node:crypto'; export const a = sign;`, IMPORTS],
  ['libs/domain/src', `export const now = Date.now();`, GLOBALS],
  ['libs/facts/src', `export const now = new Date();`, GLOBALS],
  ['libs/simulation/src', `export const now = performance.now();`, GLOBALS],
  ['libs/simulation/src', `export const late = setTimeout(() => undefined, 1);`, GLOBALS],
  ['libs/dsl/src', `export const bytes = Buffer.from('x');`, GLOBALS],
  ['libs/dsl/src', `export const now = globalThis.Date;`, GLOBALS],
  ['libs/facts/src', `export const id = crypto.randomUUID();`, GLOBALS],
  ['libs/read-models/src', `export const zone = new Intl.DateTimeFormat();`, GLOBALS],
  ['libs/finding/src', `export const home = process.env['HOME'];`, GLOBALS],
  ['libs/dsl/src', `export const roll = Math.random();`, PROPERTIES],
  ['libs/simulation/src', `export const roll = Math['random']();`, PROPERTIES],
  ['libs/facts/src', `export const order = 'a'.localeCompare('b');`, PROPERTIES],
  ['libs/domain/src', `export const load = () => import('zod');`, SYNTAX],
  ['libs/domain/src', `/* eslint-disable */ export const now = Date.now();`, GLOBALS],

  // Test tools stay in tests, and black boxes stay black.
  ['apps/gateway/src', `import '@policy-registry/kernel/testing';`, IMPORTS],
  ['libs/object-store/src', `import './testing/index.ts';`, IMPORTS],
  ['libs/dsl/src', `import 'fast-check';`, IMPORTS],
  ['tools/stack', `import '@jest/globals';`, IMPORTS],
  ['tools/demo', `import '@policy-registry/kernel';`, IMPORTS],
  ['apps/gateway/test', `import '@policy-registry/kernel';`, IMPORTS],
  ['test', `import '../libs/kernel/src/index.ts';`, IMPORTS],

  // Configuration is read in one place.
  ['apps/projector/src', `export const url = process.env['NATS_URL'];`, GLOBALS],
  ['libs/event-store/src', `import process from 'node:process'; export const url = process.argv;`, IMPORTS],

  // Form.
  ['libs/domain/src', `export default 1;`, SYNTAX],
  ['libs/domain/src', `export * from './policy/state.ts';`, SYNTAX],
  ['apps/gateway/src', `export enum State { Draft }`, SYNTAX],
  ['libs/access/src', `export const a: any = 1;`, '@typescript-eslint/no-explicit-any'],
  ['libs/access/src', `export const a = [1][0]!;`, '@typescript-eslint/no-non-null-assertion'],
  ['libs/access/src', `console.log('here');`, 'no-console'],
  ['libs/access/src', `${'\n'.repeat(300)}export const late = 1;`, 'max-lines'],
  ['libs/access/src', `export const f = (a: 1, b: 1, c: 1, d: 1, e: 1) => [a, b, c, d, e];`, 'max-params'],
  ['libs/access/src', `export const f = () => {${'\n  void 0;'.repeat(70)}\n};`, 'max-lines-per-function'],
];

const allowed: readonly (readonly [file: string, code: string])[] = [
  ['libs/kernel/src/digest.ts', `import { createHash } from 'node:crypto'; export const a = createHash;`],
  [
    'libs/domain/src/probe.ts',
    `import { z } from 'zod'; import { Rejection } from '@policy-registry/kernel'; export const a = [z, Rejection];`,
  ],
  [
    'libs/domain/src/probe.spec.ts',
    `import fc from 'fast-check'; import { deciderSpec } from '@policy-registry/kernel/testing'; export const a = [fc, deciderSpec, new Date()];`,
  ],
  [
    'libs/postgres/src/probe.ts',
    `import { DataSource } from 'typeorm'; import { judge } from '@policy-registry/kernel'; export const a = [DataSource, judge];`,
  ],
  [
    'libs/policy-engine/src/probe.ts',
    `import { compile } from '@policy-registry/dsl'; export const a = compile;`,
  ],
  ['libs/platform/src/probe.ts', `import { Module } from '@nestjs/common'; export const a = Module;`],
  ['apps/gateway/src/config.ts', `export const readPort = () => process.env['PORT'];`],
  [
    'apps/gateway/src/probe.ts',
    `import { Controller } from '@nestjs/common'; import { inSpan } from '@policy-registry/platform'; export const a = [Controller, inSpan];`,
  ],
  [
    'tools/stack/probe.ts',
    `import { judge } from '@policy-registry/kernel'; console.log(judge, process.argv);`,
  ],
  [
    'tools/policyctl/probe.ts',
    `import { registryClient } from '@policy-registry/client'; export const a = registryClient;`,
  ],
  ['tools/demo/probe.ts', `import { connect } from '@nats-io/transport-node'; export const a = connect;`],
];

type Finding = { readonly rule: string | null; readonly message: string };

// Linted as if they stood there: nothing is written, so the fence is tried while others build and test.
const LINT = `
  import { ESLint } from 'eslint';
  const probes = JSON.parse(process.argv[1]);
  const eslint = new ESLint();
  const findings = [];
  for (const { filePath, code } of probes) {
    const [result] = await eslint.lintText(code, { filePath });
    findings.push(result.messages.map(({ ruleId, message }) => ({ rule: ruleId, message })));
  }
  process.stdout.write('\\n' + JSON.stringify(findings));
`;

const titleOf = (code: string): string => code.trim().split('\n').at(0)?.slice(0, 100) ?? '';

describe('module boundaries', () => {
  const probes = [
    ...forbidden.map(([folder, code]) => {
      const name = folder.startsWith('test') || folder.endsWith('/test') ? 'probe.e2e.spec.ts' : 'probe.ts';
      return { filePath: `${folder}/${name}`, code };
    }),
    ...allowed.map(([filePath, code]) => ({ filePath, code })),
  ];
  let output = '';
  let findings: readonly (readonly Finding[])[] = [];

  beforeAll(async () => {
    const env = { ...process.env, NX_DAEMON: 'false', NODE_OPTIONS: '' };
    const options = { cwd: root, env, maxBuffer: 16 * 1024 * 1024 };
    await run(process.execPath, ['node_modules/nx/dist/bin/nx.js', 'show', 'projects'], options);
    const program = ['--input-type=module', '--eval', LINT, JSON.stringify(probes)];
    const { stdout, stderr } = await run(process.execPath, program, options);
    output = stdout + stderr;
    findings = JSON.parse(stdout.slice(stdout.lastIndexOf('\n')));
  }, 120_000);

  it('are judged with the project graph', () => {
    expect(output).not.toContain('will be skipped');
    expect(output).not.toContain('No cached ProjectGraph');
  });

  it.each(forbidden.map(([folder, code, rule], index) => [folder, titleOf(code), rule, index] as const))(
    '%s may not: %s (%s)',
    (_folder, _title, rule, index) => {
      expect(findings[index]?.map((finding) => finding.rule)).toContain(rule);
    },
  );

  it.each(allowed.map((probe, index) => [...probe, forbidden.length + index] as const))(
    '%s may: %s',
    (_file, _code, index) => {
      expect(findings[index]).toStrictEqual([]);
    },
  );
});
