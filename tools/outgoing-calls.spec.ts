import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

// Every call that leaves a process says how long it waits. Found by reading: each form of a call that the libraries in use
// have, and what has to stand among its arguments. A new library needs a line here.

const root = resolve(import.meta.dirname, '..');

type Form = {
  readonly call: RegExp;
  /** What says how long. */
  readonly wait: RegExp;
  readonly example: string;
};

const forms: readonly Form[] = [
  { call: /(?<![.\w])fetch\(/, wait: /\bsignal\b/, example: 'fetch(url, { method })' },
  { call: /(?<![.\w])connect\(\{(?!\s*port\b)/, wait: /\btimeout:/, example: 'connect({ servers })' },
  { call: /\bhttps?\.request\(/, wait: /\bsignal\b/, example: 'https.request(url, { method })' },
  { call: /\bjetstream(Manager)?\(/, wait: /\btimeout\b|\boptions\b/, example: 'jetstream(connection)' },
  { call: /\b(connection|nc)\.request\(/, wait: /\btimeout:/, example: 'connection.request(subject, bytes)' },
  { call: /\bjs\.publish\(/, wait: /\btimeout:/, example: 'js.publish(subject, bytes, { msgID })' },
  {
    call: /\bnew (pg\.)?Client\(/,
    wait: /\bconnectionTimeoutMillis\b/,
    example: 'new Client({ connectionString })',
  },
  { call: /\bnew S3Client\(/, wait: /\btransport\b/, example: 'new S3Client({ endPoint, region })' },
  {
    call: /\bnew DataSource\(/,
    wait: /\bconnectTimeoutMS\b/,
    example: "new DataSource({ type: 'postgres' })",
  },
  { call: /\bcreateRemoteJWKSet\(/, wait: /\btimeoutDuration\b/, example: 'createRemoteJWKSet(url)' },
  { call: /\bnew OTLPTraceExporter\(/, wait: /\btimeoutMillis\b/, example: 'new OTLPTraceExporter({ url })' },
  { call: /\bconsumer\.(next|fetch)\(\{/, wait: /\bexpires\b/, example: 'consumer.next({})' },
];

/** From the name of a call to the parenthesis that ends it. */
const callsIn = (text: string, { call }: Form): readonly string[] =>
  [...text.matchAll(new RegExp(call, 'g'))].map(({ index }) => {
    let depth = 0;
    for (let at = text.indexOf('(', index); at < text.length; at += 1) {
      if (text[at] === '(') depth += 1;
      if (text[at] === ')') depth -= 1;
      if (depth === 0) return text.slice(index, at + 1);
    }
    return text.slice(index);
  });

const files = globSync(['apps/*/src/**/*.ts', 'libs/*/src/**/*.ts', 'tools/**/*.ts'], { cwd: root }).filter(
  (file) => !/node_modules|\.spec\.ts$|\/testing\/|^tools\/(bench|demo|test-run)\//.test(file),
);

describe('calls that leave a process', () => {
  it.each(forms.map((form) => [form.example, form] as const))(
    'say how long they wait: %s',
    (_example, form) => {
      const found = files.flatMap((file) =>
        callsIn(readFileSync(join(root, file), 'utf8'), form).map((call) => ({ file, call })),
      );
      expect(found.length).toBeGreaterThan(0);
      const endless = found.filter(({ call }) => !form.wait.test(call));
      expect(endless.map(({ file, call }) => `${file}: ${call}`)).toStrictEqual([]);
    },
  );

  it.each(forms)('would be found without: $example', (form) => {
    expect(callsIn(`await ${form.example};`, form).filter((call) => !form.wait.test(call))).toStrictEqual([
      form.example,
    ]);
  });
});
