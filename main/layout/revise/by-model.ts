import { z } from 'zod';
import type { Box, Layout, Rect } from '../../../preload/contract/layout.ts';
import type { Change } from '../../../preload/contract/revise.ts';
import type { LayoutEvent, Warning } from '../../../preload/contract/stage1.ts';
import { newBox, newIds, pushedInside, rounded, visible } from '../geometry/rects.ts';
import { quoted } from '../lint/finding.ts';
import { jsonIn } from '../prompting/json-in.ts';
import { record } from '../prompting/schema.ts';
import { unreadable } from '../providers/failures.ts';
import type { Correction, LayoutProvider } from '../providers/provider.ts';
import { readTemplate } from '../template.ts';

export interface ModelRevision {
  changes: Change[];
  warnings: Warning[];
  model: string;
  raw: string;
}

export interface AskServices {
  provider: LayoutProvider;
  templates?: string | undefined;
  random: () => number;
  signal: AbortSignal;
  onEvent: (event: LayoutEvent) => void;
}

const integer = { type: 'integer' };
const text = { type: 'string' };
const actions = ['add', 'remove', 'move', 'resize', 'rename'] as const;

const schema = {
  name: 'changes',
  schema: record({
    changes: {
      type: 'array',
      items: record({
        action: { type: 'string', enum: actions },
        box: integer,
        name: text,
        ...{ x: integer, y: integer, width: integer, height: integer },
      }),
    },
    background: text,
  }),
};

const number = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^-?\d+(?:\.\d+)?$/)
      .transform(Number),
  ])
  .catch(0);
const answerSchema = z.object({
  changes: z
    .array(
      z.object({
        action: z.enum(actions),
        box: number.default(0),
        name: z.string().default('').catch(''),
        ...{ x: number.default(0), y: number.default(0), width: number.default(0), height: number.default(0) },
      }),
    )
    .max(200),
  background: z.string().default('').catch(''),
});
type Wanted = z.output<typeof answerSchema>['changes'][number];

const attempts = 2;

/**
 * The changes that a model makes of a follow-up sentence.
 * @throws AppError llm_*, layout_unreadable, prompt_too_long, cancelled
 */
export async function reviseByModel(
  layout: Layout,
  sentence: string,
  named: string,
  services: AskServices,
): Promise<ModelRevision> {
  const { provider, templates, random, signal, onEvent } = services;
  const { name: model } = await provider.chooseModel(named, signal);
  const prompt = promptFor(layout, sentence, templates);
  const seed = Math.floor(random() * 2 ** 31);
  let correction: Correction | null = null;
  for (let attempt = 1; ; attempt++) {
    const answer = await provider.ask({ model, prompt, schema, seed: seed + attempt - 1, correction, signal, onEvent });
    const parsed = answerSchema.safeParse(jsonIn(answer.text));
    if (parsed.success) return { ...changesOf(layout, parsed.data), model, raw: answer.text };
    if (attempt === attempts) throw unreadable(model, answer.text, parsed.error);
    onEvent({ kind: 'status', text: `No changes can be read from that answer. Asking ${model} once more…` });
    correction = {
      answer: answer.text,
      request: 'That answer can not be read. Answer once more with JSON only, in exactly the form of the examples.',
    };
  }
}

function promptFor(layout: Layout, sentence: string, templates: string | undefined): string {
  const boxes = visible(layout).map(({ caption, rect }, i) => {
    const { x, y, width, height } = rounded(rect);
    return `${i + 1}. ${caption} [${x}, ${y}, ${width}, ${height}]`;
  });
  const values: Readonly<Record<string, string>> = {
    width: String(layout.canvas.width),
    height: String(layout.canvas.height),
    boxes: boxes.join('\n') || 'none',
    background: layout.background || 'none',
    caption: sentence.trim(),
  };
  // In one pass: what a caption holds is no placeholder.
  return readTemplate('studio-revise-1', templates)
    .text.replace(/\{(width|height|boxes|background|caption)\}/g, (_all, name: string) => values[name] ?? '')
    .trim();
}

function changesOf(
  layout: Layout,
  { changes, background }: z.output<typeof answerSchema>,
): Pick<ModelRevision, 'changes' | 'warnings'> {
  const boxes = visible(layout);
  const adds = changes.filter(({ action }) => action === 'add').length;
  const ids = newIds(layout, adds);
  const warnings: Warning[] = [];
  const made = changes.flatMap((wanted): Change[] => {
    const box = boxes[wanted.box - 1];
    if (wanted.action === 'add') {
      const rect = rectOf(wanted, layout);
      if (wanted.name.trim() === '' || rect === null) return skipped(warnings, wanted);
      const added = newBox(ids.shift() ?? '', wanted.name.trim(), rect);
      return [{ kind: 'add', box: added, text: `Add ${quoted([added.caption])}` }];
    }
    if (box === undefined) return skipped(warnings, wanted);
    if (box.locked) {
      warnings.push({ code: 'locked', message: `${quoted([box.caption])} is locked and stays as it is.` });
      return [];
    }
    return changeOf(wanted, box, layout) ?? skipped(warnings, wanted);
  });
  const text = background.trim();
  const isNew = text !== '' && text !== layout.background;
  if (isNew) made.push({ kind: 'background', background: text, text: `Change the background to ${quoted([text])}` });
  return { changes: made, warnings };
}

function changeOf(
  wanted: Wanted & { action: string },
  { id, caption, rect: before }: Box,
  layout: Layout,
): Change[] | null {
  if (wanted.action === 'remove') return [{ kind: 'remove', id, text: `Remove ${quoted([caption])}` }];
  if (wanted.action === 'rename') {
    const to = wanted.name.trim();
    return to === ''
      ? null
      : [{ kind: 'rename', id, caption: to, text: `Rename ${quoted([caption])} to ${quoted([to])}` }];
  }
  const rect = rectOf(
    { ...wanted, width: wanted.width || before.width, height: wanted.height || before.height },
    layout,
  );
  if (rect === null) return null;
  const resized = Math.abs(rect.width - before.width) > 1 || Math.abs(rect.height - before.height) > 1;
  return resized
    ? [{ kind: 'resize', id, rect, text: `Change the size of ${quoted([caption])}` }]
    : [{ kind: 'move', id, rect, text: `Move ${quoted([caption])}` }];
}

/** Inside the canvas, whatever the model wrote; null for a box that holds nothing. */
function rectOf({ x, y, width, height }: Rect, { canvas }: Layout): Rect | null {
  return width < 1 || height < 1 ? null : rounded(pushedInside({ x, y, width, height }, canvas));
}

function skipped(warnings: Warning[], { action, box }: Wanted): [] {
  warnings.push({
    code: 'change_skipped',
    message: `A change (${action}, box ${box}) makes no sense and was left out.`,
  });
  return [];
}
