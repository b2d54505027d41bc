import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';
import { aggregates, Job, SnapshotFact } from '@policy-registry/domain';

const read = (file: string): object =>
  Object(JSON.parse(readFileSync(new URL(`../../../../openapi/${file}`, import.meta.url), 'utf8')));

/** Everything that may happen to a snapshot. Whoever adds to these lists says how it keeps every item as it is. */
const SNAPSHOT_COMMANDS = ['ImportSnapshot', 'RecordImport', 'TimeOutImport'];
/** Every channel of the broker. Commands are those of the catalogue, and nothing else comes in but runs. */
const MESSAGES = [
  'audit',
  'commandsOf_gateway',
  'commandsOf_projector',
  'commandsOf_runner',
  'deadLetters',
  'events',
  'heartbeats',
  'jobs',
  'nudges',
  'outcomes',
  'runRequests',
  'runStatus',
];
const SNAPSHOT_FACTS = ['SnapshotRequested', 'SnapshotFrozen', 'SnapshotRefused'];

const operations = Object.entries(Object(Reflect.get(read('openapi.json'), 'paths'))).flatMap(
  ([path, methods]) =>
    Object.entries(Object(methods)).map(([method, operation]) => ({
      path,
      method,
      name: String(Reflect.get(Object(operation), 'operationId')),
    })),
);

describe('facts are read and never changed:', () => {
  it('the API has no operation that changes or deletes one', () => {
    const touching = operations.filter(({ path }) => path.includes('/snapshots') || path.includes('/blobs'));
    expect(touching.length).toBeGreaterThan(5);
    const writing = touching.filter(({ method }) => method !== 'get');
    // Both add: a document under its digest, a snapshot of documents.
    expect(writing.map(({ method, path, name }) => `${method} ${path} ${name}`).sort()).toStrictEqual([
      'post /api/v1/blobs uploadBlob',
      'post /api/v1/snapshots importSnapshot',
    ]);
    // Roles, groups and service identities are taken away, and files of a draft, and hold no facts.
    const others = operations.filter(
      ({ path }) => !path.startsWith('/api/v1/tenant/') && !path.includes('/workspace/files/'),
    );
    expect(others.filter(({ method }) => !['get', 'post', 'put'].includes(method))).toStrictEqual([]);
  });

  it('the catalogue of commands has none, and no fact says that one was', () => {
    const { snapshot, ...others } = aggregates;
    expect(snapshot.commandTypes).toStrictEqual(SNAPSHOT_COMMANDS);
    expect(SnapshotFact.options.map(({ shape }) => shape.type.value)).toStrictEqual(SNAPSHOT_FACTS);
    const types = Object.values(others).flatMap(({ commandTypes }) => commandTypes);
    expect(types.length).toBeGreaterThan(20);
    expect(types.filter((type) => /Snapshot|Tuple|Finding|Import|Document|Blob/.test(type))).toStrictEqual(
      [],
    );
  });

  it('the messages have none: what comes in are commands and requests for runs, and no job takes anything away', () => {
    const described = read('asyncapi.json');
    const operationsOf = Object.entries(Object(Reflect.get(described, 'operations')));
    expect(operationsOf.map(([name]) => name).sort()).toStrictEqual(MESSAGES);
    expect(Object.keys(Object(Reflect.get(described, 'channels'))).sort()).toStrictEqual(MESSAGES);
    const kinds = Job.options.map(({ shape }) => shape.kind.value);
    expect(kinds.filter((kind) => /import|snapshot|delete|remove|purge/.test(kind))).toStrictEqual([
      'import',
    ]);
  });
});
