import { beforeAll, describe, expect, it } from '@jest/globals';
import { canonicalBytes, type Json, sha256Hex } from '@policy-registry/kernel';
import {
  evaluateRange,
  partialBytes,
  type PresentPartial,
  reduce,
  resultBytes,
  SEED_DEFAULT,
  type PresentInputs,
  type SimulationResult,
} from '@policy-registry/simulation';
import fc from 'fast-check';

import {
  buildPublicationEvidence,
  buildSimulationEvidence,
  type PublicationEvidence,
  type SimulationEvidence,
} from './build-evidence.ts';
import type { EvidenceManifest } from './manifest.ts';
import { gathered, listingOf, opened, unpacked, written } from './testing/in-memory.ts';
import { verifyEvidenceArchive } from './verify-evidence.ts';
import { partOf } from './write-archive.ts';

const json = (value: Json): Uint8Array => canonicalBytes(value);
const snapshotManifest = json({ tuples: 4 });
const baseIr = json({ rules: [] });
const candidateIr = json({ rules: [{ name: 'block' }, { name: 'never' }] });
const engine = 'embedded-stella@1.0.0';
const inputs: PresentInputs = {
  schema: 'policy-registry.simulation-inputs@2',
  snapshotDigest: sha256Hex(snapshotManifest),
  base: { kind: 'empty', irDigest: sha256Hex(baseIr), engine },
  candidate: { irDigest: sha256Hex(candidateIr), engine },
  evaluatedAt: '2026-01-01T00:00:00.000Z',
  seed: SEED_DEFAULT,
  env: {},
};

const outcomeOf = (status: 'affected' | 'blocked') => ({
  kind: 'decided' as const,
  status,
  severity: { score: '9.8', band: 'Critical' as const },
  warnings: [],
  annotations: {},
  undecided: [],
});
const partialOf = (
  from: number,
  statuses: readonly ('affected' | 'blocked')[],
  of = inputs,
): PresentPartial =>
  evaluateRange({
    inputs: of,
    from,
    tuples: statuses.map((_, offset) => ({
      component: { purl: `pkg:npm/c${from + offset}@1` },
      advisory: { id: `CVE-${from + offset}`, aliases: [], ratings: [] },
      image: {},
      vex: [],
      signals: {},
    })),
    base: statuses.map(() => outcomeOf('affected')),
    candidate: statuses.map((status) =>
      status === 'blocked' ? { ...outcomeOf(status), rule: 'block' } : outcomeOf(status),
    ),
  });
const partials = [partialOf(0, ['affected', 'blocked']), partialOf(2, ['blocked', 'affected'])];
const result = reduce({ inputs, tuples: 4, candidateRules: ['block', 'never'] }, partials);
const rosy = { ...result, counts: { ...result.counts, newly_blocked: 0, unchanged: 4 } };

const held = (partial: PresentPartial) => partOf('', partialBytes(partial));
const evidence: SimulationEvidence = {
  tenant: 'acme',
  simulationId: 'sim-1',
  candidate: { policyId: 'baseline', version: 2, semver: '1.1.0', contentDigest: sha256Hex('content') },
  inputs,
  result: resultBytes(result),
  twinResultDigest: sha256Hex(resultBytes(result)),
  partials: partials.map(held),
  snapshotManifest,
  baseIr,
  candidateIr,
  worm: false,
};

let archive: Uint8Array;
beforeAll(async () => {
  archive = await gathered((await buildSimulationEvidence(evidence)).read());
});

type Files = Map<string, Uint8Array>;
type Manifest = { [name: string]: Json };

/** The good archive with other files, the manifest listing them as they now are, and then itself changed. */
const forged = async (
  change: (files: Files) => void,
  restate: (manifest: Manifest) => void = () => undefined,
) => {
  const files: Files = new Map((await unpacked(archive)).map(({ path, bytes }) => [path, bytes]));
  const manifest: Manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json')));
  files.delete('manifest.json');
  change(files);
  const others = [...files].map(([path, bytes]) => ({ path, bytes }));
  manifest['files'] = listingOf(others);
  restate(manifest);
  return written([...others, { path: 'manifest.json', bytes: json(manifest) }]);
};

const put = (path: string, value: Json) => (files: Files) => void files.set(path, json(value));
/** Another result, named everywhere where a result is named. */
const otherResult = (
  changed: SimulationResult,
): readonly [(files: Files) => void, (manifest: Manifest) => void] => [
  put('result.json', changed),
  (manifest) => {
    manifest['resultDigest'] = sha256Hex(resultBytes(changed));
    manifest['twin'] = { resultDigest: sha256Hex(resultBytes(changed)) };
  },
];
const codesOf = async (bytes: Uint8Array) =>
  (await verifyEvidenceArchive(opened(bytes))).findings.map(({ code }) => code);

