import { describe, expect, it } from '@jest/globals';
import { AGGREGATE_TYPES, Rejection, type InputFault } from '@policy-registry/kernel';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { addressOf, aggregates } from './registry.ts';
import { SCOPES } from './scopes.ts';
import { ENVIRONMENT_COMMANDS } from './testing/environment-commands.ts';
import { refusalOf } from './testing/meeting.ts';
import { context, file, openTenant, person, report, result, sha } from './testing/samples.ts';
import { WAIVER_COMMANDS } from './testing/waiver-commands.ts';
import { webhookCommands } from './testing/webhook-commands.ts';

const policyId = 'pay-gate';
const simulationId = 'sim-1';
const ofVersion = { policyId, version: 1 };
const document = { name: 'web.json', kind: 'trivy', digest: sha('web.json'), size: 100 };

/** One well-formed command of every type, and the aggregate it goes to. */
const commands: Readonly<
  Record<string, { readonly to: string; readonly data: Readonly<Record<string, unknown>> }>
> = {
  OpenTenant: {
    to: 'tenant.acme',
    data: { tenantId: 'acme', settings: { authenticationAgeMaxMs: 1, simulationAgeMaxMs: 1 }, approvals: 1 },
  },
  SuspendTenant: { to: 'tenant.acme', data: { tenantId: 'acme', reasonDigest: sha('r') } },
  ResumeTenant: { to: 'tenant.acme', data: { tenantId: 'acme', reasonDigest: sha('r') } },
  ChangeTenantSettings: {
    to: 'tenant.acme',
    data: { tenantId: 'acme', settings: { authenticationAgeMaxMs: 1, simulationAgeMaxMs: 1 } },
  },
  ProposeApprovalPolicy: { to: 'tenant.acme', data: { tenantId: 'acme', rules: { approvals: 1 } } },
  ApproveApprovalPolicy: { to: 'tenant.acme', data: { tenantId: 'acme', proposal: 1 } },
  WithdrawApprovalPolicy: { to: 'tenant.acme', data: { tenantId: 'acme', proposal: 1 } },
  DefineRole: { to: 'tenant.acme', data: { tenantId: 'acme', roleId: 'readers', scopes: ['policy:read'] } },
  RemoveRole: { to: 'tenant.acme', data: { tenantId: 'acme', roleId: 'readers' } },
  DefineGroup: {
    to: 'tenant.acme',
    data: { tenantId: 'acme', groupId: 'team', members: ['u-ann'], roles: ['readers'] },
  },
  RemoveGroup: { to: 'tenant.acme', data: { tenantId: 'acme', groupId: 'team' } },
  DefineServiceIdentity: {
    to: 'tenant.acme',
    data: { tenantId: 'acme', serviceId: 's-robot', roles: ['readers'] },
  },
  RemoveServiceIdentity: { to: 'tenant.acme', data: { tenantId: 'acme', serviceId: 's-robot' } },
  CreatePolicy: {
    to: 'policy.pay-gate',
    data: { policyId, name: 'Payment gate', description: '', tags: [] },
  },
  ChangeOwner: { to: 'policy.pay-gate', data: { policyId, owner: { kind: 'group', id: 'owners' } } },
  CreateVersion: { to: 'policy.pay-gate', data: { policyId, revision: 1, semver: '1.0.0-rc.1' } },
  SubmitVersion: { to: 'policy.pay-gate', data: { ...ofVersion, simulationId, reviewers: [] } },
  ApproveVersion: {
    to: 'policy.pay-gate',
    data: { ...ofVersion, contentDigest: sha('c'), evidenceDigest: sha('e') },
  },
  MarkDecision: {
    to: 'policy.pay-gate',
    data: { ...ofVersion, simulationId: 'sim-1', index: 3, mark: 'intended', class: 'newly_blocked' },
  },
  StartThread: {
    to: 'policy.pay-gate',
    data: { ...ofVersion, isBlocking: true, commentDigest: sha('c') },
  },
  ReplyInThread: { to: 'policy.pay-gate', data: { ...ofVersion, thread: 1, commentDigest: sha('c') } },
  ResolveThread: { to: 'policy.pay-gate', data: { ...ofVersion, thread: 1 } },
  ReopenThread: { to: 'policy.pay-gate', data: { ...ofVersion, thread: 1 } },
  RequestChanges: { to: 'policy.pay-gate', data: { ...ofVersion, reasonDigest: sha('r') } },
  WithdrawVersion: { to: 'policy.pay-gate', data: { ...ofVersion, reasonDigest: sha('r') } },
  DeprecateVersion: { to: 'policy.pay-gate', data: { ...ofVersion, reasonDigest: sha('r') } },
  ArchiveVersion: { to: 'policy.pay-gate', data: { ...ofVersion, reasonDigest: sha('r') } },
  RecallVersion: { to: 'policy.pay-gate', data: { ...ofVersion, fromVersion: 1, reasonDigest: sha('r') } },
  PublishVersion: {
    to: 'policy.pay-gate',
    data: { ...ofVersion, reasonDigest: sha('r'), ticketDigest: sha('t') },
  },
  RecordPublicationAttestation: {
    to: 'policy.pay-gate',
    data: { ...ofVersion, attempt: 1, statementDigest: sha('s'), attestationId: sha('b'), keyId: sha('k') },
  },
  RecordPublicationFailure: {
    to: 'policy.pay-gate',
    data: { ...ofVersion, attempt: 1, reason: 'SIGNER_UNREACHABLE' },
  },
  SaveWorkspace: { to: 'workspace.pay-gate', data: { policyId, files: [file('main.stella')] } },
  RecordCompilation: { to: 'workspace.pay-gate', data: { policyId, revision: 1, report } },
  ImportSnapshot: {
    to: 'snapshot.',
    data: { documents: [document], inputs: { sbomSet: ['s'], advisoryCursor: 'a', vexCursor: 'v' } },
  },
  RecordImport: {
    to: 'snapshot.snap-1',
    data: {
      snapshotId: 'snap-1',
      attempt: 1,
      outcome: { ok: false, faults: [{ document: 'd', pointer: '', code: 'C', detail: '' }] },
    },
  },
  StartSimulation: {
    to: 'simulation.sim-1',
    data: { simulationId, ...ofVersion, snapshotId: 'snap-1', environmentId: 'prod', env: { region: 'eu' } },
  },
  CancelSimulation: { to: 'simulation.sim-1', data: { simulationId } },
  RetrySimulation: { to: 'simulation.sim-1', data: { simulationId } },
  RequestTwin: { to: 'simulation.sim-1', data: { simulationId } },
  RecordPlan: {
    to: 'simulation.sim-1',
    data: { simulationId, engine: 'e', planDigest: sha('p'), shards: 1, tuples: 1 },
  },
  RecordShard: {
    to: 'simulation.sim-1',
    data: {
      simulationId,
      planDigest: sha('p'),
      index: 0,
      replica: 0,
      partialDigest: sha('d'),
      tuples: 1,
      runner: 'r',
    },
  },
  RecordShardFailure: {
    to: 'simulation.sim-1',
    data: {
      simulationId,
      planDigest: sha('p'),
      index: 0,
      replica: 0,
      code: 'ENGINE_UNAVAILABLE',
      detail: '',
      runner: 'r',
    },
  },
  RecordQuickResult: {
    to: 'simulation.sim-1',
    data: { simulationId, engines: {}, result: { resultDigest: sha('r'), counts: {}, tuples: 1, of: 2 } },
  },
  PutFile: { to: 'workspace.pay-gate', data: { policyId, file: file('policy.stella') } },
  DeleteFile: { to: 'workspace.pay-gate', data: { policyId, path: 'policy.stella' } },
  RestoreContent: {
    to: 'workspace.pay-gate',
    data: {
      policyId,
      from: { kind: 'version', policyId: 'web-gate', version: 1 },
      files: [file('policy.stella')],
    },
  },
  BeginWorkspace: {
    to: 'workspace.pay-gate',
    data: {
      policyId,
      origin: { kind: 'template', name: 'baseline', contentDigest: sha('c') },
      files: [file('policy.stella')],
      lineage: [],
      createdBy: 'u-ann',
    },
  },
  RecordRegressionTests: {
    to: 'workspace.pay-gate',
    data: { ...ofVersion, simulationId, tested: [], leftOut: [{ index: 3, reason: 'FILE_FULL' }] },
  },
  RecordReduction: { to: 'simulation.sim-1', data: { simulationId, result } },
  RecordSimulationAttestation: {
    to: 'simulation.sim-1',
    data: { simulationId, resultDigest: sha('r'), attestationId: sha('b'), keyId: sha('k'), isWorm: false },
  },
  RecordSimulationFailure: {
    to: 'simulation.sim-1',
    data: { simulationId, code: 'SIGNING_FAILED', detail: '' },
  },
  TimeOutSimulation: {
    to: 'simulation.sim-1',
    data: { simulationId, endsBy: '2026-03-02T09:00:00.000Z' },
  },
  TimeOutPublication: { to: 'policy.pay-gate', data: { ...ofVersion, attempt: 1 } },
  TimeOutImport: { to: 'snapshot.snap-1', data: { snapshotId: 'snap-1', attempt: 1 } },
  EnqueueSimulation: { to: 'queue.simulations', data: { simulationId } },
  DequeueSimulation: { to: 'queue.simulations', data: { simulationId } },
  ...ENVIRONMENT_COMMANDS,
  ...WAIVER_COMMANDS,
  ...webhookCommands,
};
const types = Object.keys(commands);
const address = (type: string, data: Readonly<Record<string, unknown>>) => {
  const found = addressOf({ type, data, tenant: 'acme' });
  return { ...found, needs: found.needsIn(aggregates[found.aggregate.type].initialState) };
};

