import { Fragment } from 'react';
import { strings } from '../strings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Keys } from './key-names.tsx';
import { otherShortcuts, shortcuts, type ShortcutGroup } from './shortcuts.ts';

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
                          <Keys key={keys} keys={keys} />
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
