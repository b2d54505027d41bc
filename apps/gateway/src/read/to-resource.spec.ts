import { describe, expect, it } from '@jest/globals';
import {
  allEnvironments,
  auditPage,
  deliveryPage,
  historyPage,
  policyPage,
  promotionPage,
  revisionPage,
  shardsOfSimulation,
  simulationPage,
  snapshotPage,
  tables,
  theTenant,
  timelinePage,
  threadPage,
  versionPage,
  waiverPage,
} from '@policy-registry/read-models';

import { NUMBERS, toResource } from './to-resource.ts';

const first = { size: 1, after: undefined };
const queries = [
  allEnvironments(),
  auditPage({})(first),
  deliveryPage('dead')(first),
  historyPage({ environmentId: 'prod' }, first),
  policyPage(first),
  promotionPage({ environmentId: 'prod', policyId: 'gate' }, first),
  revisionPage('gate', first),
  shardsOfSimulation('s-1'),
  simulationPage(first),
  snapshotPage(first),
  theTenant(),
  timelinePage('gate', 1, first),
  threadPage('gate', 1, first),
  versionPage('gate', first),
  waiverPage({})(first),
];

// `a, b as "c"`: the column and the name it is answered under, for plain columns.
const membersOf = (text: string): readonly (readonly [string, string])[] =>
  [...text.matchAll(/(?:^select |, |,\s+)(?:[eh]\.)?([a-z_]+)(?: as "?([A-Za-z]+)"?)?(?=,|\s+from)/g)].map(
    ([, column = '', alias]) => [column, alias ?? column] as const,
  );
/** The query without what it asks in parentheses. */
const outermost = (text: string): string => {
  const rest = text.replaceAll(/\([^()]*\)/g, '');
  return rest === text ? text : outermost(rest);
};
const columnsOf = (text: string) => {
  const name = /from ([a-z_]+)/.exec(outermost(text))?.[1];
  return tables.find(({ table }) => table === name)?.columns ?? {};
};

describe('the members that are numbers', () => {
  it('are the bigint columns that queries answer, and no others', () => {
    const members = queries.flatMap(({ text }) => {
      const columns = columnsOf(text);
      return membersOf(text).map(([column, member]) => ({ member, type: columns[column] }));
    });
    const bigints = members.filter(({ type }) => type === 'bigint').map(({ member }) => member);
    expect([...new Set(bigints)].sort()).toStrictEqual([...NUMBERS]);
    expect(
      members.filter(({ member, type }) => type !== undefined && type !== 'bigint' && NUMBERS.has(member)),
    ).toStrictEqual([]);
  });
});

describe('a row', () => {
  it('has its numbers as numbers, and everything else as it was', () => {
    expect(
      toResource({ version: '3', supersedes: null, semver: '1.0.0', isShadow: false, lineage: ['u'] }),
    ).toStrictEqual({
      version: 3,
      supersedes: null,
      semver: '1.0.0',
      isShadow: false,
      lineage: ['u'],
    });
  });
});
