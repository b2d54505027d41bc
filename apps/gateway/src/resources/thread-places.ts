import { problemOfRejection } from '@policy-registry/contracts';
import type { ThreadPlaceRequest } from '@policy-registry/contracts/requests';
import type { BlobStore } from '@policy-registry/kernel';
import type { FastifyRequest } from 'fastify';

import { Problem } from '../edge/problem.ts';
import { callerOf } from '../edge/request-scope.ts';
import type { Beginnings } from './beginnings.ts';

type Asked = { readonly policyId: string; readonly version: number; readonly place: ThreadPlaceRequest };

/** Where in a version's content threads begin. */
export type ThreadPlaces = {
  /**
   * Rejects where the file has no such line: its bytes are those of its digest and never change, so that what is found here
   * holds when the command is decided. Whether it is a file of the version is decided there.
   */
  readonly verify: (request: FastifyRequest, asked: Asked) => Promise<void>;
};

export const threadPlacesOf = (
  { filesOf }: Pick<Beginnings, 'filesOf'>,
  blobs: Pick<BlobStore, 'get'>,
): ThreadPlaces => ({
  verify: async (request, { policyId, version, place: { path, line } }) => {
    if (line === undefined) return;
    const files = await filesOf(request, { policyId, version });
    const file = files.find((one) => one.path === path);
    if (file === undefined) return;
    const bytes = await blobs.get({ tenant: callerOf(request).tenant, digest: file.sha256 });
    if (line > linesIn(bytes))
      throw new Problem(problemOfRejection.LINE_UNKNOWN, `${path} has no line ${line}`);
  },
});

const LINE_FEED = 0x0a;

/** A line is what ends with a line feed, and what follows the last one, if anything does. */
export const linesIn = (bytes: Uint8Array): number => {
  const ended = bytes.reduce((count, byte) => (byte === LINE_FEED ? count + 1 : count), 0);
  return bytes.length > 0 && bytes.at(-1) !== LINE_FEED ? ended + 1 : ended;
};
