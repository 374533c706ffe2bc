import { useEffect, useSyncExternalStore } from 'react';
import type { Theme } from './settings.ts';
import { useSettings } from './studio.ts';

/** The themes in turn. */
export const nextTheme: Readonly<Record<Theme, Theme>> = { system: 'dark', dark: 'light', light: 'system' };

const dark = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

function subscribeToSystem(changed: () => void): () => void {
  const query = dark();
  query.addEventListener('change', changed);
  return () => {
    query.removeEventListener('change', changed);
  };
}

/** The theme in force, and the attribute on the page that the style sheets read. */
export function useTheme(): 'light' | 'dark' {
  const chosen = useSettings((state) => state.theme);
  const systemDark = useSyncExternalStore(subscribeToSystem, () => dark().matches);
  const theme = chosen === 'system' ? (systemDark ? 'dark' : 'light') : chosen;
  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);
  return theme;
}
