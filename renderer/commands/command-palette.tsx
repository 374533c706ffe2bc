import { useId, useState, type KeyboardEvent } from 'react';
import { Keys } from '../app/key-names.tsx';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { findCommands, type Command } from './commands.ts';

/** Everything that can be done, found by its name. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const studio = useStudio();
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const found = findCommands(search);
  const text = strings.commands;
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    onClose(); // first: a command may open a dialog of its own
    command.run(studio);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Enter') run(found[at]);
    else if (by !== undefined && found.length > 0) setAt((at + by + found.length) % found.length);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={text.title} onClose={onClose} size="medium">
      <input
        className="field"
        role="combobox"
        aria-label={text.label}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length === 0 ? undefined : `${id}-${at}`}
        placeholder={text.placeholder}
        value={search}
        data-autofocus
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={`${id}-list`} className="commands" role="listbox" aria-label={text.list}>
        {found.map((command, index) => (
          <li
            key={command.name}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            ref={index === at ? (row) => row?.scrollIntoView({ block: 'nearest' }) : null}
            onPointerMove={() => {
              setAt(index);
            }}
            onClick={() => {
              run(command);
            }}
          >
            <span>{command.name}</span>
            {command.keys !== null && <Keys keys={command.keys} />}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="quiet">{text.none}</p>}
    </Dialog>
  );
}
