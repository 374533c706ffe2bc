import { escapeUTF8 } from 'entities';
import type { Layout } from '../../preload/contract/layout.ts';

export interface SheetEntry {
  readonly title: string;
  readonly note: string;
  /** null shows the note in place of a picture. */
  readonly png: Uint8Array | null;
}

const colours = ['#ff8f6b', '#5ec8ff', '#b48cff', '#5fd38d', '#ffd166', '#ff7eb6'];

/** A page of pictures of one layout, with nothing to load from elsewhere. */
export function contactSheet(
  layout: Layout,
  { seed, steps }: { seed: number; steps: number },
  entries: readonly SheetEntry[],
): string {
  const { width, height } = layout.canvas;
  const boxes = layout.boxes
    .filter(({ hidden }) => !hidden)
    .map(({ rect, caption }, i) => {
      const colour = colours[i % colours.length] ?? '';
      return `<rect x="${rect.x}" y="${rect.y}" width="${rect.width}" height="${rect.height}" stroke="${colour}"><title>${escapeUTF8(caption)}</title></rect>`;
    })
    .join('');
  const legend = layout.boxes
    .filter(({ hidden }) => !hidden)
    .map(({ caption }, i) => `<li style="--colour: ${colours[i % colours.length] ?? ''}">${escapeUTF8(caption)}</li>`)
    .join('');
  const figure = ({ title, note, png }: SheetEntry): string => {
    const picture =
      png === null
        ? `<p class="none">${escapeUTF8(note)}</p>`
        : `<img alt="" src="data:image/png;base64,${Buffer.from(png).toString('base64')}"><svg viewBox="0 0 ${width} ${height}">${boxes}</svg>`;
    return `<figure><div class="picture">${picture}</div><figcaption><b>${escapeUTF8(title)}</b><span>${png === null ? '' : escapeUTF8(note)}</span></figcaption></figure>`;
  };
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escapeUTF8(layout.prompt)}</title>
<style>
body { margin: 0; padding: 20px; background: #14161c; color: #e8eaf0; font: 14px/1.4 system-ui, sans-serif; }
h1 { margin: 0 0 4px; font-size: 18px; }
p, ul { margin: 0 0 14px; color: #9aa3b5; }
ul { display: flex; gap: 16px; padding: 0; list-style: none; }
li::before { content: ''; display: inline-block; width: 10px; height: 10px; margin-right: 6px; border: 2px solid var(--colour); }
main { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 14px; max-width: 1100px; }
figure { margin: 0; }
.picture { position: relative; aspect-ratio: ${width} / ${height}; overflow: hidden; border-radius: 6px; background: #1f222b; }
.picture > * { position: absolute; inset: 0; width: 100%; height: 100%; }
rect { fill: none; stroke-width: ${Math.max(width, height) / 170}; }
.none { display: grid; place-items: center; margin: 0; padding: 12px; box-sizing: border-box; text-align: center; }
figcaption { margin-top: 6px; }
figcaption span { display: block; color: #9aa3b5; }
</style>
<h1>${escapeUTF8(layout.prompt)}</h1>
<p>${escapeUTF8(layout.background)} · seed ${seed} · ${steps} steps</p>
<ul>${legend}</ul>
<main>${entries.map(figure).join('')}</main></html>
`;
}
