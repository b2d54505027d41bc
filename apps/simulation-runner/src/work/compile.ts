import { manifestBytes, type JobOf } from '@policy-registry/domain';
import type { Diagnostic } from '@policy-registry/finding';
import { sha256Hex } from '@policy-registry/kernel';

import { fitting } from './fitting.ts';
import { putBytes, type Answer, type Workshop } from './workshop.ts';

const DIAGNOSTICS_KEPT_MAX = 50;
const MESSAGE_LENGTH_MAX = 400;

/** Compiles a revision; its IR and its content manifest are kept under their digests. */
export const compile = async (
  { tenant, data }: JobOf<'compile'>,
  { blobs, engine }: Workshop,
): Promise<Answer> => {
  const files = new Map<string, Uint8Array>();
  for (const { path, sha256 } of data.files) files.set(path, await blobs.get({ tenant, digest: sha256 }));
  const manifest = manifestBytes(data.files);
  if (sha256Hex(manifest) !== data.contentDigest)
    throw new Error('the files are not those of the content digest');
  await putBytes(blobs, tenant, manifest);

  const { compiled, diagnostics } = await engine.compile(files);
  if (compiled !== undefined) await putBytes(blobs, tenant, compiled.ir);
  return {
    type: 'RecordCompilation',
    data: {
      policyId: data.policyId,
      revision: data.revision,
      report: {
        engine: engine.build,
        ...(compiled !== undefined && {
          compiled: {
            irDigest: compiled.irDigest,
            isShadow: compiled.isShadow,
            rules: compiled.rules.length,
            complexity: compiled.complexity,
          },
        }),
        diagnostics: fitting(diagnostics.map(toStored), DIAGNOSTICS_KEPT_MAX),
        diagnosticsTotal: diagnostics.length,
      },
    },
  };
};

const toStored = ({ severity, code, message, file, line, column }: Diagnostic) => ({
  severity,
  code,
  message: message.slice(0, MESSAGE_LENGTH_MAX),
  file,
  line,
  column,
});
