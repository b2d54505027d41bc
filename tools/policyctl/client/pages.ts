import { z } from 'zod';

import type { Api } from './api.ts';

const PAGE_SIZE = 500;
/** A list is read to its end, but not beyond this many items. */
const ITEMS_MAX = 50_000;

const Page = z.looseObject({ items: z.array(z.unknown()), next_page_token: z.string().nullable() });

/** Every item of a list, page by page. */
export const listed = async <Schema extends z.ZodType>(
  api: Pick<Api, 'get'>,
  path: string,
  schema: Schema,
): Promise<readonly z.output<Schema>[]> => {
  const items: z.output<Schema>[] = [];
  let token: string | null = '';
  while (token !== null) {
    const after: string = token === '' ? '' : `&page_token=${encodeURIComponent(token)}`;
    const page = Page.parse(await api.get(`${path}?page_size=${PAGE_SIZE}${after}`));
    for (const item of page.items) items.push(schema.parse(item));
    if (items.length > ITEMS_MAX) throw new RangeError(`${path} lists more than ${ITEMS_MAX} items`);
    token = page.next_page_token;
  }
  return items;
};
