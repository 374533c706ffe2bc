import { nextTheme } from '../app/theme.ts';
import { shortcuts } from '../app/shortcuts.ts';
import type { Studio } from '../app/studio.ts';
import { strings } from '../strings.ts';

/** Something the user can do by name. */
export interface Command {
  readonly name: string;
  /** As `chord` names it; null without one. */
  readonly keys: string | null;
  readonly run: (studio: Studio) => void;
}

/** What has no key. */
const others: readonly Command[] = [
  ...(
    [
      [strings.models.open, { kind: 'models' }],
      [strings.writer.setUp, { kind: 'writer' }],
      [strings.queue.openHelp, { kind: 'queue' }],
      [strings.templates.open, { kind: 'templates' }],
      [strings.answers.open, { kind: 'answers', search: '' }],
      [strings.shortcuts.title, { kind: 'shortcuts' }],
    ] as const
  ).map(([name, dialog]): Command => ({
    name,
    keys: null,
    run: ({ dialogs }) => {
      dialogs.open(dialog);
    },
  })),
  {
    name: strings.commands.theme,
    keys: null,
    run: ({ settings }) => {
      settings.setState(({ theme }) => ({ theme: nextTheme[theme] }));
    },
  },
];

const all: readonly Command[] = [
  ...shortcuts
    .filter(({ byKey, label }) => byKey !== true && label !== strings.commands.open)
    .map(({ label, keys, run }) => ({
      name: label,
      keys: keys[0] ?? null,
      run: (studio: Studio) => {
        run(studio, new KeyboardEvent('keydown'));
      },
    })),
  ...others,
];

/** The commands whose names hold every word; those that begin with the first come first. */
export function findCommands(search: string): readonly Command[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const [first = ''] = words;
  const rank = ({ name }: Command): number => (name.toLowerCase().startsWith(first) ? 0 : 1);
  return all
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .toSorted((a, b) => rank(a) - rank(b));
}
