/** What each broker user may publish to, but for what is denied, and subscribe to; everything else is denied. */
export type BrokerUsers = Readonly<
  Record<
    string,
    {
      readonly publish: readonly string[];
      readonly denyPublish?: readonly string[];
      readonly subscribe: readonly string[];
    }
  >
>;

/** The users of nats.conf: allow-lists and exceptions from them, so that a new subject is closed until somebody opens it. */
export const brokerSettings = (users: BrokerUsers, passwords: Readonly<Record<string, string>>): string => {
  const entries = Object.entries(users).map(([user, { publish, denyPublish, subscribe }]) => {
    const password = passwords[user];
    if (password === undefined) throw new Error(`broker user ${user} has no password`);
    const deny = denyPublish === undefined ? '' : `, deny: ${list(denyPublish)}`;
    const permissions = `{ publish: { allow: ${list(publish)}${deny} }, subscribe: { allow: ${list(subscribe)} } }`;
    return `    { user: ${quoted(user)}, password: ${quoted(password)}, permissions: ${permissions} }`;
  });
  return ['authorization {', '  users: [', entries.join(',\n'), '  ]', '}'].join('\n');
};

// An empty allow-list would mean “everything”: it is written as a subject that nobody uses.
const list = (subjects: readonly string[]): string =>
  `[${(subjects.length === 0 ? ['registry.none'] : subjects).map(quoted).join(', ')}]`;

const quoted = (text: string): string => JSON.stringify(text);