describe('evidence of a simulation', () => {
  it('is one archive of all that the simulation was made from and of what came out', async () => {
    const files = await unpacked(archive);
    expect(files.map(({ path }) => path)).toStrictEqual([
      'inputs.json',
      'manifest.json',
      'policy/base.json',
      'policy/candidate.json',
      'result.json',
      'shards/0000.json',
      'shards/0001.json',
      'snapshot.json',
    ]);
    expect(sha256Hex(archive)).toBe('a745c86abb2f9d73eca4a42747ebe776639da08b280e573881c87dc5216823a4');
  });

  it('verifies without what made it', async () => {
    const { digest, manifest, findings } = await verifyEvidenceArchive(opened(archive));
    expect(findings).toStrictEqual([]);
    expect(digest).toBe(sha256Hex(archive));
    expect(manifest).toMatchObject({
      kind: 'simulation',
      tenant: 'acme',
      simulationId: 'sim-1',
      resultDigest: sha256Hex(resultBytes(result)),
      worm: false,
      transparency: 'skipped',
    });
  });

  it('shows every changed bit by itself, and one of the manifest by the digest that is signed', async () => {
    const manifestAt = Buffer.from(archive).indexOf('{"candidate":');
    const manifestEnd = Buffer.from(archive).indexOf('\0', manifestAt);
    const { digest } = await verifyEvidenceArchive(opened(archive));
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: archive.length - 1 }), fc.nat({ max: 7 }), async (at, bit) => {
        const changed = Uint8Array.from(archive);
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        const report = await verifyEvidenceArchive(opened(changed));
        expect(report.digest).not.toBe(digest);
        if (at < manifestAt || at >= manifestEnd) expect(report.findings).not.toStrictEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  const twins: readonly (readonly [string, Partial<SimulationEvidence>, string])[] = [
    ['a second run that gave something else', { twinResultDigest: sha256Hex('x') }, 'TWIN_DIFFERENT'],
    [
      'a result that is not that of its parts',
      { result: resultBytes(rosy), twinResultDigest: sha256Hex(resultBytes(rosy)) },
      'REDUCTION_DIFFERENT',
    ],
    ['a partial result missing', { partials: partials.slice(1).map(held) }, 'PARTIALS_REFUSED'],
    ['another policy than the inputs pin', { candidateIr: baseIr }, 'POLICY_DIGEST_DIFFERENT'],
    [
      'another snapshot than the inputs pin',
      { snapshotManifest: json({ tuples: 5 }) },
      'SNAPSHOT_DIGEST_DIFFERENT',
    ],
  ];
  it('verifies without traces, where its inputs want none', async () => {
    const unexplained: PresentInputs = { ...inputs, captureExplain: false };
    const parts = [
      partialOf(0, ['affected', 'blocked'], unexplained),
      partialOf(2, ['blocked', 'affected'], unexplained),
    ];
    const bytesOf = resultBytes(
      reduce({ inputs: unexplained, tuples: 4, candidateRules: ['block', 'never'] }, parts),
    );
    const { read } = await buildSimulationEvidence({
      ...evidence,
      inputs: unexplained,
      result: bytesOf,
      twinResultDigest: sha256Hex(bytesOf),
      partials: parts.map(held),
    });
    expect((await verifyEvidenceArchive(read)).findings).toStrictEqual([]);
  });

  it('names no second run where there was none, and verifies', async () => {
    const { twinResultDigest: _twin, ...once } = evidence;
    const { read } = await buildSimulationEvidence(once);
    const { manifest, findings } = await verifyEvidenceArchive(read);
    expect([manifest, findings]).toMatchObject([
      expect.not.objectContaining({ twin: expect.anything() }),
      [],
    ]);
  });

  it.each(twins)('is not made with %s', async (_what, changed, code) => {
    await expect(buildSimulationEvidence({ ...evidence, ...changed })).rejects.toMatchObject({
      name: 'EvidenceInconsistent',
      code,
    });
  });
});

describe('forged evidence of a simulation is found out', () => {
  const [first, second] = partials;
  if (first === undefined || second === undefined) throw new Error('two partial results');
  const foreign = partialOf(2, ['blocked', 'affected'], { ...inputs, seed: 1 });
  const same = (): void => undefined;

  const forgeries: readonly (readonly [string, Readonly<Parameters<typeof forged>>, string])[] = [
    [
      'a shard replaced by one with other outcomes',
      [put('shards/0001.json', partialOf(2, ['affected', 'affected']))],
      'REDUCTION_DIFFERENT',
    ],
    ['a shard of other inputs', [put('shards/0001.json', foreign)], 'PARTIALS_REFUSED'],
    ['a shard left out', [(files) => void files.delete('shards/0001.json')], 'PARTIALS_REFUSED'],
    ['a shard given twice', [put('shards/0002.json', second)], 'PARTIALS_REFUSED'],
    [
      'a shard that contradicts itself',
      [put('shards/0001.json', { ...second, changed: [] })],
      'PARTIAL_MALFORMED',
    ],
    ['a result with other counts', otherResult(rosy), 'REDUCTION_DIFFERENT'],
    [
      'counts that do not sum to the tuples',
      otherResult({ ...result, counts: { ...result.counts, unchanged: 99 } }),
      'COUNTS_DIFFERENT',
    ],
    [
      'a result of other inputs',
      otherResult({ ...result, inputs: { ...inputs, seed: 1 } }),
      'RESULT_INPUTS_DIFFERENT',
    ],
    ['a result that the manifest does not name', [put('result.json', rosy)], 'RESULT_DIGEST_DIFFERENT'],
    ['a result of another shape', [put('result.json', {})], 'RESULT_MALFORMED'],
    ['other inputs', [put('inputs.json', { ...inputs, seed: 1 })], 'INPUTS_DIGEST_DIFFERENT'],
    ['inputs of another shape', [put('inputs.json', { ...inputs, seed: 'x' })], 'INPUTS_MALFORMED'],
    ['another snapshot', [put('snapshot.json', { tuples: 5 })], 'SNAPSHOT_DIGEST_DIFFERENT'],
    ['a snapshot of another size', [put('snapshot.json', { tuples: 5 })], 'PARTIALS_REFUSED'],
    ['a snapshot of no size', [put('snapshot.json', {})], 'SNAPSHOT_MALFORMED'],
    ['a result about fewer tuples', otherResult({ ...result, tuples: 3 }), 'REDUCTION_DIFFERENT'],
    ['another base', [put('policy/base.json', {})], 'POLICY_DIGEST_DIFFERENT'],
    ['another candidate', [put('policy/candidate.json', { rules: [] })], 'POLICY_DIGEST_DIFFERENT'],
    ['a candidate that is no policy', [put('policy/candidate.json', { rules: 1 })], 'POLICY_MALFORMED'],
    [
      'a second run that gave something else',
      [same, (m) => void (m['twin'] = { resultDigest: sha256Hex('x') })],
      'TWIN_DIFFERENT',
    ],
    ['a file that belongs to no simulation', [put('notes.txt', 'x')], 'FILE_UNKNOWN'],
    ['a file left out', [(files) => void files.delete('inputs.json')], 'FILE_MISSING'],
    [
      'a file that the manifest does not list',
      [put('notes.txt', 'x'), (m) => void (m['files'] = [])],
      'FILE_UNLISTED',
    ],
    [
      'a file that is only listed',
      [same, (m) => void (m['files'] = [...listingOf([{ path: 'x', bytes: baseIr }])])],
      'FILE_MISSING',
    ],
    [
      'a manifest of another schema',
      [same, (m) => void (m['schema'] = 'policy-registry.evidence@2')],
      'MANIFEST_MALFORMED',
    ],
    ['a manifest that says more', [same, (m) => void (m['verified'] = true)], 'MANIFEST_MALFORMED'],
    [
      'a manifest that claims a transparency log',
      [same, (m) => void (m['transparency'] = 'logged')],
      'MANIFEST_MALFORMED',
    ],
  ];
  it.each(forgeries)('%s', async (_what, [change, restate], code) => {
    expect(await codesOf(await forged(change, restate))).toContain(code);
  });

  it('an archive without a manifest', async () => {
    expect(await codesOf(await written([{ path: 'inputs.json', bytes: json(inputs) }]))).toStrictEqual([
      'MANIFEST_MISSING',
    ]);
  });

  it('a digest that the manifest does not have', async () => {
    const bytes = await forged(same, (manifest) => {
      const files = listingOf([{ path: 'inputs.json', bytes: json({}) }]);
      manifest['files'] = files;
    });
    expect(await codesOf(bytes)).toContain('FILE_DIGEST_DIFFERENT');
  });

  it('what is no archive at all', async () => {
    const { digest, manifest, findings } = await verifyEvidenceArchive(
      opened(new TextEncoder().encode('hello')),
    );
    expect(manifest).toBeUndefined();
    expect(digest).toBe(sha256Hex('hello'));
    expect(findings).toStrictEqual([
      { code: 'ARCHIVE_UNREADABLE', detail: 'the bytes are no whole ustar archive' },
    ]);
  });
});

describe('evidence of a publication', () => {
  const contentManifest = json({ files: [] });
  const publication: PublicationEvidence = {
    tenant: 'acme',
    version: { policyId: 'baseline', version: 2, semver: '1.1.0', contentDigest: sha256Hex(contentManifest) },
    publication: json({ reasonDigest: sha256Hex('reason') }),
    contentManifest,
    ir: candidateIr,
    worm: true,
  };

  it('verifies', async () => {
    const { read, digest } = await buildPublicationEvidence(publication);
    const { manifest, findings } = await verifyEvidenceArchive(read);
    expect(findings).toStrictEqual([]);
    expect(digest).toBe(sha256Hex(await gathered(read())));
    const expected: Partial<EvidenceManifest> = {
      kind: 'publication',
      irDigest: sha256Hex(candidateIr),
      worm: true,
    };
    expect(manifest).toMatchObject(expected);
  });

  it('is not made with other content than the version has', async () => {
    const other = { ...publication, contentManifest: json({ files: [1] }) };
    await expect(buildPublicationEvidence(other)).rejects.toThrow('CONTENT_DIGEST_DIFFERENT');
  });
});
