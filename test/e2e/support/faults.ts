import { AxeBuilder } from '@axe-core/playwright';
import type { StudioWindow } from './studio-window.ts';

/** What axe finds wrong in the window, or in a part of it, in a form that says where. */
export async function accessibilityFaults({ page }: StudioWindow, part = 'html'): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).include(part).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
