import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { S3Access } from '../s3-access.ts';

/** Answers one request, whose body has been read. */
export type Script = (request: IncomingMessage, response: ServerResponse) => void;

export type ScriptedS3 = {
  readonly access: S3Access;
  /** What is answered from here on. */
  readonly play: (script: Script) => void;
  readonly stop: () => Promise<void>;
};

/** A server on a loopback port that does what a test says, as no sound S3 server would. */
export const scriptedS3 = async (): Promise<ScriptedS3> => {
  let script: Script = (_request, response) => void response.writeHead(500).end();
  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    request
      .on('error', () => undefined)
      .on('end', () => script(request, response))
      .resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    access: {
      endpoint: new URL(`http://127.0.0.1:${port}`),
      region: 'us-east-1',
      bucketPrefix: 'registry',
      credentialsFor: () => ({ accessKeyId: 'gateway', secretAccessKey: 'secret of the gateway' }),
    },
    play: (next) => void (script = next),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** The page that lists these versions, the latest first. */
export const versionsPage = (
  versions: readonly { readonly key: string; readonly versionId: string; readonly sizeBytes: number }[],
  next?: { readonly key: string; readonly versionId: string },
): string => {
  const listed = versions.map(
    ({ key, versionId, sizeBytes }) =>
      `<Version><Key>${key}</Key><VersionId>${versionId}</VersionId><Size>${sizeBytes}</Size></Version>`,
  );
  const more =
    next === undefined
      ? '<IsTruncated>false</IsTruncated>'
      : `<IsTruncated>true</IsTruncated><NextKeyMarker>${next.key}</NextKeyMarker>` +
        `<NextVersionIdMarker>${next.versionId}</NextVersionIdMarker>`;
  return `<ListVersionsResult>${listed.join('')}${more}</ListVersionsResult>`;
};
