import { UsageFault } from './answer.ts';

/** The formats that a snapshot is imported from. */
export type DocumentKind = 'trivy' | 'openvex' | 'options';

const OPTIONS_SCHEMA = 'policy-registry.import-options@1';

/**
 * What a document is, by what stands in it, else by its name (`….trivy.json`, `….openvex.json`, `options.json`): a
 * truncated report is still sent, so that the registry says where it ends.
 */
export const kindOf = (name: string, bytes: Uint8Array): DocumentKind => {
  const kind = kindOfContent(bytes) ?? kindOfName(name);
  if (kind === undefined) {
    throw new UsageFault(
      `${name} is no Trivy report, OpenVEX document or import options; name it ….trivy.json or ….openvex.json if it is`,
    );
  }
  return kind;
};

const kindOfContent = (bytes: Uint8Array): DocumentKind | undefined => {
  const json = jsonOf(bytes);
  if (typeof json !== 'object' || json === null) return undefined;
  if ('schema' in json && json.schema === OPTIONS_SCHEMA) return 'options';
  if ('@context' in json && String(json['@context']).includes('openvex')) return 'openvex';
  if ('SchemaVersion' in json && ('Results' in json || 'ArtifactName' in json)) return 'trivy';
  return undefined;
};

const kindOfName = (name: string): DocumentKind | undefined => {
  const lower = name.toLowerCase();
  if (/(^|[.-])openvex\.json$|(^|[.-])vex\.json$/.test(lower)) return 'openvex';
  if (/(^|[.-])trivy\.json$/.test(lower)) return 'trivy';
  if (/(^|[.-])options\.json$/.test(lower)) return 'options';
  return undefined;
};

const jsonOf = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
};
