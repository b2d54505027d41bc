import type { Entry, PolicySource, Profile, Rule } from './ast.ts';
import { type Cursor, cursorOver, unexpected } from './cursor.ts';
import type { Report } from './diagnostics.ts';
import { LANGUAGE } from './language.ts';
import { RULES_MAX } from './limits.ts';
import { parseEntries } from './parse-entries.ts';
import { parseProfile } from './parse-profile.ts';
import { parseRule } from './parse-rule.ts';
import { type Parsing, recovering, startsPolicy } from './recovery.ts';
import type { Token } from './tokens.ts';

/** policy = "policy" string "syntax" string "{" { metadata | settings | profile | rule } "}". Reports every fault it meets. */
export const parsePolicy = (tokens: readonly Token[], report: Report): PolicySource => {
  const cursor = cursorOver(tokens);
  const parsing = { cursor, report };
  const name = recovering(
    parsing,
    () => parseHeader(parsing),
    undefined,
    (here) => here.isMark('{'),
  );
  const blocks: Blocks = { metadata: undefined, settings: undefined, profile: undefined, rules: [] };
  // After a fault in the header the braces are taken as they come.
  const isOpen = cursor.takeMark('{');
  if (!isOpen && name !== undefined)
    recovering(parsing, () => cursor.expectMark('{'), undefined, startsBlock);
  while (!cursor.isMark('}') && cursor.peek().kind !== 'end' && !startsPolicy(cursor))
    parseBlock(parsing, blocks);
  if (isOpen)
    recovering(
      parsing,
      () => cursor.expectMark('}'),
      undefined,
      () => false,
    );
  parseRest(parsing);
  return {
    name: name ?? '',
    metadata: blocks.metadata ?? [],
    settings: blocks.settings ?? [],
    profile: blocks.profile,
    rules: blocks.rules,
  };
};

type Blocks = {
  metadata: readonly Entry[] | undefined;
  settings: readonly Entry[] | undefined;
  profile: Profile | undefined;
  readonly rules: Rule[];
};

const parseHeader = ({ cursor, report }: Parsing): string => {
  cursor.expectWord('policy');
  const { text: name } = cursor.expectString('the name of the policy in quotes');
  cursor.expectWord('syntax');
  const syntax = cursor.expectString(`\`"${LANGUAGE}"\``);
  if (syntax.text !== LANGUAGE)
    report('DSL_UNKNOWN_SYNTAX', syntax.at, `this compiler knows \`syntax "${LANGUAGE}"\` only`);
  return name;
};

const BLOCKS = ['metadata', 'settings', 'profile', 'rule'] as const;
const startsBlock = (cursor: Cursor): boolean =>
  !cursor.isAfterDot() && BLOCKS.some((word) => cursor.isWord(word));

const parseBlock = (parsing: Parsing, blocks: Blocks): void => {
  const { cursor } = parsing;
  if (cursor.isWord('rule')) return parseOneRule(parsing, blocks);
  if (cursor.isWord('profile')) return parseOneProfile(parsing, blocks);
  const word = cursor.isWord('metadata') ? 'metadata' : 'settings';
  const parse = (): readonly Entry[] => {
    if (!startsBlock(cursor)) throw unexpected(cursor.peek(), 'a block or a rule');
    const { at } = cursor.next();
    if (blocks[word] !== undefined)
      parsing.report('DSL_DUPLICATE_BLOCK', at, `\`${word}\` already stands in this policy`);
    return parseEntries(parsing);
  };
  const start = cursor.peek();
  const isKnown = startsBlock(cursor);
  const entries = recovering(parsing, parse, [], startsBlock);
  if (isKnown) blocks[word] ??= entries;
  // A stray token that is itself a stop must not hold the parser.
  if (cursor.peek() === start) cursor.next();
};

const parseOneRule = (parsing: Parsing, blocks: Blocks): void => {
  const { at } = parsing.cursor.peek();
  const rule = parseRule(parsing);
  blocks.rules.push(rule);
  if (blocks.rules.length === RULES_MAX + 1) {
    parsing.report('DSL_TOO_MANY_RULES', at, `a policy has at most ${RULES_MAX} rules`);
  }
};

const parseOneProfile = (parsing: Parsing, blocks: Blocks): void => {
  const { at } = parsing.cursor.peek();
  const profile = recovering(parsing, () => parseProfile(parsing), undefined, startsBlock);
  if (profile === undefined) return;
  if (blocks.profile !== undefined)
    parsing.report('DSL_DUPLICATE_BLOCK', at, '`profile severity` already stands in this policy');
  blocks.profile ??= profile;
};

const parseRest = ({ cursor, report }: Parsing): void => {
  while (cursor.peek().kind !== 'end') {
    const token = cursor.peek();
    if (!startsPolicy(cursor)) {
      const fault = unexpected(token, 'the end of the file');
      report(fault.code, fault.at, fault.message);
      while (cursor.peek().kind !== 'end' && !startsPolicy(cursor)) cursor.next();
      continue;
    }
    report('DSL_MULTIPLE_POLICIES', token.at, 'a file holds exactly one policy');
    cursor.next();
    while (cursor.peek().kind !== 'end' && !cursor.isMark('{') && !startsPolicy(cursor)) cursor.next();
    skipWholePolicy(cursor);
  }
};

const skipWholePolicy = (cursor: Cursor): void => {
  for (let depth = 0; cursor.peek().kind !== 'end' && !startsPolicy(cursor);) {
    if (cursor.isMark('{')) depth += 1;
    if (cursor.isMark('}')) depth -= 1;
    cursor.next();
    if (depth <= 0) return;
  }
};
