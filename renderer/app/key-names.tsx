import { onMac } from '../ui/platform.ts';

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

/** Keys that are pressed together, as they are called on this system. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="keys">
      {parts(keys).map((part) => (
        <kbd key={part}>{keyName(part)}</kbd>
      ))}
    </span>
  );
}
