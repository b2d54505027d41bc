import type { EvaluationSetting, FindingTuple } from '@policy-registry/finding';
import { parseTimestamp } from '@policy-registry/kernel';
import { casesOf, isTestFile, readTestFile, readWrittenFinding } from '@policy-registry/simulation';

import { UsageFault, type Answer } from '../answer.ts';
import { outcomeText, traceLines } from '../dsl/outcome-text.ts';
import { compiledOf, localEngine, readPolicyFolder, type PolicyFolder } from '../dsl/policy-folder.ts';
import { readBytes } from '../files.ts';
import { importLocally } from '../local/local-snapshot.ts';

export type Explain = {
  readonly finding?: string;
  readonly test?: string;
  readonly in?: readonly string[];
  readonly advisory?: string;
  readonly component?: string;
  readonly image?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly evaluatedAt?: string;
};

type Asked = { readonly finding: FindingTuple; readonly setting: EvaluationSetting };

/** Evaluates one finding, and shows the way to its outcome. */
export const explainAt = async (path: string, options: Explain): Promise<Answer> => {
  const folder = await readPolicyFolder(path);
  const engine = localEngine();
  const { ir } = await compiledOf(engine, folder);
  const { finding, setting } = await askedIn(folder, options);
  const { outcome, trace } = await engine.explain(ir, finding, setting);
  return {
    json: { engine: engine.build, finding, outcome, trace },
    text: [...traceLines(trace), `outcome: ${outcomeText(outcome)}`].join('\n'),
  };
};

const askedIn = async (folder: PolicyFolder, options: Explain): Promise<Asked> => {
  if (options.test !== undefined) return caseOf(folder, options.test);
  const setting = settingOf(options);
  if (options.in !== undefined) return { finding: await foundIn(options.in, options), setting };
  const { finding } = options;
  if (finding === undefined) throw new UsageFault('say which finding: --finding, --test or --in');
  const read = readWrittenFinding(finding, await readBytes(finding));
  if (read.ok) return { finding: read.value, setting };
  throw new UsageFault(read.faults.map(faultText).join('\n'));
};

const faultText = ({ file, line, column, pointer, detail }: Fault): string =>
  `${file}:${line}:${column}: ${pointer === '' ? '' : `${pointer}: `}${detail}`;
type Fault = {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly pointer: string;
  readonly detail: string;
};

const settingOf = ({ env, evaluatedAt }: Explain): EvaluationSetting => {
  const evaluatedAtMs = evaluatedAt === undefined ? Date.now() : parseTimestamp(evaluatedAt);
  if (evaluatedAtMs === undefined) throw new UsageFault(`${evaluatedAt} is no RFC 3339 time with a zone`);
  return { evaluatedAtMs, env };
};

const caseOf = ({ files, nameOf }: PolicyFolder, name: string): Asked => {
  for (const [file, bytes] of files) {
    if (!isTestFile(file)) continue;
    const read = readTestFile(nameOf(file), bytes);
    if (!read.ok) throw new UsageFault(read.faults.map(faultText).join('\n'));
    const found = casesOf(file, read.value, read.placeOf).find((each) => each.name === name);
    if (found !== undefined) return { finding: found.tuple, setting: found.setting };
  }
  throw new UsageFault(`the policy has no test “${name}”`);
};

/** The one finding of the documents that is meant; several are listed, as one has to be chosen. */
const foundIn = async (paths: readonly string[], wanted: Explain): Promise<FindingTuple> => {
  const { advisory, component, image } = wanted;
  if (advisory === undefined) throw new UsageFault('--in needs --advisory');
  const { tuples } = await importLocally(paths);
  const found = tuples.filter(
    (tuple) =>
      (tuple.advisory.id === advisory || tuple.advisory.aliases.includes(advisory)) &&
      (component === undefined || tuple.component.purl === component) &&
      (image === undefined || tuple.image.name === image),
  );
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = found.map((tuple) => `  ${tuple.component.purl ?? '–'}  in  ${tuple.image.name ?? '–'}`);
  if (names.length === 0) throw new UsageFault(`there is no finding of ${advisory} in these documents`);
  throw new UsageFault(
    [`${names.length} findings are of ${advisory}; say --component and --image`, ...names].join('\n'),
  );
};
