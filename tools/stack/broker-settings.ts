/** What each broker user may publish to and subscribe to; everything else is denied. */
export type BrokerUsers = Readonly<
  Record<string, { readonly publish: readonly string[]; readonly subscribe: readonly string[] }>
>;

/** The users of nats.conf: allow-lists only, so that a new subject is closed until somebody opens it. */
export const brokerSettings = (users: BrokerUsers, passwords: Readonly<Record<string, string>>): string => {
  const entries = Object.entries(users).map(([user, { publish, subscribe }]) => {
    const password = passwords[user];
    if (password === undefined) throw new Error(`broker user ${user} has no password`);
    const permissions = `{ publish: { allow: ${list(publish)} }, subscribe: { allow: ${list(subscribe)} } }`;
    return `    { user: ${quoted(user)}, password: ${quoted(password)}, permissions: ${permissions} }`;
  });
  return ['authorization {', '  users: [', entries.join(',\n'), '  ]', '}'].join('\n');
};

// An empty allow-list would mean “everything”: it is written as a subject that nobody uses.
const list = (subjects: readonly string[]): string =>
  `[${(subjects.length === 0 ? ['registry.none'] : subjects).map(quoted).join(', ')}]`;

const quoted = (text: string): string => JSON.stringify(text);
