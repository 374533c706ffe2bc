import { Keyboard, Monitor, Moon, Sun } from 'lucide-react';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { ModelChip } from './model-chip.tsx';
import { useSettings, useStudio, useSystem } from './studio.ts';
import type { Theme } from './settings.ts';
import { WriterChip } from './writer-chip.tsx';

const nextTheme: Record<Theme, Theme> = { system: 'dark', dark: 'light', light: 'system' };
const themeIcon = { system: Monitor, dark: Moon, light: Sun } as const;

/** Name, what works behind the scenes, theme, help. */
export function Header({ onShortcuts }: { readonly onShortcuts: () => void }) {
  const { settings } = useStudio();
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
