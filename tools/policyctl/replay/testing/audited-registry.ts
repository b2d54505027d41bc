import { registryClient } from '@policy-registry/client';

import type { AuditedRegistry } from '../audit-replay.ts';
import type { registryOf } from './constructed-log.ts';

type Answers = Pick<ReturnType<typeof registryOf>, 'trail'> & {
  readonly state: () => ReturnType<typeof registryOf>['state'];
};

/** A registry that answers what an audit asks: its state, and the trail in pages. */
export const auditedRegistry = ({ state, trail }: Answers, pageItems: number): AuditedRegistry =>
  registryClient({
    url: 'http://registry.test',
    fetch: async (request) => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === '/api/v1/audit/state') return Response.json(state());
      const from = Number(searchParams.get('page_token') ?? 0);
      const next = from + pageItems;
      const token = next < trail.length ? String(next) : null;
      return Response.json({ items: trail.slice(from, next), next_page_token: token });
    },
  });