const refusedAs = (code: string) => expect.objectContaining({ code });

/** The faults of a refusal; `undefined` when the data was taken. Any other error goes through. */
const faultsOf = (
  type: string,
  data: Readonly<Record<string, unknown>>,
): readonly InputFault[] | undefined => {
  try {
    address(type, data);
    return undefined;
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    expect(error).toStrictEqual(refusedAs('COMMAND_INVALID'));
    return error.faults;
  }
};

/** `decided in, reads` for every other aggregate that some command reads. */
const readAcross = (): readonly string[] => [
  ...new Set(
    Object.entries(commands).flatMap(([type, { data }]) => {
      const { aggregate, needs } = address(type, data);
      return Object.keys(needs).map((role) =>
        role === 'tenant' ? 'every other, tenant' : `${aggregate.type}, ${role}`,
      );
    }),
  ),
];

describe('what is decided by the state of other aggregates', () => {
  it('stands in docs/architecture.md, with what happens where that ceases to hold', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/architecture.md'), 'utf8');
    const [, section = ''] = page.split('\n## Across aggregates\n');
    const rows = (section.split('\n## ')[0] ?? '').matchAll(
      /^\| ([a-z ]+?) +\| ([a-z]+) +\| [^|]+\| (?:yes|no)\b/gm,
    );
    const documented = [...rows].map(([, decidedIn, reads]) => `${decidedIn}, ${reads}`);
    expect(documented.toSorted()).toStrictEqual(readAcross().toSorted());
  });
});

