import type { Entry, PolicySource, Profile, Rule } from './ast.ts';
import type { CheckedPolicy, CheckedRule } from './check-policy.ts';
import { VENDOR_WEIGHT } from './check-profile.ts';
import type { Report } from './diagnostics.ts';
import type { IrAction, IrPolicy, IrRule, IrSeverityProfile } from './ir.ts';
import { addNames, namesReadBy } from './reads.ts';
import { shadowsOf } from './shadows.ts';
import { FALSE, TRUE, truthsOf, UNKNOWN } from './truths.ts';

/** Remarks on what a policy without errors says and cannot mean. */
export const lint = (
  source: PolicySource,
  { policy, rules, constants }: CheckedPolicy,
  report: Report,
): void => {
  for (const { at, message } of constants) report('CONSTANT_CANNOT_BE', at, message);
  lintPriorities(rules, report);
  lintReach(rules, report);
  if (source.profile !== undefined && policy.profiles !== undefined)
    lintProfile(source.profile, policy.profiles.severity, report);
  lintDeclarations(source.settings, policy, report);
};

const lintPriorities = (rules: readonly CheckedRule[], report: Report): void => {
  let previous: Rule | undefined;
  for (const { source } of rules) {
    if (previous?.priority === source.priority) {
      const clash = `\`${source.name}\` has the priority ${source.priority} of \`${previous.name}\``;
      report('PRIORITY_CLASH', source.at, `${clash}: its name alone puts it after`);
    }
    previous = source;
  }
};

/** Which rules and branches can apply. */
const lintReach = (rules: readonly CheckedRule[], report: Report): void => {
  const shadows = shadowsOf();
  let last: string | undefined;
  for (const { source, ir } of rules) {
    const { name, at } = source;
    if (last !== undefined) {
      report('RULE_UNREACHABLE', at, `\`${name}\` is never tried: \`${last}\` always applies before it`);
      continue;
    }
    const truths = truthsOf(ir.when);
    lintBranches({ source, ir }, truths, report);
    const condition = shadows.split(ir.when);
    const shadow = truths === TRUE || (truths & TRUE) === 0 ? undefined : shadows.of(condition);
    if (shadow !== undefined)
      report(
        'RULE_SHADOWED',
        at,
        `whenever the condition of \`${name}\` is true, ${shadow} applies before it`,
      );
    if (always(ir.then)) shadows.add(name, condition);
    if (isLast(ir, truths)) last = name;
  }
};

const lintBranches = ({ source, ir }: CheckedRule, truths: number, report: Report): void => {
  const { name, at } = source;
  const [first] = source.else ?? [];
  if (ir.else !== undefined && first !== undefined && (truths & FALSE) === 0) {
    report(
      'BRANCH_UNREACHABLE',
      first.at,
      `the condition of \`${name}\` is never false: its \`else\` never applies`,
    );
  }
  if ((truths & TRUE) !== 0) return;
  const [then] = source.then;
  if (ir.else === undefined) report('RULE_UNREACHABLE', at, `the condition of \`${name}\` is never true`);
  else if (then !== undefined)
    report(
      'BRANCH_UNREACHABLE',
      then.at,
      `the condition of \`${name}\` is never true: its \`then\` never applies`,
    );
};

/** A branch with `ignore until` or `defer until` stops applying at that time, and the next rule is tried. */
const always = (branch: readonly IrAction[]): boolean => branch.every((action) => !('until' in action));

/** Whether no rule after this one is ever tried. */
const isLast = ({ then, else: otherwise }: IrRule, truths: number): boolean => {
  if ((truths & UNKNOWN) !== 0) return false;
  const stopsOnTrue = (truths & TRUE) === 0 || always(then);
  const stopsOnFalse = (truths & FALSE) === 0 || (otherwise !== undefined && always(otherwise));
  return stopsOnTrue && stopsOnFalse;
};

const lintProfile = ({ blocks }: Profile, { env }: IrSeverityProfile, report: Report): void => {
  const compiled = env.values();
  for (const block of blocks) {
    const { name, at } = block;
    if (block.kind === 'map') {
      if (name !== VENDOR_WEIGHT) report('UNUSED_MAP', at, `nothing reads a map \`${name}\``);
      else if (block.entries.length === 0) report('UNUSED_MAP', at, `\`${name}\` has no entries`);
      continue;
    }
    const { lines = [] } = compiled.next().value ?? {};
    if (lines.length === 0) report('UNUSED_ENTRY', at, `\`env ${name}\` has no lines`);
    block.lines.forEach((line, index) => {
      const when = lines[index]?.when;
      if (when !== undefined && (truthsOf(when) & TRUE) === 0)
        report('UNUSED_ENTRY', line.at, 'the condition of this line is never true');
    });
  }
};

const lintDeclarations = (settings: readonly Entry[], policy: IrPolicy, report: Report): void => {
  const declared = settings.flatMap(({ key, value }) =>
    value.kind === 'block'
      ? value.entries.map((entry) => ({ name: `${key}.${entry.key}`, at: entry.at }))
      : [],
  );
  if (declared.length === 0) return;
  const read = new Set(policy.rules.flatMap(namesReadBy));
  for (const { lines } of policy.profiles?.severity.env ?? []) {
    for (const { when } of lines) addNames(when, read);
  }
  for (const { name, at } of declared) {
    if (!read.has(name)) report('UNUSED_ENTRY', at, `nothing reads \`${name}\``);
  }
};
