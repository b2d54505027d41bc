import { describe, it } from '@jest/globals';
import { requestDigestOf } from '@policy-registry/kernel';
import { deciderSpec } from '@policy-registry/kernel/testing';

import { NO_BINDING } from '../environment/binding.ts';
import { initialState as initialQueue } from '../queue/state.ts';
import type { Waivers } from '../waiver/state.ts';
import type { Snapshot } from '../snapshot/state.ts';
import {
  absentTenant,
  context,
  created,
  drafted,
  failedReport,
  ONE_DAY_ON,
  ONE_HOUR_AGO,
  openTenant,
  person,
  policyAfter,
  published,
  report,
  scheduler,
  sha,
  simulationRequested,
  emptyEnvironment,
} from '../testing/samples.ts';
import type { SimulationCommandOf } from './commands.ts';
import type { SimulationNeeds } from './decide.ts';
import type { SimulationFact } from './events.ts';
import { simulation } from './simulation.ts';

const snapshot: Snapshot = {
  status: 'frozen',
  documentDigests: [],
  manifestDigest: sha('manifest'),
  tuples: 10,
  frozenAt: '2026-03-01T00:00:00.000Z',
};
const needs: SimulationNeeds = {
  tenant: openTenant,
  policy: policyAfter(created, drafted),
  snapshot,
  environment: emptyEnvironment,
  workspace: undefined,
  queue: initialQueue,
};
type Requested = Extract<SimulationFact, { type: 'SimulationRequested' }>;

const simulationId = 'sim-1';

