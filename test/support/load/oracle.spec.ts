import { describe, expect, it } from '@jest/globals';

import { sha256 } from '../digests.ts';
import { wordOf, type Command, type Outcome, type Word } from './command.ts';
import { judge, type Evidence, type Logged } from './oracle.ts';

const DONE: Word = { says: 'done' };
const PENDING: Word = { says: 'pending' };
const NOTHING: Word = { says: 'nothing' };
const refused = (code: string): Word => ({ says: 'refused', code });

const command = (commandId: string, ...words: readonly Word[]): Command => ({
  commandId,
  tenant: 'acme',
  what: `POST /${commandId}`,
  words,
});

type Entry = { readonly id: string; readonly of: string; readonly actor?: string; readonly tenant?: string };

/** A log as deciders write it: each event continues its aggregate. */
const logOf = (...entries: readonly Entry[]): readonly Logged[] => {
  const heads = new Map<string, { readonly version: number; readonly hash: string }>();
  return entries.map(({ id, of, actor = 'user', tenant = 'acme' }, index) => {
    const subject = `registry.evt.${tenant}.policy.${of}`;
    const { version, hash } = heads.get(subject) ?? { version: 0, hash: '0'.repeat(64) };
    const bytes = Buffer.from(
      JSON.stringify({
        tenant,
        commandId: id,
        aggregate: { type: 'policy', id: of, version: version + 1 },
        prevHash: hash,
        actor: { type: actor },
      }),
    );
    heads.set(subject, { version: version + 1, hash: sha256(bytes) });
    return { seq: index + 1, subject, bytes };
  });
};

/** Four commands, as they come out well: one at once, one after silence, one refused, one that changed nothing. */
const sound: Evidence = {
  commands: [
    command('plain', DONE, DONE),
    command('silent', NOTHING, PENDING, DONE),
    command('refused', refused('POLICY_EXISTS'), refused('POLICY_EXISTS')),
    command('unchanged', DONE),
  ],
  log: logOf(
    { id: 'plain', of: 'one' },
    { id: 'silent', of: 'one' },
    { id: 'job', of: 'two', actor: 'service' },
  ),
  outcomes: new Map<string, Outcome>([
    ['plain', 'accepted'],
    ['silent', 'accepted'],
    ['refused', 'rejected'],
    ['unchanged', 'unchanged'],
  ]),
};

const namesOf = (evidence: Evidence): readonly string[] =>
  judge(evidence).findings.map(({ finding }) => finding);
const withOutcome = (id: string, outcome: Outcome): Evidence['outcomes'] =>
  new Map([...sound.outcomes, [id, outcome]]);
const withCommand = (changed: Command): Evidence['commands'] =>
  sound.commands.map((one) => (one.commandId === changed.commandId ? changed : one));
const [first, second, third] = sound.log;

describe('a record that says what the log says', () => {
  it('has no finding, and counts what came of each command', () => {
    expect(judge(sound)).toStrictEqual({ ok: 3, refused: 1, unknownResolved: 1, findings: [] });
  });

  it('may lack answers, as long as the registry says in the end what became of the command', () => {
    const commands = withCommand(command('silent', NOTHING, PENDING));
    expect(judge({ ...sound, commands })).toStrictEqual(judge(sound));
  });
});

