import type { Schemas } from '@policy-registry/client';

import { EXIT, type Answer } from './answer.ts';
import { counted } from './table.ts';

type PolicyDiff = Schemas['PolicyDiff'];
type RuleChange = NonNullable<PolicyDiff['policy']>['rules'][number];
type RuleText = NonNullable<RuleChange['before']>;

export type DiffOptions = { readonly exitCode?: boolean };

const OMITTED = {
  binary: 'is no text',
  too_long: 'is too long, or too much of it is otherwise',
  findings: 'holds findings, which need the scope findings:read',
} as const;

/** The difference of two contents: rules first, then files as patches. */
export const shownDiff = (diff: PolicyDiff, { exitCode = false }: DiffOptions): Answer => {
  const { from, to, files, policy } = diff;
  const title = `${from.name} (revision ${from.revision}) → ${to.name} (revision ${to.revision})`;
  const rules =
    policy === null
      ? ['rules: nothing is said, for a side does not compile to any']
      : [
          ...policy.settings.map(
            ({ setting, before, after }) => `setting ${setting}: ${before ?? '–'} → ${after ?? '–'}`,
          ),
          ...policy.rules.flatMap(ruleLines),
        ];
  const patches = files.map(({ path, patch, omitted }) =>
    patch === null ? `${path} ${omitted === null ? 'is otherwise' : OMITTED[omitted]}` : patch.trimEnd(),
  );
  return {
    json: diff,
    text: [title, ...rules, `${counted(files.length, 'file')} otherwise`, ...patches].join('\n'),
    exitCode: exitCode && files.length > 0 ? EXIT.refused : EXIT.ok,
  };
};

const ruleLines = ({ rule, change, aspects, before, after }: RuleChange): readonly string[] => {
  if (before === null || after === null) return [`rule ${rule} ${change}`, ...textLines(before ?? after)];
  const lines = aspects.flatMap((aspect) => {
    const [was, is] = [PIECES[aspect](before), PIECES[aspect](after)];
    return [`  ${aspect}`, `    - ${was}`, `    + ${is}`];
  });
  return [`rule ${rule} changed`, ...lines];
};

const PIECES: Readonly<Record<RuleChange['aspects'][number], (text: RuleText) => string>> = {
  condition: ({ when }) => when,
  outcome: ({ then, else: otherwise }) =>
    [...then, ...(otherwise === null ? [] : ['else', ...otherwise])].join('; '),
  priority: ({ priority }) => String(priority),
  because: ({ because }) => because ?? '–',
};

const textLines = (text: RuleText | null): readonly string[] =>
  text === null
    ? []
    : [`  priority ${text.priority}`, `  when ${text.when}`, `  then ${PIECES.outcome(text)}`];