describe('starting a simulation', () => {
  const asked = {
    simulationId,
    policyId: 'pay-gate',
    version: 1,
    snapshotId: 'snap-1',
    environmentId: 'prod',
    env: {},
  };
  const start: SimulationCommandOf<'StartSimulation'> = {
    type: 'StartSimulation',
    data: { ...asked, evaluatedAt: ONE_HOUR_AGO },
  };
  const decided = deciderSpec(simulation, context(person('u-simulant', 'policy:simulate'), needs));
  /** What is expected of a start bears the digest of its request besides. */
  const given = (...history: readonly SimulationFact[]) => ({
    when: (...[command, ...context]: Parameters<ReturnType<typeof decided>['when']>) => {
      const outcome = decided(...history).when(command, ...context);
      const then = (fact: Requested) =>
        outcome.then({ ...fact, data: { ...fact.data, requestDigest: requestDigestOf(command) } });
      return { ...outcome, then };
    },
  });
  const { data } = simulationRequested;
  const requested: Requested = {
    ...simulationRequested,
    data: { ...data, requestedAt: '2026-03-02T09:00:00.000Z', endsBy: ONE_DAY_ON },
  };
  const withBase = (base: typeof data.inputs.base, version = 1) => ({
    ...requested,
    data: {
      ...requested.data,
      inputs: { ...data.inputs, base, candidate: { ...data.inputs.candidate, version } },
    },
  });

  it('freezes every input by its digest, against the empty policy where nothing is stable or published', () =>
    given().when(start).then(requested));

  it('freezes the budgets of the environment, and when the snapshot was frozen where one asks for its age', () => {
    const frozenWith = (...lines: string[]) => ({
      needs: {
        ...needs,
        environment: { ...emptyEnvironment, budgets: { version: 3, lines, simulationAgeMaxMs: 1 } },
      },
    });
    const requestedWith = (inputs: Partial<typeof data.inputs>) => ({
      ...requested,
      data: { ...requested.data, inputs: { ...data.inputs, ...inputs } },
    });
    const lines = ['error_new = 0', 'snapshot age < 7d'];
    given().when(start, frozenWith()).then(requested);
    given()
      .when(start, frozenWith('error_new = 0'))
      .then(requestedWith({ budgets: { version: 3, lines: ['error_new = 0'] } }));
    given()
      .when(start, frozenWith(...lines))
      .then(requestedWith({ snapshotFrozenAt: '2026-03-01T00:00:00.000Z', budgets: { version: 3, lines } }));
  });

  it('freezes the waivers of the policy that are active then', () => {
    const waiver: Waivers[number] = {
      ...{ waiverId: 'pay-gate.1', state: 'approved', scope: { rule: 'block' }, owner: 'u-owner' },
      ...{ requestedBy: 'u-author', approvedBy: 'u-approver', renews: undefined, changes: 2 },
      ...{ approvedAt: ONE_HOUR_AGO, expiresAt: ONE_DAY_ON, endedAt: undefined },
    };
    const late = { ...waiver, waiverId: 'pay-gate.2', approvedAt: '2026-03-02T08:30:00.000Z' };
    const waivers = [{ waiverId: 'pay-gate.1', rule: 'block' }];
    given()
      .when(start, { needs: { ...needs, waivers: [waiver, late] } })
      .then({ ...requested, data: { ...requested.data, inputs: { ...data.inputs, waivers } } });
    given()
      .when(start, { needs: { ...needs, waivers: [late] } })
      .then(requested);
  });

  it('says in the inputs that samples have no traces, and nothing where they have', () => {
    const asking = (captureExplain: boolean) => ({ ...start, data: { ...start.data, captureExplain } });
    given().when(asking(true)).then(requested);
    given()
      .when(asking(false))
      .then({
        ...requested,
        data: { ...requested.data, inputs: { ...data.inputs, captureExplain: false } },
      });
  });

  it('evaluates at the time of the command where nobody names another', () =>
    given()
      .when({ type: 'StartSimulation', data: asked })
      .then({
        ...requested,
        data: { ...requested.data, inputs: { ...data.inputs, evaluatedAt: '2026-03-02T09:00:00.000Z' } },
      }));

  it('keeps what the sender fixed, and the scheduler’s id of the run', () => {
    const chosen = { seed: 7, env: { region: 'eu' } };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, ...chosen, shardTuples: 5, runId: 'run/1' } },
        { principal: scheduler },
      )
      .then({
        ...requested,
        data: {
          ...requested.data,
          inputs: { ...data.inputs, ...chosen },
          requestedBy: 'scheduler',
          shardTuples: 5,
          runId: 'run/1',
        },
      });
  });

  it('takes the published predecessor as base', () => {
    const second = { ...drafted, data: { ...drafted.data, version: 2, semver: '1.1.0' } };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, version: 2 } },
        { needs: { ...needs, policy: policyAfter(created, drafted, published, second) } },
      )
      .then(withBase({ kind: 'version', version: 1, irDigest: sha('ir') }, 2));
  });

  it('takes a deprecated predecessor too: it was what people had', () => {
    const second = { ...drafted, data: { ...drafted.data, version: 2, semver: '1.1.0' } };
    const deprecated = {
      type: 'VersionDeprecated' as const,
      schemaVersion: 1 as const,
      data: { policyId: 'pay-gate', version: 1, by: 'u-o', at: ONE_HOUR_AGO, reasonDigest: sha('r') },
    };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, version: 2 } },
        { needs: { ...needs, policy: policyAfter(created, drafted, published, deprecated, second) } },
      )
      .then(withBase({ kind: 'version', version: 1, irDigest: sha('ir') }, 2));
  });

  it('takes no predecessor that was recalled, and rather one before it', () => {
    const version = (number: number) => ({
      ...drafted,
      data: { ...drafted.data, version: number, semver: `${number}.0.0` },
    });
    const publication = (number: number) => ({ ...published, data: { ...published.data, version: number } });
    const recalled = (number: number) => ({
      type: 'VersionRecalled' as const,
      schemaVersion: 1 as const,
      data: { policyId: 'pay-gate', version: number, by: 'u-o', at: ONE_HOUR_AGO, reasonDigest: sha('r') },
    });
    const started = { type: 'StartSimulation', data: { ...start.data, version: 3 } } as const;
    const facts = [created, version(1), publication(1), version(2), publication(2), version(3), recalled(2)];
    given()
      .when(started, { needs: { ...needs, policy: policyAfter(...facts) } })
      .then(withBase({ kind: 'version', version: 1, irDigest: sha('ir') }, 3));
    given()
      .when(started, { needs: { ...needs, policy: policyAfter(...facts, recalled(1)) } })
      .then(withBase({ kind: 'empty' }, 3));
  });

  it('takes no predecessor that was never published', () => {
    const second = { ...drafted, data: { ...drafted.data, version: 2, semver: '1.1.0' } };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, version: 2 } },
        { needs: { ...needs, policy: policyAfter(created, drafted, second) } },
      )
      .then(withBase({ kind: 'empty' }, 2));
  });

  it('prefers the stable version of the environment, also to a later published one', () => {
    const version = (number: number) => ({
      ...drafted,
      data: { ...drafted.data, version: number, semver: `${number}.0.0` },
    });
    const publication = (number: number) => ({ ...published, data: { ...published.data, version: number } });
    const policy = policyAfter(created, version(1), publication(1), version(2), publication(2), version(3));
    const stable = { ...emptyEnvironment, bindings: new Map([['pay-gate', { ...NO_BINDING, stable: 1 }]]) };
    given()
      .when(
        { type: 'StartSimulation', data: { ...start.data, version: 3 } },
        { needs: { ...needs, policy, environment: stable } },
      )
      .then(withBase({ kind: 'version', version: 1, irDigest: sha('ir') }, 3));
  });

  it('compares with what was named, also with itself under another engine, or with nothing', () => {
    const stable = { ...emptyEnvironment, bindings: new Map([['pay-gate', { ...NO_BINDING, stable: 1 }]]) };
    const engines = { base: 'embedded@1', candidate: 'embedded@2' };
    const of = (more: object): SimulationCommandOf<'StartSimulation'> => ({
      type: 'StartSimulation',
      data: { ...start.data, ...more },
    });
    given()
      .when(of({ base: { kind: 'empty' } }), { needs: { ...needs, environment: stable } })
      .then(requested);
    const itself = withBase({ kind: 'version', version: 1, irDigest: sha('ir') });
    given()
      .when(of({ base: { kind: 'version', version: 1 }, engines }))
      .then({ ...itself, data: { ...itself.data, engines } });
    given()
      .when(of({ base: { kind: 'version', version: 2 } }))
      .thenRejected('VERSION_UNKNOWN');
  });

  it('evaluates once and ahead of others where that is asked for', () =>
    given()
      .when({ type: 'StartSimulation', data: { ...start.data, twin: false, priority: 'emergency' } })
      .then({ ...requested, data: { ...requested.data, replicas: 1, priority: 'emergency' } }));

  it('takes a compiled revision as the candidate of a quick one, after all published versions', () => {
    const { version: _version, ...named } = start.data;
    const quick = (revision: number): SimulationCommandOf<'StartSimulation'> => ({
      type: 'StartSimulation',
      data: { ...named, mode: 'quick', revision, sampleTuples: 100 },
    });
    const saved = {
      contentDigest: sha('draft'),
      files: [],
      savedBy: 'u-author',
      isByRegistry: false,
      report,
    };
    const workspace = {
      regressions: [],
      revisions: [
        ...[saved, { ...saved, report: undefined }, { ...saved, report: failedReport }],
        { ...saved, isDisposed: true as const },
      ],
    };
    const policy = policyAfter(created, drafted, published);
    const withDrafts = { needs: { ...needs, policy, workspace, queue: undefined } };
    const base = { kind: 'version', version: 1, irDigest: sha('ir') } as const;
    const candidate = { revision: 1, contentDigest: sha('draft'), irDigest: sha('ir') };
    given()
      .when(quick(1), withDrafts)
      .then({
        ...requested,
        data: {
          ...requested.data,
          mode: 'quick',
          replicas: 1,
          sampleTuples: 100,
          inputs: { ...data.inputs, base, candidate },
        },
      });
    given().when(quick(2), withDrafts).thenRejected('REVISION_NOT_COMPILED');
    given().when(quick(3), withDrafts).thenRejected('REVISION_HAS_ERRORS');
    given().when(quick(4), withDrafts).thenRejected('REVISION_DISPOSED');
    given().when(quick(5), withDrafts).thenRejected('REVISION_UNKNOWN');
  });

  it('is refused a quick one where the tenant has switched them off, and a batch one never', () => {
    const { data: batch } = start;
    const quick = { type: 'StartSimulation', data: { ...batch, mode: 'quick' } } as const;
    const where = (isOn: boolean) => ({
      needs: {
        ...needs,
        tenant: { ...openTenant, settings: { ...openTenant.settings, flags: { quickSimulations: isOn } } },
      },
    });
    given().when(quick, where(false)).thenRejected('QUICK_SIMULATIONS_OFF');
    const started = { ...requested, data: { ...requested.data, mode: 'quick' as const, replicas: 1 } };
    given().when(quick, where(true)).then(started);
    given().when(quick).then(started);
    given().when(start, where(false)).then(requested);
  });

  it('is refused when as many wait as may, and starts when one place is left', () => {
    const settings = { ...openTenant.settings, simulationsRunningMax: 1, simulationsWaitingMax: 1 };
    const place = (simulationId: string) => ({ simulationId, priority: 'normal' as const, arrival: 1 });
    const with2 = {
      ...needs,
      tenant: { ...openTenant, settings },
      queue: { running: [place('a')], waiting: [place('b')], arrivals: 2 },
    };
    given().when(start, { needs: with2 }).thenRejected('SIMULATION_QUEUE_FULL');
    given()
      .when(start, { needs: { ...with2, queue: { ...with2.queue, waiting: [] } } })
      .then(requested);
    const { data: batch } = start;
    const quick = given().when(
      { type: 'StartSimulation', data: { ...batch, mode: 'quick' } },
      { needs: { ...with2, queue: undefined } },
    );
    quick.then({ ...requested, data: { ...requested.data, mode: 'quick', replicas: 1 } });
  });

  it('starts once, and what was recorded before requests had a digest starts no more', () => {
    const started = { ...requested, data: { ...requested.data, requestDigest: requestDigestOf(start) } };
    given(started).when(start).thenNothing();
    given(requested).when(start).thenNothing();
  });

  it('is refused under an id that another request has taken, however long ago', () => {
    const started = { ...requested, data: { ...requested.data, requestDigest: requestDigestOf(start) } };
    for (const other of [{ version: 2 }, { env: { region: 'eu' } }, { priority: 'high' as const }])
      given(started)
        .when({ type: 'StartSimulation', data: { ...start.data, ...other } })
        .thenRejected('SIMULATION_TAKEN');
  });

  it('is refused over a snapshot that is not frozen', () => {
    given()
      .when(start, { needs: { ...needs, snapshot: undefined } })
      .thenRejected('INPUTS_UNFROZEN');
    const importing: Snapshot = { status: 'importing', attempt: 1, documentDigests: [], endsBy: undefined };
    given()
      .when(start, { needs: { ...needs, snapshot: importing } })
      .thenRejected('INPUTS_UNFROZEN');
  });

  it('is refused for what is not there', () => {
    given()
      .when(start, { needs: { ...needs, policy: undefined } })
      .thenRejected('POLICY_UNKNOWN');
    given()
      .when(start, { needs: { ...needs, policy: policyAfter(created) } })
      .thenRejected('VERSION_UNKNOWN');
    given()
      .when(start, { needs: { ...needs, environment: { status: 'absent' } } })
      .thenRejected('ENVIRONMENT_UNKNOWN');
    given()
      .when(start, { needs: { ...needs, tenant: absentTenant } })
      .thenRejected('TENANT_UNKNOWN');
  });

  it('is refused without a scope to simulate', () =>
    given()
      .when(start, { principal: person('u-simulant', 'policy:author') })
      .thenRejected('SCOPE_MISSING'));
});
