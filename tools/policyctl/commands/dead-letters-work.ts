import { jetstream } from '@nats-io/jetstream';
import {
  jetStreamOutcomes,
  keptLetters,
  LetterChanged,
  type KeptLetter,
  type KeptLetters,
  type OpenedLetter,
} from '@policy-registry/event-store';
import { reactionIdOf } from '@policy-registry/kernel';

import { Unavailable } from '../../servers/unavailable.ts';
import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { jobIn, judgeLetter, type Judged } from '../dead-letters/replayable.ts';
import { withAdministrator } from '../operator.ts';
import type { Settings } from '../settings.ts';
import { counted, fields, table } from '../table.ts';

export type ListOptions = {
  readonly stream?: string;
  readonly reason?: string;
  readonly open?: true;
  readonly limit: number;
  readonly after?: number;
};

const API_TIMEOUT_MS = 5_000;
const PAGE_SIZE_MAX = 500;
const ID = /^[a-z2-7]{52}$/;

type Access = Pick<Settings, 'administrator' | 'tenant'>;

export const list = (settings: Access, options: ListOptions): Promise<Answer> =>
  withLetters(settings, async ({ letters }) => {
    if (options.limit > PAGE_SIZE_MAX) throw new UsageFault(`--limit is at most ${PAGE_SIZE_MAX}`);
    const filter = {
      stream: options.stream,
      tenant: settings.tenant,
      reason: options.reason,
      isOpen: options.open === true,
    };
    const page = await letters.page(filter, options.after ?? 0, options.limit);
    const rows = page.letters.map((letter) => [
      letter.id,
      letter.stream,
      letter.tenant,
      new Date(letter.keptAtMs).toISOString(),
      letter.replayedAt === undefined ? '' : 'replayed',
      letter.reason,
    ]);
    const more = page.next === undefined ? [] : [`more: --after ${page.next}`];
    return {
      json: { letters: page.letters.map(shownOf), next: page.next ?? null },
      text:
        rows.length === 0
          ? 'no dead letters'
          : [
              table(['id', 'stream', 'tenant', 'kept at', '', 'reason'], rows),
              counted(rows.length, 'letter'),
              ...more,
            ].join('\n'),
    };
  });

export const inspect = (settings: Access, id: string, isRaw: boolean): Promise<Answer> =>
  withLetters(settings, async (access) => {
    const letter = await letterOf(access, settings, id);
    if (isRaw) return { json: null, text: '', exactBytes: letter.bytes };
    const { message, refusal } = await access.judge(letter);
    const shown = shownOf(letter);
    return {
      json: {
        ...shown,
        bytes: letter.bytes.length,
        message: message ?? null,
        replayable: refusal === undefined,
        refusal: refusal ?? null,
      },
      text: fields([
        ...Object.entries(shown),
        ['bytes', letter.bytes.length],
        ['message', message],
        ['replay', refusal ?? 'possible'],
      ]),
    };
  });

export const replay = (settings: Access, id: string): Promise<Answer> =>
  withLetters(settings, async (access) => {
    const letter = await letterOf(access, settings, id);
    const { refusal } = await access.judge(letter);
    const shown = shownOf(letter);
    if (refusal !== undefined)
      return {
        json: { ok: false, ...shown, refusal },
        text: `not replayed: ${refusal}`,
        exitCode: EXIT.refused,
      };
    const outcome = await access.letters.replay(letter, new Date().toISOString());
    return {
      json: { ok: true, ...shown, outcome },
      text:
        outcome === 'published'
          ? `published again to ${letter.subject}`
          : `a message waits on ${letter.subject} already: it will be worked on`,
    };
  });

export const discard = (settings: Access, id: string): Promise<Answer> =>
  withLetters(settings, async (access) => {
    const letter = await letterOf(access, settings, id);
    await access.letters.discard(letter);
    return { json: { ok: true, ...shownOf(letter) }, text: `discarded ${id}` };
  });

type LetterAccess = {
  readonly letters: KeptLetters;
  readonly judge: (letter: OpenedLetter) => Promise<Judged>;
};

const withLetters = (settings: Access, work: (access: LetterAccess) => Promise<Answer>): Promise<Answer> =>
  withAdministrator(settings, async (connection, jsm) => {
    const outcomes = jetStreamOutcomes(jetstream(connection, { timeout: API_TIMEOUT_MS }), jsm);
    const judge = async (letter: OpenedLetter): Promise<Judged> => {
      const job = jobIn(letter);
      const answer = job && (await outcomes.read(job.tenant, reactionIdOf(job.jobId, 'answer')));
      return judgeLetter(letter, Date.now(), answer !== undefined);
    };
    try {
      return await work({ letters: await keptLetters(connection), judge });
    } catch (error) {
      throw error instanceof LetterChanged ? new Unavailable(error.message, { cause: error }) : error;
    }
  });

/** Who names a tenant sees the letters of that tenant alone. */
const letterOf = async ({ letters }: LetterAccess, { tenant }: Access, id: string): Promise<OpenedLetter> => {
  if (!ID.test(id)) throw new UsageFault(`${id} is no id of a dead letter; dead-letters list shows them`);
  const letter = await letters.open(id);
  if (letter === undefined || (tenant !== undefined && letter.tenant !== tenant))
    throw new Unavailable(`there is no dead letter ${id}`);
  return letter;
};

/** Everything but signatures, which say nothing to people. */
const shownOf = ({ id, seq, keptAtMs, signature: _, ...letter }: KeptLetter) => ({
  id,
  place: seq,
  keptAt: new Date(keptAtMs).toISOString(),
  stream: letter.stream,
  tenant: letter.tenant,
  subject: letter.subject,
  subjectSeq: letter.subjectSeq,
  reason: letter.reason,
  isAnswered: letter.isAnswered,
  replayedAt: letter.replayedAt ?? null,
});
