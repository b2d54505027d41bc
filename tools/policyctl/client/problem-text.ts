import type { Problem } from '@policy-registry/client';

/** A problem as lines for people: what, and each fault with its place. */
export const problemText = (problem: Problem): string => {
  const { code, title, detail, status, traceId, errors } = problem;
  const head = `${code}${status === undefined ? '' : ` (${status})`}: ${detail ?? title ?? 'refused'}`;
  const faults = (errors ?? []).map(
    (fault) => `  ${placeOf(fault)}${fault.detail ?? fault.code ?? 'refused'}`,
  );
  return [head, ...faults, ...(traceId === undefined ? [] : [`  trace ${traceId}`])].join('\n');
};

const placeOf = ({ document, pointer, line, column }: NonNullable<Problem['errors']>[number]): string => {
  const at = line === undefined ? undefined : `${line}:${column ?? 1}`;
  const parts = [document, pointer, at].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? '' : `${parts.join(' ')}: `;
};
