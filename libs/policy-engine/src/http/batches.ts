import { EngineRefused } from '@policy-registry/finding';

/** Cuts findings, in their order, so that each batch has few enough and their JSON is short enough. */
export const batchesOf = function* <Finding extends object>(
  findings: readonly Finding[],
  { countMax, bytesMax }: { readonly countMax: number; readonly bytesMax: number },
): Generator<readonly Finding[]> {
  let batch: Finding[] = [];
  let bytes = 0;
  for (const finding of findings) {
    const own = Buffer.byteLength(JSON.stringify(finding)) + SEPARATOR_BYTES;
    if (own > bytesMax) {
      throw new EngineRefused(
        'INPUT_TOO_LARGE',
        `the engine has room for ${Math.max(0, bytesMax)} bytes of findings beside the policy; one of them has ${own}`,
      );
    }
    if (batch.length === countMax || bytes + own > bytesMax) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(finding);
    bytes += own;
  }
  if (batch.length > 0) yield batch;
};

const SEPARATOR_BYTES = 1;
