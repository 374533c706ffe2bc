import { useEffect } from 'react';
import { chord, shortcuts } from './shortcuts.ts';
import { useStudio } from './studio.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input:not([type=radio]), textarea, select') !== null;

/** Keys that belong to the control that has the focus. */
const ofControl = (target: EventTarget | null, key: string): boolean =>
  target instanceof HTMLElement &&
  target.closest('button, summary, input, dialog, pre') !== null &&
  ['enter', ' '].includes(key);

/** Listens for the studio's keys. An open dialog keeps them to itself. */
export function useShortcuts(onHelp: () => void): void {
  const studio = useStudio();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
      const name = chord(event);
      const typing = isTyping(event.target);
      if (name === '?' && !typing) {
        onHelp();
        return;
      }
      const found = shortcuts.find((shortcut) => shortcut.keys.includes(name));
      if (found === undefined || (typing && found.always !== true) || ofControl(event.target, name)) return;
      event.preventDefault();
      found.run(studio, event);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [studio, onHelp]);
}
