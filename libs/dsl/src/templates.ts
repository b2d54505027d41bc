import { TEMPLATE_TEXTS } from './generated/templates.ts';

/** A policy to begin with: its files, and what its README says of it first. */
export type Template = {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  /** By path, bytewise. */
  readonly files: ReadonlyMap<string, Uint8Array>;
};

const templateOf = ([name, texts]: readonly [string, Readonly<Record<string, string>>]): Template => {
  const [title = '', summary = ''] = (texts['README.md'] ?? '').split('\n\n');
  const utf8 = new TextEncoder();
  return {
    name,
    title: title.replace(/^# /, ''),
    summary: summary.replaceAll('\n', ' ').trim(),
    files: new Map(Object.entries(texts).map(([path, text]) => [path, utf8.encode(text)])),
  };
};

/** What policies may begin with, bytewise by name. Each compiles without a warning, and its tests pass. */
export const TEMPLATES: readonly Template[] = Object.entries(TEMPLATE_TEXTS).map(templateOf);
