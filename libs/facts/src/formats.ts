import { csafFormat } from './csaf.ts';
import { cycloneDxFormat } from './cyclonedx.ts';
import type { DocumentKind } from './document.ts';
import type { DocumentFormat } from './format.ts';
import { grypeFormat } from './grype.ts';
import { openVexFormat } from './openvex.ts';
import { optionsFormat } from './options.ts';
import { osvFormat } from './osv-format.ts';
import { spdxFormat } from './spdx.ts';
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
      return grypeFormat;
    case 'cyclonedx':
      return cycloneDxFormat;
    case 'spdx':
      return spdxFormat;
    case 'osv':
      return osvFormat;
    case 'csaf':
      return csafFormat;
  }
};
