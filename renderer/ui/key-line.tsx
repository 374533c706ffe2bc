import type { KeyOrigin } from '../../preload/contract/stage1.ts';

interface Props {
  /** Where the key comes from; null where there is none. */
  readonly origin: KeyOrigin | null;
  readonly text: Readonly<Record<'none' | 'enter' | 'change' | 'forget', string>> & {
    readonly from: Readonly<Record<KeyOrigin, string>>;
  };
  /** Asks for a key; null while one is being entered. */
  readonly onEnter: (() => void) | null;
  readonly onForget: () => void;
}

/** Whether there is a key or token and where it is from; the key itself is not known in the window. */
export function KeyLine({ origin, text, onEnter, onForget }: Props) {
  return (
    <div className="key-line">
      <span>{origin === null ? text.none : text.from[origin]}</span>
      <span className="spacer" />
      {onEnter !== null && (
        <button type="button" className="link" onClick={onEnter}>
          {origin === null ? text.enter : text.change}
        </button>
      )}
      {(origin === 'typed' || origin === 'keychain') && (
        <button type="button" className="link" onClick={onForget}>
          {text.forget}
        </button>
      )}
    </div>
  );
}
