import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

import { sha256Hex } from '@policy-registry/kernel';
import { Client as S3Client } from 'minio';

import { S3AccessInvalid, s3BucketOf, s3OriginOf, type S3Access } from './s3-access.ts';
import { BlobStoreUnavailable } from './blob-store-unavailable.ts';
import { S3_ANSWER_BYTES_MAX, S3_BYTES_PER_SECOND_MIN } from './limits.ts';
import { s3Deadline, type S3Deadline } from './s3-deadline.ts';
import { s3CodeIn, s3Refused, s3Unreachable } from './s3-problems.ts';

export type S3Body = {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly read: () => AsyncIterable<Uint8Array>;
};

export type S3Request = {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly key?: string;
  /** Ready to stand behind `?`. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: S3Body;
};

/** Any answer of the server; what its status means is for the caller to say. */
export type S3Answer = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The code of an error. */
  readonly code: string | undefined;
};

/** The bucket of one tenant. Every request ends in time; what goes wrong on the way comes out translated. */
export type S3Bucket = {
  readonly name: string;
  readonly ask: (request: S3Request) => Promise<S3Answer>;
  /** The body of an object; the answer when it is no success. */
  readonly open: (request: S3Request) => Promise<IncomingMessage | S3Answer>;
};

// The client would make errors of them; here each caller decides.
const EVERY_STATUS = Array.from({ length: 500 }, (_, index) => index + 100);
const OK = 200;
const NOTHING: S3Body = { digest: sha256Hex(''), sizeBytes: 0, read: () => Readable.from([]) };

/** Opens the bucket of a tenant; nothing is asked of the server yet. */
export const openS3Bucket = (access: S3Access, tenant: string, timeoutMs: number): S3Bucket => {
  const name = s3BucketOf(access, tenant);
  const origin = s3OriginOf(access);
  const clientWith = ({ transport }: S3Deadline): S3Client => {
    const { accessKeyId, secretAccessKey } = access.credentialsFor(tenant);
    if (accessKeyId === '' || secretAccessKey === '') {
      throw new S3AccessInvalid(`there are no credentials for bucket ${name}`);
    }
    const { region } = access;
    const signing = { accessKey: accessKeyId, secretKey: secretAccessKey, region };
    // A client for each request, as the client knows no limit for one.
    return new S3Client({ ...origin, ...signing, transport, retryOptions: { disableRetry: true } });
  };

  const within = async <Result>(
    limitMs: number,
    work: (client: S3Client, deadline: S3Deadline) => Promise<Result>,
  ): Promise<Result> => {
    const deadline = s3Deadline(origin.useSSL, limitMs);
    try {
      return await work(clientWith(deadline), deadline);
    } catch (error) {
      throw s3Unreachable(name, error, deadline.status());
    }
  };

  const send = (client: S3Client, { body = NOTHING, ...request }: S3Request): Promise<IncomingMessage> => {
    const { key, headers = {}, ...rest } = request;
    const length = request.method === 'PUT' ? { 'content-length': String(body.sizeBytes) } : {};
    return client.makeRequestStreamAsync(
      {
        ...rest,
        ...(key !== undefined && { objectName: key }),
        bucketName: name,
        headers: { ...headers, ...length },
      },
      body.sizeBytes === 0 ? '' : Readable.from(body.read()),
      // A signature covers the content only where the line does not protect it.
      origin.useSSL ? '' : body.digest,
      EVERY_STATUS,
      '',
    );
  };

  return {
    name,
    ask: (request) => {
      const bytes = request.body?.sizeBytes ?? 0;
      const limitMs = timeoutMs + Math.ceil((bytes * 1_000) / S3_BYTES_PER_SECOND_MIN);
      return within(limitMs, async (client) => answerIn(name, await send(client, request)));
    },
    open: (request) =>
      within(timeoutMs, async (client, { release }) => {
        const response = await send(client, request);
        if (response.statusCode !== OK) return answerIn(name, response);
        release();
        return response;
      }),
  };
};

const answerIn = async (bucket: string, response: IncomingMessage): Promise<S3Answer> => {
  const { statusCode: status = 0, headers } = response;
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Uint8Array>) {
    length += piece.length;
    if (length > S3_ANSWER_BYTES_MAX) {
      throw new BlobStoreUnavailable(
        'BLOB_STORE_FAILING',
        `the server of bucket ${bucket} answers with more than ${S3_ANSWER_BYTES_MAX} bytes`,
      );
    }
    pieces.push(piece);
  }
  const text = Buffer.concat(pieces).toString('utf8');
  return { status, headers, text, code: s3CodeIn(text) };
};

/** The answer, when its status is one of these; {@link BlobStoreUnavailable} otherwise. */
export const expectStatus = (bucket: string, answer: S3Answer, ...statuses: readonly number[]): S3Answer => {
  if (statuses.includes(answer.status)) return answer;
  throw s3Refused(bucket, answer);
};