describe('the address of a command', () => {
  it('is known for every command of every aggregate', () => {
    expect(types.toSorted()).toStrictEqual(
      AGGREGATE_TYPES.flatMap((type) => aggregates[type].commandTypes).sort(),
    );
  });

  it.each(Object.entries(commands))('%s goes to its aggregate', (type, { to, data }) => {
    const { aggregate } = address(type, data);
    expect(`${aggregate.type}.${aggregate.id}`).toMatch(
      new RegExp(`^${to}${to.endsWith('.') ? '[a-z2-7]{26}' : ''}$`),
    );
  });

  it('names what a decision needs from others, by role', () => {
    const { needs } = address('StartSimulation', commands['StartSimulation']?.data ?? {});
    expect(needs).toStrictEqual({
      tenant: { type: 'tenant', id: 'acme' },
      policy: { type: 'policy', id: policyId },
      snapshot: { type: 'snapshot', id: 'snap-1' },
      environment: { type: 'environment', id: 'prod' },
      waivers: { type: 'waiver', id: policyId },
      workspace: undefined,
      queue: { type: 'queue', id: 'simulations' },
    });
  });

  it('names the workspace of a candidate that is a revision, and no queue for what does not wait', () => {
    const { version: _gone, ...rest } = commands['StartSimulation']?.data ?? {};
    const { needs } = address('StartSimulation', { ...rest, mode: 'quick', revision: 3 });
    expect(needs).toMatchObject({ workspace: { type: 'workspace', id: policyId }, queue: undefined });
  });

  it('is refused for a candidate that is neither a version nor a revision, or both, or no version of a batch', () => {
    const { version: _gone, ...rest } = commands['StartSimulation']?.data ?? {};
    const pointersOf = (more: object) =>
      faultsOf('StartSimulation', { ...rest, ...more })?.map(({ pointer }) => pointer);
    expect(pointersOf({})).toStrictEqual(['/data/version']);
    expect(pointersOf({ mode: 'quick', version: 1, revision: 1 })).toStrictEqual(['/data/version']);
    expect(pointersOf({ revision: 1 })).toStrictEqual(['/data/revision']);
  });

  it.each(Object.entries(commands))(
    '%s is refused in a suspended tenant, or is the registry’s alone',
    (type, { data }) => {
      const { aggregate, needs, decide } = address(type, data);
      const suspended = { ...openTenant, isSuspended: true };
      const roles = Object.entries(needs).map(([role, needed]) => [
        role,
        needed && aggregates[needed.type].initialState,
      ]);
      const by = { ...person('u-ann', ...SCOPES.filter((scope) => scope !== 'registry:operate')) };
      const refused = refusalOf(() =>
        decide(
          aggregate.type === 'tenant' ? suspended : aggregates[aggregate.type].initialState,
          context(by, { ...Object.fromEntries(roles), ...('tenant' in needs && { tenant: suspended }) }),
        ),
      );
      const isOperators = ['OpenTenant', 'SuspendTenant', 'ResumeTenant'].includes(type);
      expect(isOperators ? ['SCOPE_MISSING'] : ['TENANT_SUSPENDED', 'SYSTEM_REQUIRED']).toContain(refused);
    },
  );

  it('is refused for a command nobody owns', () => {
    for (const type of ['DeletePolicy', '', 'constructor', '__proto__']) {
      expect(() => address(type, {})).toThrow(refusedAs('COMMAND_UNKNOWN'));
    }
  });
});

