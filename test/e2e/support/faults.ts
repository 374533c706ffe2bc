import { AxeBuilder } from '@axe-core/playwright';
import type { StudioWindow } from './studio-window.ts';

/** What axe finds wrong in the window, or in a part of it, in a form that says where. */
export async function accessibilityFaults({ page }: StudioWindow, part = 'html'): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

/** Runs in the window: controls and headings that reach over the side of what holds them, and pages wider than the window. */
export function findCutOff(): string[] {
  const found: string[] = [];
  const name = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.className} ${element.getAttribute('aria-label') ?? element.textContent}`;
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page is wider than the window');
  for (const holder of document.querySelectorAll(
    '.header, .panel-scroll, .toolbar, .generate-bar, .history, .details, dialog',
  )) {
    const { left, right } = holder.getBoundingClientRect();
    if (holder.scrollWidth > holder.clientWidth + 1 || left < 0 || right > innerWidth) found.push(name(holder));
    for (const element of holder.querySelectorAll('button, input, select, textarea, h2, h3')) {
      const box = element.getBoundingClientRect();
      const elsewhere = element.closest('.history-list') !== null; // scrolls sideways on purpose
      if (box.width > 0 && !elsewhere && (box.left < left - 1 || box.right > right + 1)) found.push(name(element));
    }
  }
  for (const button of document.querySelectorAll('.button, .chip')) {
    if (button.scrollWidth > button.clientWidth + 1) found.push(`text of ${name(button)}`);
  }
  return found;
}
