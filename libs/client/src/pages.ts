const PAGE_SIZE = 500;

/** What asks for one page of a list. */
export type PageQuery = { readonly page_size: number; readonly page_token?: string };
export type Page<Item> = { readonly items: readonly Item[]; readonly next_page_token: string | null };

/**
 * The pages of a list, in order. `ask` reads one:
 * `pagesOf((query) => answered(client.GET('/api/v1/policies', { params: { query } })))`.
 */
export async function* pagesOf<Item>(
  ask: (query: PageQuery) => Promise<Page<Item>>,
): AsyncGenerator<readonly Item[]> {
  let token: string | null | undefined;
  while (token !== null) {
    const page: Page<Item> = await ask({
      page_size: PAGE_SIZE,
      ...(token !== undefined && { page_token: token }),
    });
    yield page.items;
    token = page.next_page_token;
  }
}

/** The items of a list, in order, read page by page as they are taken. */
export async function* itemsOf<Item>(ask: (query: PageQuery) => Promise<Page<Item>>): AsyncGenerator<Item> {
  for await (const items of pagesOf(ask)) yield* items;
}
