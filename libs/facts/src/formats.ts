import type { DocumentKind } from './document.ts';
import type { DocumentFormat } from './format.ts';
import { openVexFormat } from './openvex.ts';
import { optionsFormat } from './options.ts';
import { trivyFormat } from './trivy.ts';

/** The reader of every kind of document. */
export const formatOf = (kind: DocumentKind): DocumentFormat => {
  switch (kind) {
    case 'trivy':
      return trivyFormat;
    case 'openvex':
      return openVexFormat;
    case 'options':
      return optionsFormat;
    case 'grype':
    case 'cyclonedx':
    case 'spdx':
    case 'osv':
    case 'csaf':
      return unreadFormat(kind);
  }
};

/** A kind whose reader is not there yet: nothing that is given under it is silently left out. */
const unreadFormat = (kind: DocumentKind): DocumentFormat => ({
  survey: [],
  items: [],
  open: (_document, out) => ({
    survey: () => undefined,
    surveyed: () => out.fault('DOCUMENT_FORMAT_FOREIGN', [], `is of the kind ${kind}, which is not read yet`),
    item: () => undefined,
  }),
});
