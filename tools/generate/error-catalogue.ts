import { edgeProblems, problemOfRejection, problemType, type ProblemKind } from '@policy-registry/contracts';

import { REMEDIES } from './remedies.ts';

const HEAD = `# Errors

Every refusal is \`application/problem+json\` (RFC 9457): \`type\` points here, \`code\` is one of these, \`detail\` says
what exactly, \`traceId\` finds it in the logs. \`errors\` lists faults in what was sent: \`pointer\` (a JSON pointer),
or \`line\` and \`column\`, and for imported documents \`document\`.

\`UNAVAILABLE\` and \`READ_MODEL_BEHIND\` say nothing about the request: send it again, with the same
\`Idempotency-Key\`. So does no answer at all.
`;

/** The page that problem types point to. Throws when a code has no remedy, or a remedy no code. */
export const errorCatalogue = (): string => {
  const kinds = byCode([...Object.values(edgeProblems), ...Object.values(problemOfRejection)]);
  const gone = Object.keys(REMEDIES).filter((code) => !kinds.has(code));
  if (gone.length > 0) throw new Error(`remedies.ts names codes that are not there: ${gone.join(', ')}`);
  const rows = [...kinds.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([code, kind]) => rowOf(code, kind));
  return [HEAD, '| Code | Status | Title | What to do |', '| --- | --- | --- | --- |', ...rows, ''].join(
    '\n',
  );
};

const byCode = (kinds: readonly ProblemKind[]): ReadonlyMap<string, readonly ProblemKind[]> => {
  const grouped = new Map<string, ProblemKind[]>();
  for (const kind of kinds) grouped.set(kind.code, [...(grouped.get(kind.code) ?? []), kind]);
  return grouped;
};

const rowOf = (code: string, kinds: readonly ProblemKind[]): string => {
  const remedy = REMEDIES[code];
  if (remedy === undefined) throw new Error(`remedies.ts says nothing of ${code}`);
  const statuses = [...new Set(kinds.map(({ status }) => status))].sort().join(', ');
  const titles = [...new Set(kinds.map(({ title }) => title))].join('<br>');
  const anchor = problemType(code).split('#')[1] ?? '';
  return `| <a id="${anchor}"></a>\`${code}\` | ${statuses} | ${titles} | ${remedy} |`;
};
