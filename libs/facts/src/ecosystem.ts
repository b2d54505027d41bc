// Trivy's result types, Grype's artifact types and the purl types they mean, for reports that carry no package URLs.
const ECOSYSTEM_OF: ReadonlyMap<string, string> = new Map([
  ...['alpine', 'apk', 'wolfi', 'chainguard'].map((type) => [type, 'apk'] as const),
  ...['deb', 'debian', 'ubuntu'].map((type) => [type, 'deb'] as const),
  ...['alma', 'amazon', 'azurelinux', 'cbl-mariner', 'centos', 'fedora', 'opensuse', 'opensuse-leap'].map(
    (type) => [type, 'rpm'] as const,
  ),
  ...['oracle', 'photon', 'redhat', 'rocky', 'rpm', 'suse linux enterprise server'].map(
    (type) => [type, 'rpm'] as const,
  ),
  ...['npm', 'node-pkg', 'yarn', 'pnpm', 'bun'].map((type) => [type, 'npm'] as const),
  ...['pip', 'pipenv', 'poetry', 'python', 'python-pkg', 'uv'].map((type) => [type, 'pypi'] as const),
  ...['gomod', 'gobinary', 'go-module'].map((type) => [type, 'golang'] as const),
  ...['jar', 'java-archive', 'pom', 'gradle', 'sbt'].map((type) => [type, 'maven'] as const),
  ...['bundler', 'gem', 'gemspec'].map((type) => [type, 'gem'] as const),
  ...['nuget', 'dotnet', 'dotnet-core', 'packages-props'].map((type) => [type, 'nuget'] as const),
  ...['cargo', 'rust-crate', 'rustbinary', 'rust-binary'].map((type) => [type, 'cargo'] as const),
  ...['composer', 'composer-vendor', 'php-composer'].map((type) => [type, 'composer'] as const),
]);

/** The purl type of such a type, where it is one of those known here. */
export const ecosystemOf = (resultType: string | null | undefined): string | undefined =>
  ECOSYSTEM_OF.get(resultType ?? '');
