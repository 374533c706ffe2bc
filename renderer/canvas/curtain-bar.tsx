import { X } from 'lucide-react';
import { useStore } from 'zustand';
import { useStudio } from '../app/studio.ts';
import { strings } from '../strings.ts';
import { IconButton } from '../ui/icon-button.tsx';

/** Moves the curtain between two pictures. */
export function CurtainBar() {
  const { beforeAfter } = useStudio();
  const { before, share } = useStore(beforeAfter.store);
  if (before === null) return null;
  const text = strings.beforeAfter;
  return (
    <div className="curtain-bar" role="group" aria-label={text.title}>
      <span aria-hidden>{text.before}</span>
      <input
        type="range"
        min={0}
        max={100}
        value={Math.round(share * 100)}
        aria-label={text.slide}
        onChange={(event) => {
          beforeAfter.slide(Number(event.target.value) / 100);
        }}
      />
      <span aria-hidden>{text.now}</span>
      <IconButton icon={X} label={text.close} small onClick={beforeAfter.close} />
    </div>
  );
}
