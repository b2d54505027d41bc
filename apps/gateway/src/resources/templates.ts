import { Controller, Get } from '@nestjs/common';
import { contentDigestOf } from '@policy-registry/domain';
import { TEMPLATES } from '@policy-registry/dsl';

import { RequireScope } from '../edge/access-guard.ts';
import { workspaceFilesOf } from './beginnings.ts';

/** What policies may begin with. They come with the registry and are the same for every tenant. */
@Controller('api/v1/templates')
export class TemplatesController {
  @Get()
  @RequireScope('policy:read')
  listTemplates() {
    const items = TEMPLATES.map((template) => {
      const { name, title, summary } = template;
      const files = workspaceFilesOf(template);
      return { name, title, summary, contentDigest: contentDigestOf(files), files };
    });
    return { items, next_page_token: null };
  }
}
