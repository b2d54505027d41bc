import { itemsOf } from '@policy-registry/client';

/** A list is read to its end, but not beyond this many items. */
const ITEMS_MAX = 50_000;

/** Every item of a list that is asked for page by page. */
export const listed = async <Item>(ask: Parameters<typeof itemsOf<Item>>[0]): Promise<readonly Item[]> => {
  const items: Item[] = [];
  for await (const item of itemsOf(ask)) {
    if (items.length === ITEMS_MAX) throw new RangeError(`there are more than ${ITEMS_MAX} items`);
    items.push(item);
  }
  return items;
};
