import { fromBase64, toBase64 } from './base64.ts';
import { HASH_BYTES, type Hash } from './hash.ts';

/** A tree, as its log says it is: the text of a note (C2SP tlog-checkpoint). */
export type Checkpoint = { readonly origin: string; readonly size: number; readonly root: Hash };

export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${toBase64(root)}\n`;

/** `undefined` for what is no checkpoint. Lines behind the third are a log's own and are left to it. */
export const parseCheckpoint = (text: string): Checkpoint | undefined => {
  const [origin = '', digits = '', encoded = '', ...rest] = text.split('\n');
  const root = fromBase64(encoded);
  const size = /^(0|[1-9]\d{0,15})$/.test(digits) ? Number(digits) : Number.NaN;
  const isWhole = rest.at(-1) === '' && !rest.slice(0, -1).includes('');
  if (origin === '' || !Number.isSafeInteger(size) || root?.length !== HASH_BYTES || !isWhole)
    return undefined;
  return { origin, size, root };
};
