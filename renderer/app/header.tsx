import { FolderOpen, Keyboard, Monitor, Moon, Sun } from 'lucide-react';
import { importPicked } from '../files/import-file.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { MenuPopover } from '../ui/menu-popover.tsx';
import { ModelChip } from './model-chip.tsx';
import { useSettings, useStudio, useSystem } from './studio.ts';
import { nextTheme } from './theme.ts';
import { WriterChip } from './writer-chip.tsx';

const themeIcon = { system: Monitor, dark: Moon, light: Sun } as const;

/** Name, what works behind the scenes, theme, help. */
export function Header({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const studio = useStudio();
  const { settings } = studio;
  const theme = useSettings((state) => state.theme);
  const connected = useSystem((state) => state.connected);
  return (
    <header className="header">
      <h1 className="logo">
        LMD<i aria-hidden>·</i>
        <span>Studio</span>
      </h1>
      {!connected && (
        <span className="connection" role="status">
          {strings.connection.lost}
        </span>
      )}
      <span className="spacer" />
      <WriterChip />
      <ModelChip />
      <MenuPopover
        label={strings.header.files}
        className="icon-button"
        trigger={<FolderOpen size={16} strokeWidth={1.75} aria-hidden />}
        items={[
          [
            strings.files.importAction,
            () => {
              studio.attempt(importPicked(studio));
            },
          ],
          [
            strings.files.exportAction,
            () => {
              studio.dialogs.open({ kind: 'export' });
            },
          ],
          [
            strings.answers.open,
            () => {
              studio.dialogs.open({ kind: 'answers', search: '' });
            },
          ],
        ]}
      />
      <IconButton
        icon={themeIcon[theme]}
        label={strings.header.theme[theme]}
        onClick={() => {
          settings.setState({ theme: nextTheme[theme] });
        }}
      />
      <IconButton icon={Keyboard} label={strings.header.shortcuts} hint="?" onClick={onShortcuts} />
    </header>
  );
}
