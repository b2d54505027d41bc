import { runQuietly, ToolFailed } from './tool.ts';

const GENERATED = [
  'openapi',
  'deploy',
  'docs',
  'libs/client/src/generated',
  'libs/dsl/src/generated',
] as const;

/** Fails when what was just generated differs from what the checkout holds. */
export const verifyNoDrift = async (): Promise<void> => {
  const changed = await runQuietly('git', 'diff', '--name-only', '--', ...GENERATED);
  const added = await runQuietly('git', 'ls-files', '--others', '--exclude-standard', '--', ...GENERATED);
  const drifted = [...lines(changed), ...lines(added)];
  if (drifted.length === 0) return;
  throw new ToolFailed(
    `generated files differ from their sources: ${drifted.join(', ')}; look at git diff and commit what npm run generate wrote`,
  );
};

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line !== '');
