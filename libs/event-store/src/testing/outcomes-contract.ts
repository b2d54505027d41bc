import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sha256Hex, type Outcome } from '@policy-registry/kernel';

import type { Outcomes } from '../outcomes.ts';

export type StartedOutcomes = { readonly outcomes: Outcomes; readonly stop: () => Promise<void> };

const START_MS = 30_000;

type Rejected = Extract<Outcome, { status: 'rejected' }>;
type Accepted = Extract<Outcome, { status: 'accepted' }>;
type Unchanged = Extract<Outcome, { status: 'unchanged' }>;

/** What every store of outcomes does. */
export const outcomesContract = (name: string, start: () => Promise<StartedOutcomes>): void =>
  describe(`${name} keeps outcomes`, () => {
    let outcomes: Outcomes;
    let stop: StartedOutcomes['stop'] = async () => undefined;
    let commands = 0;
    beforeAll(async () => {
      ({ outcomes, stop } = await start());
    }, START_MS);
    afterAll(() => stop());

    const fresh = () => {
      const of = { commandId: `c-${(commands += 1)}`, tenant: 'acme', requestDigest: sha256Hex('request') };
      const rejected: Rejected = {
        ...of,
        status: 'rejected',
        code: 'POLICY_UNKNOWN',
        detail: 'no ü',
        faults: [],
      };
      const aggregate = { type: 'policy', id: 'pay-gate', version: 3 } as const;
      const facts = [{ type: 'PolicyCreated', schemaVersion: 1, data: { policyId: 'pay-gate' } }];
      const accepted: Accepted = { ...of, status: 'accepted', seq: 7, aggregate, facts };
      const unchanged: Unchanged = { ...of, status: 'unchanged', seq: 7, aggregate };
      const read = () => outcomes.read(of.tenant, of.commandId);
      return { rejected, accepted, unchanged, read };
    };

    it('has none of a command that was not decided', async () => {
      expect(await fresh().read()).toBeUndefined();
    });

    it('gives back each kind as it was recorded', async () => {
      for (const kind of ['rejected', 'accepted', 'unchanged'] as const) {
        const { read, ...of } = fresh();
        expect(await outcomes.record(of[kind])).toStrictEqual(of[kind]);
        expect(await read()).toStrictEqual(of[kind]);
      }
    });

    it('keeps the first: a later one reads it', async () => {
      const { rejected, unchanged, read } = fresh();
      await outcomes.record(rejected);
      expect(await outcomes.record({ ...rejected, code: 'POLICY_EXISTS' })).toStrictEqual(rejected);
      expect(await outcomes.record(unchanged)).toStrictEqual(rejected);
      expect(await read()).toStrictEqual(rejected);
    });

    it.each(['rejected', 'unchanged'] as const)(
      'lets an acceptance replace what is %s, since its event exists',
      async (kind) => {
        const { accepted, read, ...of } = fresh();
        await outcomes.record(of[kind]);
        expect(await outcomes.record(accepted)).toStrictEqual(accepted);
        expect(await read()).toStrictEqual(accepted);
      },
    );

    it('lets nothing replace an acceptance', async () => {
      const { accepted, rejected, unchanged, read } = fresh();
      await outcomes.record(accepted);
      for (const later of [rejected, unchanged, { ...accepted, seq: 8 }]) {
        expect(await outcomes.record(later)).toStrictEqual(accepted);
      }
      expect(await read()).toStrictEqual(accepted);
    });

    it('answers everybody with the one that stands', async () => {
      const { rejected, read } = fresh();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, at) => outcomes.record({ ...rejected, detail: `writer ${at}` })),
      );
      const standing = await read();
      expect(answers).toStrictEqual(answers.map(() => standing));
    });

    it('ends with the acceptance, in whatever order writers come', async () => {
      const { accepted, rejected, read } = fresh();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, at) => outcomes.record(at % 2 === 0 ? rejected : accepted)),
      );
      expect(await read()).toStrictEqual(accepted);
      expect(answers.filter((_, at) => at % 2 === 1)).toStrictEqual(
        Array.from({ length: 5 }, () => accepted),
      );
    });

    it('keeps tenants apart', async () => {
      const { rejected } = fresh();
      await outcomes.record(rejected);
      expect(await outcomes.read('globex', rejected.commandId)).toBeUndefined();
    });
  });