describe('data of another shape', () => {
  it.each(types)('is refused for %s where a required member is missing, by its pointer', (type) => {
    const data = commands[type]?.data ?? {};
    const optional =
      'inputs reasonDigest ticketDigest canary percentage complete incident fromVersion secret stable';
    for (const name of Object.keys(data).filter((member) => !optional.split(' ').includes(member))) {
      const { [name]: _gone, ...rest } = data;
      expect(faultsOf(type, rest)?.map(({ pointer }) => pointer)).toStrictEqual([`/data/${name}`]);
    }
  });

  it.each(types)('is refused for %s where there is a member nobody knows', (type) => {
    const faults = faultsOf(type, { ...commands[type]?.data, isAdmin: true });
    expect(faults?.map(({ code, pointer }) => ({ code, pointer }))).toStrictEqual([
      { code: 'unrecognized_keys', pointer: '/data' },
    ]);
  });

  it('is refused with the pointer of every fault, however deep', () => {
    const files = [file('a'), { ...file('b'), sha256: 'ABC' }, { ...file('c'), size: -1 }];
    expect(
      faultsOf('SaveWorkspace', { policyId: 'Pay Gate', files })?.map(({ pointer }) => pointer),
    ).toStrictEqual(['/data/policyId', '/data/files/1/sha256', '/data/files/2/size']);
  });

  it('is refused with a pointer in the form of RFC 6901', () => {
    const data = { ...commands['StartSimulation']?.data, env: { 'a/b~c': 'x' } };
    expect(faultsOf('StartSimulation', data)?.map(({ pointer }) => pointer)).toStrictEqual([
      '/data/env/a~1b~0c',
    ]);
  });

  it('is refused where text has no UTF-8 form', () => {
    for (const [type, member] of [
      ['CreatePolicy', 'name'],
      ['RecordPlan', 'engine'],
    ] as const) {
      expect(
        faultsOf(type, { ...commands[type]?.data, [member]: 'a\ud800' })?.map(({ pointer }) => pointer),
      ).toStrictEqual([`/data/${member}`]);
    }
    const inputs = { sbomSet: ['ok', '\udc00'], advisoryCursor: 'a', vexCursor: 'v' };
    expect(
      faultsOf('ImportSnapshot', { documents: [document], inputs })?.map(({ pointer }) => pointer),
    ).toStrictEqual(['/data/inputs/sbomSet/1']);
  });

  it('is refused with pointers, whatever it is', () => {
    const foreign = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ stringUnit: 'binary' }), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(fc.constantFrom(...types), foreign, (type, data) => {
        const faults = faultsOf(type, data);
        expect(faults?.length).toBeGreaterThan(0);
        for (const { pointer } of faults ?? []) expect(pointer).toMatch(/^\/data(\/.*)?$/su);
      }),
    );
  });

  it('is refused with pointers where any one member is foreign', () => {
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(Number.MAX_VALUE, -1, 0.5, '', 'x'.repeat(5_000), null),
    );
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.nat(), anything, (type, pick, value) => {
        const data = commands[type]?.data ?? {};
        const name = Object.keys(data)[pick % Object.keys(data).length] ?? '';
        const faults = faultsOf(type, { ...data, [name]: value });
        for (const { pointer } of faults ?? [])
          expect(pointer?.split('/').slice(0, 3)).toStrictEqual(['', 'data', name]);
      }),
    );
  });
});
