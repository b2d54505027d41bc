/** What the files of one piece of evidence are called in its folder. */
export const EVIDENCE_FILES = {
  archive: 'evidence.tar',
  bundle: 'evidence.sigstore.json',
  signer: 'signer.json',
} as const;
