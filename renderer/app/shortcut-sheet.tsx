import { Fragment } from 'react';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { onMac } from '../ui/platform.ts';
import { otherShortcuts, shortcuts, type ShortcutGroup } from './shortcuts.ts';

const names: Record<string, string> = {
  arrowleft: '←',
  arrowright: '→',
  arrowup: '↑',
  arrowdown: '↓',
  enter: '⏎',
  escape: 'Esc',
  delete: 'Del',
  backspace: '⌫',
  shift: '⇧',
  '-': '−',
};

function keyName(part: string): string {
  if (part === 'mod') return onMac() ? '⌘' : 'Ctrl';
  if (part === 'alt') return onMac() ? '⌥' : 'Alt';
  return names[part] ?? (/^(.|f\d+)$/.test(part) ? part.toUpperCase() : part);
}

/** Splits "mod+z" into its keys; the plus key itself stays whole. */
const parts = (keys: string): string[] => (keys === '+' ? ['+'] : keys.split('+').filter((part) => part !== ''));

const groups: readonly ShortcutGroup[] = ['make', 'edit', 'tools', 'view'];
const shownKeys = 4;
/** Variants that go without saying. */
const unlisted = /^(shift\+arrow|=|mod\+([=+-]|0)$)/;

/** All keys on one sheet. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title={strings.shortcuts.title} onClose={onClose} size="wide">
      <div className="shortcut-groups">
        {groups.map((group) => (
          <section key={group}>
            <h3>{strings.shortcuts.groups[group]}</h3>
            <dl className="shortcuts">
              {[...otherShortcuts, ...shortcuts]
                .filter((shortcut) => shortcut.group === group)
                .map((shortcut) => (
                  <Fragment key={shortcut.label}>
                    <dt>{shortcut.label}</dt>
                    <dd>
                      {shortcut.keys
                        .filter((keys) => !unlisted.test(keys))
                        .slice(0, shownKeys)
                        .map((keys) => (
                          <span key={keys} className="keys">
                            {parts(keys).map((part) => (
                              <kbd key={part}>{keyName(part)}</kbd>
                            ))}
                          </span>
                        ))}
                    </dd>
                  </Fragment>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
