import { CircleAlert, CircleCheck, CircleX, type LucideIcon } from 'lucide-react';
import type { BoxCheck } from '../../preload/contract/engine.ts';
import { strings } from '../strings.ts';

const icons = {
  found: CircleCheck,
  elsewhere: CircleAlert,
  missing: CircleX,
} as const satisfies Record<BoxCheck['verdict'], LucideIcon>;

/** Whether the object of a box was found in the picture that is shown. */
export function BoxVerdict({ check: { verdict, score } }: { readonly check: BoxCheck }) {
  const Icon = icons[verdict];
  const text = strings.boxes.verdict[verdict](Math.round(score * 100));
  return (
    <span className={`box-verdict is-${verdict}`} role="img" aria-label={text} title={text}>
      <Icon size={13} aria-hidden />
    </span>
  );
}
