import type { Context } from '../act.ts';
import { EXIT, type Answer } from '../answer.ts';
import { tenantOf } from '../client/session.ts';
import { auditReplay, type AuditReport } from '../replay/audit-replay.ts';
import { withEventStream } from '../replay/read-events.ts';
import { fields } from '../table.ts';

const PROGRESS_EVERY = 10_000;

/** Replays the stream for the tenant that is acted in. */
export const replay = async ({ settings, api, say }: Context): Promise<Answer> => {
  const tenant = await tenantOf(settings);
  let told = 0;
  const report = await withEventStream(settings, (stream) =>
    auditReplay({
      tenant,
      api: api(),
      stream,
      progress: (messages, upTo) => {
        if (messages - told < PROGRESS_EVERY && messages < upTo) return;
        told = messages;
        say(`replayed ${messages} of ${upTo} messages`);
      },
    }),
  );
  const ok = report.findings.length === 0;
  return { json: { ok, ...report }, text: textOf(report), exitCode: ok ? EXIT.ok : EXIT.refused };
};

const lagText = (lag: AuditReport['registryLag']): string | undefined => {
  if (lag === null) return undefined;
  const why = lag.cause === 'gap' ? 'it stands behind a missing sequence' : 'it is still catching up';
  return `has not read ${lag.messages} messages: ${why}`;
};

const textOf = (report: AuditReport): string => {
  const {
    tenant,
    position,
    messages,
    events,
    chainOk,
    stateHashEqual,
    stateHash,
    findings,
    registryLag,
    outsiders,
    otherTenants,
  } = report;
  return fields([
    ['tenant', tenant],
    ['messages read', messages],
    ['compared at', `sequence ${position}`],
    ['the registry', lagText(registryLag)],
    ['events that count', events.accepted],
    ['others', `${events.losers} lost a race, ${events.foreign} were written by no decider`],
    ['chain', chainOk ? 'unbroken' : 'broken'],
    ['state from the log', stateHash.folded],
    ['state in the registry', stateHash.registry],
    ['states', stateHashEqual ? 'equal' : 'different'],
    ...outsiders.map(({ seq, class: worth, problem }) => [`${worth} at ${seq}`, problem] as const),
    ...otherTenants.map(
      (other) =>
        [`tenant ${other.tenant}`, `${other.events.accepted} events; only the fence was checked`] as const,
    ),
    ...findings.map(({ finding, detail }) => [`finding ${finding}`, detail] as const),
    ['verdict', findings.length === 0 ? 'the log and the registry agree' : 'damaged'],
  ]);
};
