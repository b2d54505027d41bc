import { describe, expect, it } from '@jest/globals';
import type { Row } from '@policy-registry/kernel';

import { fact, folded, historyOf, inStream, sha, type Said } from './testing/history.ts';
import { facts } from './testing/life.ts';

const rowsAfter = (table: string, said: readonly Said[]): readonly Row[] =>
  folded(inStream(said)).rowsOf('acme', table);

const of = { environmentId: 'prod', policyId: 'pay-gate' };
const at = '2026-03-02T12:00:30.000Z';
const gates = { coverage: { percentMin: 80 } };
const set = { version: 1, gates, setBy: 'u-adm', setAt: at };
const gatesSet = fact('GatesSet', { environmentId: 'prod', ...set, reasonDigest: sha('reason') });
const seen = { version: 1, contentDigest: sha('content'), gatesVersion: 1 };
const approvedBy = (by: string, more: object = {}) =>
  fact('PromotionApproved', { ...of, ...seen, ...more, by, at, reasonDigest: sha('reason') });
const shown = (by: string, more: object = {}) => ({
  ...{ policyId: 'pay-gate', ...seen, stable: null, simulationId: null, by, at },
  ...more,
});
const found = {
  version: 1,
  verdicts: [{ gate: 'coverage', ok: true, value: '4 of 5 rules', needed: 'at least 80 % of the rules' }],
};

describe('the gates of an environment', () => {
  const begin = () => {
    const say = historyOf('acme');
    const tell = (one: ReturnType<typeof fact>): Said => say('environment', 'prod', one);
    return { tell, said: [tell(facts.environment), tell(gatesSet)] };
  };

  it('are shown with their version and who set them', () =>
    expect(rowsAfter('environment_catalog', begin().said)).toMatchObject([
      { gates: set, promotion_approvals: [], changes: 2 },
    ]));

  it('have what was approved last of each person and version, until what is stable changes', () => {
    const { tell, said } = begin();
    const bound = { stable: 2, simulationId: 'sim-1', resultDigest: sha('r') };
    const approved = [
      ...said,
      tell(approvedBy('u-ann')),
      tell(approvedBy('u-ben')),
      tell(approvedBy('u-ann', bound)),
    ];
    expect(rowsAfter('environment_catalog', approved)).toMatchObject([
      {
        promotion_approvals: [shown('u-ben'), shown('u-ann', { stable: 2, simulationId: 'sim-1' })],
      },
    ]);
    const promoted = [...approved, tell(fact('VersionPromoted', { ...facts.promoted.data, gates: found }))];
    expect(rowsAfter('environment_catalog', promoted)).toMatchObject([{ promotion_approvals: [] }]);
  });

  it('are kept with what is bound, as each of them found it, also of a canary that becomes stable', () => {
    const { tell, said } = begin();
    const canary = { tags: [], basisPoints: 500, salt: 'prod/1' };
    const started = fact('VersionPromoted', { ...facts.promoted.data, gates: found, canary });
    const { semver, contentDigest, irDigest, version } = facts.promoted.data;
    const completed = fact('CanaryCompleted', {
      ...{ ...of, version, semver, contentDigest, irDigest },
      ...{ by: 'u-ops', at, reasonDigest: sha('reason') },
    });
    const canaryOnly = [...said, tell(started)];
    expect(rowsAfter('environment_binding', canaryOnly)).toMatchObject([
      { gates: null, canary: { gates: found } },
    ]);
    expect(rowsAfter('environment_binding', [...canaryOnly, tell(completed)])).toMatchObject([
      { gates: found, canary: null },
    ]);
  });
});
