/** The name of a list as it is filtered: a page token goes on in the list of this name alone, so under no other filter. */
export const filteredName = (list: string, filter: object): string =>
  `${list} ${JSON.stringify(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort(),
  )}`;
