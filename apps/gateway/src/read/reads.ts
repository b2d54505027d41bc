import { edgeProblems } from '@policy-registry/contracts';
import { PAGE_SIZE_DEFAULT, type PageQuery } from '@policy-registry/contracts/requests';
import type { Page, Query } from '@policy-registry/read-models';
import type { FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Waits } from '../waits.ts';
import { heldScopes } from './held-scopes.ts';
import type { ReadModels, Resource, StoredState } from './read-models.ts';
import type { ReadPosition } from './read-position.ts';
import { openPage, openPosition, pageToken } from './tokens.ts';

/** A page of a list, and where the next one starts; null at the end. */
export type ResourcePage = { readonly items: readonly Resource[]; readonly next_page_token: string | null };

/** A list in its documented order. `name` binds its page tokens; `keyOf` names the members of its order. */
export type List = {
  readonly name: string;
  readonly query: (page: Page) => Query;
  readonly keyOf: readonly string[];
};

/** Reads for a caller, of the caller's tenant alone, not older than a position that the caller has seen. */
export type Reads = {
  /** Throws the Problem NOT_FOUND when there is no such row. */
  readonly one: (request: FastifyRequest, query: Query) => Promise<Resource>;
  readonly all: (request: FastifyRequest, query: Query) => Promise<readonly Resource[]>;
  readonly page: (request: FastifyRequest, list: List, asked: PageQuery) => Promise<ResourcePage>;
  /** The scopes of the token, and those that the tenant grants beside it. */
  readonly scopes: (request: FastifyRequest) => Promise<readonly string[]>;
  readonly state: (request: FastifyRequest) => Promise<StoredState>;
  /** Waits until the read models have what the request's `X-Registry-Position` names. */
  readonly caughtUp: (request: FastifyRequest, token?: string) => Promise<void>;
};

export const readsOf = (
  readModels: ReadModels,
  position: Pick<ReadPosition, 'reached'>,
  { positionMs }: Waits,
): Reads => {
  const caughtUp = async (request: FastifyRequest, token = headerOf(request)): Promise<void> => {
    if (token === undefined) return;
    const seq = openPosition(callerOf(request).tenant, token);
    if (await position.reached(seq, positionMs)) return;
    throw new Problem(
      edgeProblems.readModelBehind,
      `the read model has not got there within ${positionMs / 1_000} s`,
      {
        headers: { 'retry-after': '1' },
      },
    );
  };
  const all = async (request: FastifyRequest, query: Query): Promise<readonly Resource[]> => {
    await caughtUp(request);
    return readModels.rows(callerOf(request).tenant, query);
  };

  return {
    caughtUp,
    all,
    scopes: (request) => heldScopes(readModels)(callerOf(request)),
    one: async (request, query) => {
      const [row] = await all(request, query);
      if (row === undefined) throw new Problem(edgeProblems.notFound, 'this tenant has no such resource');
      return row;
    },
    page: async (
      request,
      { name, query, keyOf },
      { page_size: size = PAGE_SIZE_DEFAULT, page_token: token },
    ) => {
      const { tenant } = callerOf(request);
      const after = token === undefined ? undefined : openPage(tenant, name, token);
      // One more than asked for tells whether there is a next page.
      const rows = await all(request, query({ size: size + 1, after }));
      const items = rows.slice(0, size);
      const last = rows.length > size ? items.at(-1) : undefined;
      const key = last && keyOf.map((member) => String(last[member]));
      return { items, next_page_token: key === undefined ? null : pageToken(tenant, name, key) };
    },
    state: async (request) => {
      await caughtUp(request);
      return readModels.state(callerOf(request).tenant);
    },
  };
};

const headerOf = ({ headers }: FastifyRequest): string | undefined => {
  const token = headers['x-registry-position'];
  return typeof token === 'string' ? token : undefined;
};
