import type { Stack } from '../../stack/start-stack.ts';
import type { Watched } from './programs.ts';

/** What a command passes through: the applications, the broker, the database. */
export const programsOf = ({ apps, description }: Stack): readonly Watched[] => [
  ...apps.flatMap((app) => watched(app.name, app.pid())),
  ...description.programs.flatMap(({ name, pid }) =>
    name.startsWith('nats') || name.startsWith('postgres') ? watched(name, pid) : [],
  ),
];

const watched = (name: string, pid: number | undefined): readonly Watched[] =>
  pid === undefined ? [] : [{ name, pid }];
