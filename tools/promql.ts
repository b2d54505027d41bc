import { METRICS } from '@policy-registry/platform';
import { parser } from '@prometheus-io/lezer-promql';

/** What every series has besides the labels of its metric: from the process, and from whoever scrapes it. */
const SERIES_LABELS = ['app', 'instance', 'job', 'namespace', 'pod'];
/** Of Node's own metrics, those that the dashboard shows. */
const OF_THE_PROCESS = [
  'policy_registry_process_resident_memory_bytes',
  'policy_registry_process_cpu_seconds_total',
  'policy_registry_nodejs_eventloop_lag_p99_seconds',
];

const series: ReadonlyMap<string, readonly string[]> = new Map([
  ...OF_THE_PROCESS.map((name) => [name, []] as const),
  ...Object.values(METRICS).flatMap((metric): [string, readonly string[]][] =>
    metric.type !== 'histogram'
      ? [[metric.name, metric.labels]]
      : [
          [`${metric.name}_bucket`, [...metric.labels, 'le']],
          [`${metric.name}_sum`, metric.labels],
          [`${metric.name}_count`, metric.labels],
        ],
  ),
]);

type Found = { readonly node: string; readonly text: string };

/** What is wrong with an expression: it does not parse, or names series and labels that the registry does not have. */
export const problemsOf = (expression: string): readonly string[] => {
  const found = nodesOf(expression);
  const broken = found.filter(({ node }) => node === '⚠').map(({ text }) => `does not parse at "${text}"`);
  if (broken.length > 0) return broken;

  const names = textsOf(found, 'Identifier').filter((name) => name !== '');
  const unknown = names.filter((name) => !series.has(name)).map((name) => `${name} is no metric`);
  const known = new Set([...names.flatMap((name) => series.get(name) ?? []), ...SERIES_LABELS]);
  const labels = textsOf(found, 'LabelName').filter((label) => !known.has(label));
  return [...unknown, ...labels.map((label) => `${label} is no label of ${names.join(', ')}`)];
};

/** The metrics whose quantile an expression compares with a number, with the number: `quantile(… m …) > 5`. */
export const quantileThresholds = (
  expression: string,
): readonly { readonly metric: string; readonly threshold: number }[] =>
  [...expression.matchAll(/histogram_quantile\(.*?(policy_\w+)_bucket.*?\) > (\d+(?:\.\d+)?)/gs)].map(
    ([, metric = '', threshold = '']) => ({ metric, threshold: Number(threshold) }),
  );

const nodesOf = (expression: string): readonly Found[] => {
  const found: Found[] = [];
  parser.parse(expression).iterate({
    enter: ({ name, from, to }) => void found.push({ node: name, text: expression.slice(from, to) }),
  });
  return found;
};

const textsOf = (found: readonly Found[], kind: string): readonly string[] => [
  ...new Set(found.filter(({ node }) => node === kind).map(({ text }) => text)),
];
