import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

// TASKS.md and the sprint files say the same of every task.

const root = resolve(import.meta.dirname, '..');
const sprintFolder = join(root, 'docs', 'implplan');
const STATUSES = ['TODO', 'DOING', 'DONE'];
const COLUMNS = ['id', 'task', 'status'] as const;

type Task = { readonly [column: string]: string };

/** The rows of the tables of a page that have an `id`, by the names in their heads. */
const tasksIn = (text: string): readonly Task[] => {
  const rows = text.split('\n').map(cellsOf);
  const tasks: Task[] = [];
  let head: readonly string[] = [];
  for (const cells of rows) {
    if (cells.length === 0) head = [];
    else if (head.length === 0) head = cells;
    else if (!cells.every((cell) => /^:?-+:?$/.test(cell))) {
      tasks.push(Object.fromEntries(head.map((name, at) => [name, cells[at] ?? ''])));
    }
  }
  return tasks.filter((task) => task['id'] !== undefined);
};

const cellsOf = (line: string): readonly string[] => {
  const row = /^\|(.*)\|$/.exec(line.trim())?.[1];
  return row === undefined ? [] : row.split('|').map((cell) => cell.trim());
};

const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');
const list = tasksIn(read('TASKS.md'));
const sprints = readdirSync(sprintFolder)
  .filter((name) => name.endsWith('.md'))
  .sort();

const shownBy = (tasks: readonly Task[]): readonly Task[] =>
  tasks.map((task) => Object.fromEntries(COLUMNS.map((column) => [column, task[column] ?? ''])));

describe('the tasks', () => {
  it('are listed once each', () => {
    const ids = list.map((task) => task['id']);
    expect(ids.length).toBeGreaterThan(0);
    expect([...new Set(ids)]).toStrictEqual(ids);
  });

  it('have one of the statuses', () => {
    expect(list.filter((task) => !STATUSES.includes(task['status'] ?? ''))).toStrictEqual([]);
  });

  it('belong to sprints that have a file, and every sprint has tasks', () => {
    const named = [...new Set(list.map((task) => `${task['sprint']}.md`))].sort();
    expect(named).toStrictEqual(sprints);
  });

  it.each(sprints)('are the same, in the same order, in %s', (sprint) => {
    const here = shownBy(tasksIn(read('docs', 'implplan', sprint)));
    expect(here).toStrictEqual(shownBy(list.filter((task) => `${task['sprint']}.md` === sprint)));
  });
});

describe('the reader of tables', () => {
  it('sees a task whose status differs', () => {
    const page =
      '| id | task | status |\n| --- | :-- | --- |\n| A-1 | Something | DOING |\n\ntext | with a bar\n';
    expect(tasksIn(page)).toStrictEqual([{ id: 'A-1', task: 'Something', status: 'DOING' }]);
  });
});
