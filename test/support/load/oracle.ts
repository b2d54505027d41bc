import { at, jsonOf, numberAt, textAt } from '../json.ts';
import { sha256 } from '../digests.ts';
import { isSettled, type Command, type Outcome } from './command.ts';

/** A message of the stream of events. */
export type Logged = { readonly seq: number; readonly subject: string; readonly bytes: Uint8Array };

export type Evidence = {
  readonly commands: readonly Command[];
  /** The whole stream, in its order. */
  readonly log: readonly Logged[];
  /** What the registry says of each command now, by its id. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
};

/**
 * - `lost`: confirmed to its sender, and not there;
 * - `doubled`: there more than once;
 * - `contradicted`: told two things, or another one than what happened;
 * - `unresolved`: nobody can say what became of it, however often they ask;
 * - `unasked`: an event of a person who asked for nothing of the kind;
 * - `broken-chain`, `gap`: the log itself lacks something or has too much;
 * - `broken-answer`: an answer that no client should ever see.
 */
export type Finding = {
  readonly finding:
    'lost' | 'doubled' | 'contradicted' | 'unresolved' | 'unasked' | 'broken-chain' | 'gap' | 'broken-answer';
  readonly about: string;
};

export type Judgement = {
  /** Commands whose effect is there once, or that changed nothing because it was there. */
  readonly ok: number;
  readonly refused: number;
  /** Of these, how many had no answer at first. */
  readonly unknownResolved: number;
  readonly findings: readonly Finding[];
};

/** Holds what senders were told against the log. */
export const judge = ({ commands, log, outcomes }: Evidence): Judgement => {
  const events = log.map(toEvent);
  const byCommand = Map.groupBy(events, ({ tenant, commandId }) => `${tenant} ${commandId}`);
  const judged = commands.map((command) => ({
    command,
    findings: findingsOf(command, {
      events: byCommand.get(`${command.tenant} ${command.commandId}`)?.length ?? 0,
      outcome: outcomes.get(command.commandId) ?? 'unknown',
    }),
  }));
  const sound = judged.filter(({ findings }) => findings.length === 0).map(({ command }) => command);
  const known = new Set(commands.map(({ tenant, commandId }) => `${tenant} ${commandId}`));
  const isRefused = ({ words }: Command): boolean => words.some(({ says }) => says === 'refused');
  return {
    ok: sound.filter((command) => !isRefused(command)).length,
    refused: sound.filter(isRefused).length,
    unknownResolved: sound.filter(({ words }) => words[0]?.says === 'nothing').length,
    findings: [
      ...judged.flatMap(({ findings }) => findings),
      ...[...byCommand]
        .filter(([id, { length }]) => length > 1 && !known.has(id))
        .map(([id, { length }]) => finding('doubled', `${length} events of command ${id}`)),
      ...events
        .filter(({ isByPerson, tenant, commandId }) => isByPerson && !known.has(`${tenant} ${commandId}`))
        .map(({ seq, commandId }) => finding('unasked', `event ${seq} of command ${commandId}`)),
      ...gapsIn(log),
      ...chainBreaksIn(events),
    ],
  };
};

const finding = (name: Finding['finding'], about: string): Finding => ({ finding: name, about });

type Truth = { readonly events: number; readonly outcome: Outcome };

const findingsOf = (command: Command, { events, outcome }: Truth): readonly Finding[] => {
  const { words, what, tenant, commandId } = command;
  const told = [...new Set(words.map(textOf))];
  const about = `${what} (${tenant} ${commandId}): told ${told.join(', ')}; ${outcome}; ${events} events`;
  const has = (says: string): boolean => words.some((word) => word.says === says);
  const codes = new Set(words.flatMap((word) => (word.says === 'refused' ? [word.code] : [])));
  const isDone = has('done') || outcome === 'accepted';
  const isRefused = has('refused') || outcome === 'rejected';
  const isDecided = isSettled(command) || !['pending', 'unknown'].includes(outcome);
  const worst: readonly (readonly [boolean, Finding['finding']])[] = [
    [events > 1, 'doubled'],
    [isRefused && (events > 0 || isDone), 'contradicted'],
    [codes.size > 1, 'contradicted'],
    [isDone && events === 0 && outcome !== 'unchanged', 'lost'],
    [has('pending') && !isDecided && outcome === 'unknown', 'lost'],
    [!isDecided, 'unresolved'],
    [has('broken'), 'broken-answer'],
  ];
  return worst.flatMap(([holds, name]) => (holds ? [finding(name, about)] : [])).slice(0, 1);
};

const textOf = (word: Command['words'][number]): string =>
  word.says === 'refused' ? word.code : word.says === 'broken' ? `status ${word.status}` : word.says;

type Event = {
  readonly seq: number;
  readonly subject: string;
  readonly tenant: string;
  readonly commandId: string;
  readonly version: number;
  readonly prevHash: string;
  readonly hash: string;
  readonly isByPerson: boolean;
};

const toEvent = ({ seq, subject, bytes }: Logged): Event => {
  const envelope = jsonOf(Buffer.from(bytes).toString('utf8'));
  return {
    seq,
    subject,
    tenant: textAt(envelope, 'tenant'),
    commandId: textAt(envelope, 'commandId'),
    version: numberAt(envelope, 'aggregate', 'version'),
    prevHash: textAt(envelope, 'prevHash'),
    hash: sha256(bytes),
    isByPerson: at(envelope, 'actor', 'type') === 'user',
  };
};

// Nothing ever takes an event out of the stream.
const gapsIn = (log: readonly Logged[]): readonly Finding[] =>
  log.flatMap(({ seq }, index) => {
    const before = log[index - 1]?.seq ?? 0;
    return seq === before + 1 ? [] : [finding('gap', `event ${seq} comes after ${before}`)];
  });

const NO_PREVIOUS_HASH = '0'.repeat(64);

const chainBreaksIn = (events: readonly Event[]): readonly Finding[] =>
  [...Map.groupBy(events, ({ subject }) => subject).values()].flatMap((chain) =>
    chain.flatMap(({ seq, subject, version, prevHash }, index) =>
      version === index + 1 && prevHash === (chain[index - 1]?.hash ?? NO_PREVIOUS_HASH)
        ? []
        : [finding('broken-chain', `event ${seq} does not continue ${subject}`)],
    ),
  );
