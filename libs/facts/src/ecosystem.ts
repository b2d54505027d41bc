// Trivy's result types and the purl types they mean, for reports that carry no package URLs.
const ECOSYSTEM_OF: ReadonlyMap<string, string> = new Map([
  ...['alpine', 'wolfi', 'chainguard'].map((type) => [type, 'apk'] as const),
  ...['debian', 'ubuntu'].map((type) => [type, 'deb'] as const),
  ...['alma', 'amazon', 'azurelinux', 'cbl-mariner', 'centos', 'fedora', 'opensuse', 'opensuse-leap'].map(
    (type) => [type, 'rpm'] as const,
  ),
  ...['oracle', 'photon', 'redhat', 'rocky', 'suse linux enterprise server'].map(
    (type) => [type, 'rpm'] as const,
  ),
  ...['npm', 'node-pkg', 'yarn', 'pnpm', 'bun'].map((type) => [type, 'npm'] as const),
  ...['pip', 'pipenv', 'poetry', 'python-pkg', 'uv'].map((type) => [type, 'pypi'] as const),
  ...['gomod', 'gobinary'].map((type) => [type, 'golang'] as const),
  ...['jar', 'pom', 'gradle', 'sbt'].map((type) => [type, 'maven'] as const),
  ...['bundler', 'gemspec'].map((type) => [type, 'gem'] as const),
  ...['nuget', 'dotnet-core', 'packages-props'].map((type) => [type, 'nuget'] as const),
  ...['cargo', 'rustbinary', 'rust-binary'].map((type) => [type, 'cargo'] as const),
  ...['composer', 'composer-vendor'].map((type) => [type, 'composer'] as const),
]);

/** The purl type of a Trivy result type, where it is one of those known here. */
export const ecosystemOf = (resultType: string | null | undefined): string | undefined =>
  ECOSYSTEM_OF.get(resultType ?? '');