describe('a record that lies', () => {
  it('has lost a command that was confirmed and is not in the log', () => {
    const log = logOf({ id: 'plain', of: 'one' }, { id: 'job', of: 'two', actor: 'service' });
    expect(namesOf({ ...sound, log })).toStrictEqual(['lost']);
  });

  it('has lost a command that was taken and of which nobody knows any more', () => {
    const commands = [...sound.commands, command('taken', NOTHING, PENDING)];
    expect(namesOf({ ...sound, commands })).toStrictEqual(['lost']);
  });

  it('has doubled a command with two events, also one that followed from an event', () => {
    const [plain, silent] = [
      { id: 'plain', of: 'one' },
      { id: 'silent', of: 'one' },
    ];
    expect(namesOf({ ...sound, log: logOf(plain, silent, silent) })).toStrictEqual(['doubled']);
    const job = { id: 'job', of: 'two', actor: 'service' };
    expect(namesOf({ ...sound, log: logOf(plain, silent, job, job) })).toStrictEqual(['doubled']);
  });

  it('contradicts itself where a refused command has an event', () => {
    const log = logOf({ id: 'plain', of: 'one' }, { id: 'silent', of: 'one' }, { id: 'refused', of: 'one' });
    expect(namesOf({ ...sound, log })).toStrictEqual(['contradicted']);
  });

  it.each([
    ['two codes', command('refused', refused('POLICY_EXISTS'), refused('SCOPE_MISSING'))],
    ['a refusal and then the effect', command('refused', refused('POLICY_EXISTS'), DONE)],
  ])('contradicts itself where the same request is told %s', (_what, told) => {
    expect(namesOf({ ...sound, commands: withCommand(told) })).toStrictEqual(['contradicted']);
  });

  it('contradicts itself where the sender was told another thing than the outcome says', () => {
    expect(namesOf({ ...sound, outcomes: withOutcome('plain', 'rejected') })).toStrictEqual(['contradicted']);
  });

  it('leaves a command unresolved of which nobody says what became', () => {
    const commands = [...sound.commands, command('lonely', NOTHING, NOTHING), command('waiting', PENDING)];
    const outcomes = withOutcome('waiting', 'pending');
    expect(namesOf({ ...sound, commands, outcomes })).toStrictEqual(['unresolved', 'unresolved']);
  });

  it('has an event that nobody asked for', () => {
    const commands = sound.commands.filter(({ commandId }) => commandId !== 'silent');
    expect(namesOf({ ...sound, commands })).toStrictEqual(['unasked']);
  });

  it('tells the commands of two tenants apart', () => {
    const log = logOf({ id: 'plain', of: 'one' }, { id: 'silent', of: 'one', tenant: 'globex' });
    expect(namesOf({ ...sound, log })).toStrictEqual(['lost', 'unasked']);
  });
});

describe('a log that was touched', () => {
  it('has a gap, and a broken chain, where an event is gone', () => {
    const log = [first, third].flatMap((one) => one ?? []);
    expect(namesOf({ ...sound, log })).toStrictEqual(['lost', 'gap']);
    const longer = logOf(
      { id: 'plain', of: 'one' },
      { id: 'silent', of: 'one' },
      { id: 'job', of: 'one', actor: 'service' },
    );
    expect(namesOf({ ...sound, log: longer.toSpliced(1, 1) })).toStrictEqual(['lost', 'gap', 'broken-chain']);
  });

  it('has a broken chain where a byte of an event is another', () => {
    const text = Buffer.from(first?.bytes ?? []).toString('utf8');
    const bytes = Buffer.from(text.replace('"user"', '"User"'));
    const log = [first && { ...first, bytes }, second, third].flatMap((one) => one ?? []);
    expect(namesOf({ ...sound, log })).toStrictEqual(['broken-chain']);
  });
});

describe('an answer', () => {
  const answer = (status: number, body: unknown) => ({
    status,
    body,
    headers: new Headers(),
    bytes: Buffer.alloc(0),
  });

  it.each([
    [answer(201, { policyId: 'one' }), DONE],
    [answer(202, { simulationId: 's', state: 'queued' }), DONE],
    [answer(202, { commandId: 'c', status: 'pending' }), PENDING],
    [answer(409, { code: 'COMMAND_PENDING' }), PENDING],
    [answer(409, { code: 'POLICY_EXISTS' }), refused('POLICY_EXISTS')],
    [answer(429, { code: 'SIMULATION_QUEUE_FULL' }), refused('SIMULATION_QUEUE_FULL')],
    [answer(429, { code: 'TOO_FAST' }), NOTHING],
    [answer(503, { code: 'UNAVAILABLE' }), NOTHING],
    [answer(500, { code: 'INTERNAL' }), { says: 'broken', status: 500 }],
    [answer(404, undefined), { says: 'broken', status: 404 }],
    [undefined, NOTHING],
  ])('is read as a client reads it: %j', (said, word) => {
    expect(wordOf(said)).toStrictEqual(word);
  });
});
