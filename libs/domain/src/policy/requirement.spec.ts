import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { refusalOf } from '../testing/meeting.ts';
import { sha } from '../testing/samples.ts';
import type { ApprovalRules } from '../tenant/approval-rules.ts';
import {
  highestRequirementOf,
  lackingFault,
  lackingOf,
  requireExplained,
  requirementMet,
  requirementOf,
} from './requirement.ts';

const rules: ApprovalRules = {
  approvals: 2,
  groups: [
    { groupId: 'owners', approvals: 1 },
    { groupId: 'security', approvals: 1 },
  ],
  environments: [
    { environmentId: 'prod', approvals: 3, groups: [{ groupId: 'security', approvals: 2 }] },
    { environmentId: 'test', approvals: 1, groups: [{ groupId: 'testers', approvals: 1 }] },
  ],
};
const anywhere = { changed: [] };
const to = (environmentId: string | undefined) => ({ changed: [], environmentId });
const by = (approver: string, ...groups: readonly string[]) => ({ approver, groups });

describe('what an approval policy asks for', () => {
  it('is the same of every version', () =>
    expect(requirementOf(rules, anywhere)).toStrictEqual({ approvals: 2, groups: rules.groups }));

  it('is more where an environment asks for more, and never less', () => {
    expect(requirementOf(rules, to('prod'))).toStrictEqual({
      approvals: 3,
      groups: [
        { groupId: 'owners', approvals: 1 },
        { groupId: 'security', approvals: 2 },
      ],
    });
    expect(requirementOf(rules, to('test'))).toStrictEqual({
      approvals: 2,
      groups: [...(rules.groups ?? []), { groupId: 'testers', approvals: 1 }],
    });
    expect(requirementOf(rules, to('dev'))).toStrictEqual(requirementOf(rules, anywhere));
  });
});

describe('the owners of code', () => {
  const owned: ApprovalRules = {
    approvals: 1,
    groups: [{ groupId: 'owners', approvals: 1 }],
    owners: [
      { pattern: '*.stella', groups: [{ groupId: 'security', approvals: 1 }] },
      { pattern: 'tests/', groups: [] },
      { pattern: '/limits.stella', groups: [{ groupId: 'owners', approvals: 2 }] },
    ],
  };
  const asked = (...changed: readonly string[]) => requirementOf(owned, { changed }).groups;

  it('are asked besides for what a version changes', () => {
    expect(asked('README.md')).toStrictEqual(owned.groups);
    expect(asked('README.md', 'main.stella')).toStrictEqual([
      { groupId: 'owners', approvals: 1 },
      { groupId: 'security', approvals: 1 },
    ]);
  });

  it('are those of the last rule that matches a path, which may ask nobody', () => {
    expect(asked('limits.stella')).toStrictEqual([{ groupId: 'owners', approvals: 2 }]);
    expect(asked('tests/one.stella')).toStrictEqual(owned.groups);
    expect(asked('tests/one.stella', 'main.stella')).toHaveLength(2);
  });

  it('are asked before any of that may be changed', () =>
    expect(highestRequirementOf(owned).groups).toStrictEqual([
      { groupId: 'owners', approvals: 2 },
      { groupId: 'security', approvals: 1 },
    ]));
});

describe('approvals', () => {
  it('meet it when there are enough of them, and enough of each group', () =>
    expect(requirementMet(rules, anywhere, [by('ann', 'owners'), by('ben', 'security')])).toStrictEqual({
      isMet: true,
      lacking: [],
    }));

  it('are too few in all, though one person is in every group', () =>
    expect(requirementMet(rules, anywhere, [by('ann', 'owners', 'security')])).toStrictEqual({
      isMet: false,
      lacking: [{ needed: 2, given: 1 }],
    }));

  it('are too few of a group, however many there are', () =>
    expect(
      requirementMet(rules, to('prod'), [by('ann', 'owners'), by('ben'), by('cat', 'security')]),
    ).toStrictEqual({
      isMet: false,
      lacking: [{ groupId: 'security', needed: 2, given: 1 }],
    }));

  it('count a person once', () =>
    expect(
      lackingOf({ approvals: 2, groups: [{ groupId: 'owners', approvals: 2 }] }, [
        by('ann', 'owners'),
        by('ann', 'owners'),
      ]),
    ).toStrictEqual([
      { needed: 2, given: 1 },
      { groupId: 'owners', needed: 2, given: 1 },
    ]));

  it('from before groups counted are of no group', () =>
    expect(requirementMet(rules, anywhere, [{ approver: 'ann' }, { approver: 'ben' }]).lacking).toStrictEqual(
      [
        { groupId: 'owners', needed: 1, given: 0 },
        { groupId: 'security', needed: 1, given: 0 },
      ],
    ));

  it('that meet an environment’s requirement meet that of every version, and one more breaks nothing', () => {
    const approval = fc.record({
      approver: fc.constantFrom('ann', 'ben', 'cat', 'dan'),
      groups: fc.subarray(['owners', 'security', 'testers']),
    });
    fc.assert(
      fc.property(fc.array(approval, { maxLength: 6 }), approval, (some, another) => {
        for (const environmentId of ['prod', 'test', undefined]) {
          if (!requirementMet(rules, to(environmentId), some).isMet) continue;
          expect(requirementMet(rules, anywhere, some).isMet).toBe(true);
          expect(requirementMet(rules, to(environmentId), [...some, another]).isMet).toBe(true);
        }
      }),
    );
  });
});

it('what is lacking is said in words', () => {
  expect(lackingFault({ needed: 2, given: 1 })).toStrictEqual({
    code: 'approvals_lacking',
    detail: 'approvals: 1 of 2',
  });
  expect(lackingFault({ groupId: 'owners', needed: 1, given: 0 }).detail).toBe(
    'approvals of the group owners: 0 of 1',
  );
});

describe('what an approval has to say', () => {
  const [reasonDigest, ticketDigest] = [sha('reason'), sha('ticket')];
  it.each([
    [undefined, ['REASON_MISSING', undefined, undefined, undefined]],
    ['reason_or_ticket', ['REASON_MISSING', undefined, undefined, undefined]],
    ['reason', ['REASON_MISSING', undefined, 'REASON_MISSING', undefined]],
    ['ticket', ['TICKET_MISSING', 'TICKET_MISSING', undefined, undefined]],
    ['reason_and_ticket', ['REASON_MISSING', 'TICKET_MISSING', 'REASON_MISSING', undefined]],
  ] as const)('is %s, or it is refused', (explanation, expected) => {
    const texts = [{}, { reasonDigest }, { ticketDigest }, { reasonDigest, ticketDigest }];
    expect(texts.map((given) => refusalOf(() => requireExplained({ explanation }, given, {})))).toStrictEqual(
      expected,
    );
  });
});
