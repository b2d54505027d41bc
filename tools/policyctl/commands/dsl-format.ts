import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ENTRY_FILE, formatSource } from '@policy-registry/dsl';

import { EXIT, UsageFault, type Answer } from '../answer.ts';
import { readPolicyFolder } from '../dsl/policy-folder.ts';
import { remarkText } from '../dsl/remarks.ts';
import { isFolder } from '../files.ts';

export type Format = { readonly check?: boolean; readonly write?: boolean };

/** The one form of a policy: printed, written, or only compared with. */
export const formatAt = async (path: string, { check, write }: Format): Promise<Answer> => {
  const folder = await readPolicyFolder(path);
  const bytes = folder.files.get(ENTRY_FILE);
  if (bytes === undefined) throw new UsageFault(`there is no ${ENTRY_FILE} in ${path}`);
  const source = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const name = folder.nameOf(ENTRY_FILE);
  const formatted = formatSource(source);
  if ('diagnostics' in formatted) {
    const { diagnostics } = formatted;
    const text = diagnostics.map((diagnostic) => remarkText(diagnostic, folder)).join('\n');
    return { json: { ok: false, file: name, diagnostics }, text, exitCode: EXIT.refused };
  }

  const isFormatted = formatted.text === source;
  if (check === true) {
    const text = `${name} is ${isFormatted ? '' : 'not '}formatted`;
    return { json: { ok: isFormatted, file: name }, text, exitCode: isFormatted ? EXIT.ok : EXIT.refused };
  }
  if (write === true) {
    if (!isFormatted) await writeFile((await isFolder(path)) ? join(path, ENTRY_FILE) : path, formatted.text);
    return {
      json: { ok: true, file: name, changed: !isFormatted },
      text: `${name} ${isFormatted ? 'was formatted' : 'written'}`,
    };
  }
  return { json: { ok: true, file: name, text: formatted.text }, text: formatted.text.trimEnd() };
};
