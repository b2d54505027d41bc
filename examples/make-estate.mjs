// Writes the example estate into `examples/estate`: the same files, byte for byte, on every run and machine.
//   node examples/make-estate.mjs [folder]
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { readCatalogue } from './source/catalogue.mjs';
import { IMAGES } from './source/images.mjs';
import { languagePackages } from './source/language-packages.mjs';
import { toOptions } from './source/options.mjs';
import { osPackages } from './source/os-packages.mjs';
import { VEX_DOCUMENTS } from './source/statements.mjs';
import { toText, toTrivyText } from './source/trivy-file.mjs';

const SEED = 20_250_513;
const SCANNED_AT = '2025-05-12T22:15:00Z';

/** The files of the estate by name. */
export const estateFiles = () => {
  const sets = readCatalogue(osPackages, languagePackages);
  const findingsOf = (image) => image.sets.flatMap((set) => sets.get(set));
  const files = {};
  for (const image of IMAGES) {
    files[`${image.name}.trivy.json`] = toTrivyText({
      ...image,
      createdAt: SCANNED_AT,
      findings: findingsOf(image),
    });
  }
  for (const [name, document] of Object.entries(VEX_DOCUMENTS)) files[name] = toText(document);
  files['options.json'] = toText(toOptions(SEED, IMAGES.flatMap(findingsOf)));
  return files;
};

const isRun = process.argv[1] === fileURLToPath(import.meta.url);
if (isRun) {
  const folder = process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), 'estate');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(estateFiles())) writeFileSync(join(folder, name), text);
}
