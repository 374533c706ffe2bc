import { useEffect, useState } from 'react';
import type { Layout } from '../../preload/contract/layout.ts';
import { useDocument, useStudio } from '../app/studio.ts';

const pause = 150; // milliseconds after the last keystroke

/** Everything the automatic prompt depends on. */
const ingredients = (layout: Layout): string =>
  JSON.stringify([layout.background, layout.boxes.filter((box) => !box.hidden).map((box) => box.caption)]);

/** Nothing to make a prompt of. */
const blank = JSON.stringify(['', []]);

/** The overall prompt that the layout would get; empty until it is known. */
export function useAutoPrompt(): string {
  const { client, document } = useStudio();
  const key = useDocument((state) => ingredients(state.layout));
  const [text, setText] = useState('');
  useEffect(() => {
    if (key === blank) {
      setText('');
      return;
    }
    let current = true;
    const timer = setTimeout(() => {
      const { layout } = document.store.getState();
      client.call('layout.overall', { layout: { ...layout, overall: null } }).then(
        (answer) => {
          if (current) setText(answer.text);
        },
        // Without an answer the field shows how the prompt is made instead.
        () => {
          if (current) setText('');
        },
      );
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [client, document, key]);
  return text;
}
