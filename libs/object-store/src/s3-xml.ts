import { createHash } from 'node:crypto';

import { sha256Hex } from '@policy-registry/kernel';
import { XMLParser } from 'fast-xml-parser';

import type { S3Request } from './s3-requests.ts';

const parser = new XMLParser({
  parseTagValue: false,
  ignoreAttributes: true,
  isArray: (name) => name === 'Version',
});

/** What XML says, with text for every value; `undefined` when it is none. */
export const readXml = (text: string): unknown => {
  try {
    return parser.parse(text);
  } catch {
    return undefined;
  }
};

/** An XML document as the body of a request. */
export const xmlBody = (root: string, content: string): Pick<S3Request, 'headers' | 'body'> =>
  documentBody(`<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${root}>`);

/** A document as the body of a request; S3 wants the MD5 of those that say how something is locked or allowed. */
export const documentBody = (text: string): Pick<S3Request, 'headers' | 'body'> => {
  const bytes = Buffer.from(text);
  return {
    headers: { 'content-md5': createHash('md5').update(bytes).digest('base64') },
    body: { digest: sha256Hex(bytes), sizeBytes: bytes.length, read: () => once(bytes) },
  };
};

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
