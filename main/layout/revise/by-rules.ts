import type { Box, Layout, Rect } from '../../../preload/contract/layout.ts';
import type { Change } from '../../../preload/contract/revise.ts';
import type { Warning } from '../../../preload/contract/stage1.ts';
import {
  centre,
  isInside,
  newBox,
  newIds,
  overlapOf,
  pushedInside,
  rounded,
  shifted,
  visible,
} from '../geometry/rects.ts';
import { quoted } from '../lint/finding.ts';
import { colours } from '../rules/lexicon/adjectives.ts';
import { captionOf } from '../rules/caption.ts';
import { readScene } from '../rules/read-scene.ts';
import { withArticle } from '../rules/article.ts';
import { applyChanges } from './changes.ts';
import type { Command } from './commands.ts';
import { clausesOf, commandOf } from './commands.ts';
import { isHighUp, sizeFor, spotBeside, spotFor } from './placing.ts';
import type { Target } from './targets.ts';
import { findTarget } from './targets.ts';

export interface RuleRevision {
  changes: Change[];
  warnings: Warning[];
  /** Why there are no changes, in words for the user. */
  problem: string | null;
}

/** The changes that a simple follow-up sentence asks for: all of them, or none and what was not understood. */
export function reviseByRules(layout: Layout, sentence: string): RuleRevision {
  const clauses = clausesOf(sentence);
  const changes: Change[] = [];
  const warnings: Warning[] = [];
  const none = (problem: string): RuleRevision => ({ changes: [], warnings: [], problem });
  if (clauses.length === 0) return none('The rules find no words in this sentence.');
  let now = layout;
  for (const clause of clauses) {
    const command = commandOf(clause);
    if (command === null) return none(`The rules do not understand ${quoted([clause])}.`);
    const made = new Reviser(now, warnings).changesFor(command);
    if (made === null) return none(`The rules do not see what ${quoted([clause])} means in this layout.`);
    now = applyChanges(now, made);
    changes.push(...made);
  }
  const problem = changes.length > 0 ? null : warnings.length > 0 ? null : 'That is so already: nothing changes.';
  return { changes, warnings, problem };
}

class Reviser {
  readonly #layout: Layout;
  readonly #warnings: Warning[];

  constructor(layout: Layout, warnings: Warning[]) {
    this.#layout = layout;
    this.#warnings = warnings;
  }

  /** Null when the boxes it speaks of are not there. */
  changesFor(command: Command): Change[] | null {
    switch (command.kind) {
      case 'add':
        return this.#add(command.what);
      case 'remove':
        return this.#each(command.what, ({ id, caption }) => ({
          kind: 'remove',
          id,
          text: `Remove ${quoted([caption])}`,
        }));
      case 'scale':
        return this.#scale(command);
      case 'shift':
        return this.#shift(command);
      case 'go':
        return this.#each(command.what, (box) =>
          this.#moved(box, goTo(box, command.where, this.#layout), command.where),
        );
      case 'beside':
        return this.#beside(command);
      case 'swap':
        return this.#swap(command);
      case 'rename':
        return this.#rename(command.what, (caption) => newCaption(caption, command.to));
      case 'colour':
        return colours.has(command.adjective)
          ? this.#rename(command.what, (caption) => coloured(caption, command.adjective))
          : null;
      case 'background':
        return [backgroundChange(command.to)];
    }
  }

  #add(what: string): Change[] | null {
    const { things, relations } = readScene(what.replace(/^(?:another|one more|a further|an additional)\s+/, 'a '));
    const anchors = new Map(
      things.map((thing) => [
        thing,
        /^(?:the|that|this)\b/.test(thing.phrase.typed) ? findTarget(this.#layout, thing.phrase.typed) : null,
      ]),
    );
    const added = things.filter((thing) => anchors.get(thing) === null);
    if (added.length === 0) return null;
    let now = this.#layout;
    for (const thing of added) {
      const relation = relations.find(
        ({ subjects, objects }) => subjects.includes(thing) && objects.some((object) => anchors.get(object)),
      );
      const [to] = relation?.objects.flatMap((object) => anchors.get(object)?.boxes ?? []) ?? [];
      const single = { ...thing, phrase: { ...thing.phrase, count: 1 } };
      const size = sizeFor(thing, this.#layout);
      for (const id of newIds(now, Math.min(12, Math.max(1, thing.phrase.count)))) {
        const rect =
          relation === undefined || to === undefined
            ? spotFor(size, thing.place, isHighUp(thing), now)
            : spotBeside(size, spoken(relation.kind), to, now);
        now = { ...now, boxes: [...now.boxes, newBox(id, captionOf(single), rect)] };
      }
    }
    return now.boxes
      .slice(this.#layout.boxes.length)
      .map((box) => ({ kind: 'add', box, text: `Add ${quoted([box.caption])}` }));
  }

  #scale({ what, width, height }: Extract<Command, { kind: 'scale' }>): Change[] | null {
    const target = this.#target(what);
    if (target === null) return null;
    const rects = roomy(target.boxes, this.#layout, width, height);
    const word = width * height > 1 ? 'larger' : 'smaller';
    return target.boxes.flatMap((box) => {
      const rect = rects.get(box.id);
      if (rect === undefined || same(rect, box.rect)) return [];
      return [{ kind: 'resize', id: box.id, rect, text: `Make ${quoted([box.caption])} ${word}` }];
    });
  }

  #shift({ what, x, y, unit }: Extract<Command, { kind: 'shift' }>): Change[] | null {
    const { canvas } = this.#layout;
    const [dx, dy] = unit === 'pixels' ? [x, y] : [x * canvas.width, y * canvas.height];
    const way = x < 0 ? 'to the left' : x > 0 ? 'to the right' : y < 0 ? 'up' : 'down';
    return this.#each(what, (box) => this.#moved(box, shifted(box.rect, dx, dy), way));
  }

  #beside({ what, relation, to, mayAdd }: Extract<Command, { kind: 'beside' }>): Change[] | null {
    if (mayAdd && findTarget(this.#layout, what) === null) return this.#add(`${what} ${relation} ${to}`);
    const anchor = findTarget(this.#layout, to)?.boxes[0];
    if (anchor === undefined) return null;
    return this.#each(what, (box) =>
      box.id === anchor.id
        ? null
        : this.#moved(
            box,
            spotBeside(box.rect, relation.replace(/^(?:to|on) the /, ''), anchor, this.#layout, new Set([box.id])),
            `${relation} ${quoted([anchor.caption])}`,
          ),
    );
  }

  #swap({ one, other }: Extract<Command, { kind: 'swap' }>): Change[] | null {
    const [a, b] = [this.#target(one)?.boxes[0], this.#target(other)?.boxes[0]];
    if (a === undefined || b === undefined || a === b) return null;
    const [from, to] = [centre(a.rect), centre(b.rect)];
    return [
      this.#moved(a, shifted(a.rect, to.x - from.x, to.y - from.y), `to where ${quoted([b.caption])} is`),
      this.#moved(b, shifted(b.rect, from.x - to.x, from.y - to.y), `to where ${quoted([a.caption])} is`),
    ].filter((change) => change !== null);
  }

  #rename(what: string, captionFor: (caption: string) => string): Change[] | null {
    if (/^(?:the )?background$/.test(what)) return [backgroundChange(captionFor(''))];
    return this.#each(what, ({ id, caption }) => {
      const to = captionFor(caption);
      return to === caption
        ? null
        : { kind: 'rename', id, caption: to, text: `Rename ${quoted([caption])} to ${quoted([to])}` };
    });
  }

  #moved({ id, caption, rect }: Box, to: Rect, where: string): Change | null {
    const inside = rounded(pushedInside(to, this.#layout.canvas));
    return same(inside, rect)
      ? null
      : {
          kind: 'move',
          id,
          rect: inside,
          text: `Move ${quoted([caption])} ${where.replace(/^(left|right|top|bottom|center|centre|middle)\b/, 'to the $1')}`,
        };
  }

  #each(what: string, change: (box: Box) => Change | null): Change[] | null {
    const target = this.#target(what);
    return target === null ? null : target.boxes.map(change).filter((made) => made !== null);
  }

  /** Locked boxes are left out, and that is told; so is a choice among several. */
  #target(what: string): Target | null {
    const target = findTarget(this.#layout, what);
    if (target === null) return null;
    const locked = target.boxes.filter((box) => box.locked);
    if (locked.length > 0) {
      const captions = quoted(locked.map(({ caption }) => caption));
      this.#warnings.push({ code: 'locked', message: `${captions} is locked and stays as it is.` });
    }
    if (target.ambiguous) {
      const caption = quoted(target.boxes.map((box) => box.caption));
      this.#warnings.push({
        code: 'ambiguous',
        message: `There are several boxes like ${caption}; the leftmost was taken.`,
      });
    }
    return { ...target, boxes: target.boxes.filter((box) => !box.locked) };
  }
}

const backgroundChange = (text: string): Change => {
  const background = text.charAt(0).toUpperCase() + text.slice(1);
  return { kind: 'background', background, text: `Change the background to ${quoted([background])}` };
};

/** How a relation of a sentence is called here. */
const spoken = (kind: string): string => (kind === 'inside' ? 'in' : kind.replaceAll('-', ' '));

/** As much of the wanted growth as brings no new overlaps and stays inside, but always a little. */
function roomy(boxes: readonly Box[], layout: Layout, width: number, height: number): Map<string, Rect> {
  const others = visible(layout).filter((box) => !boxes.includes(box));
  const overlapsBefore = overlapping([...boxes, ...others].map(({ rect }) => rect));
  for (let share = 1; ; share -= 0.2) {
    const [kx, ky] = [1 + (width - 1) * share, 1 + (height - 1) * share];
    const rects = boxes.map(({ rect }) => {
      const grown = {
        x: rect.x - (rect.width * (kx - 1)) / 2,
        y: rect.y - (rect.height * (ky - 1)) / 2,
        width: rect.width * kx,
        height: rect.height * ky,
      };
      return rounded(isInside(grown, layout.canvas) ? grown : pushedInside(grown, layout.canvas));
    });
    const fits = overlapping([...rects, ...others.map(({ rect }) => rect)]) <= overlapsBefore;
    if (fits || share <= 0.4)
      return new Map(boxes.map(({ id }, i) => [id, rects[i] ?? { x: 0, y: 0, width: 1, height: 1 }]));
  }
}

const overlapping = (rects: readonly Rect[]): number =>
  rects.reduce((sum, one, i) => sum + rects.slice(i + 1).filter((other) => overlapOf(one, other) > 0.02).length, 0);

const same = (a: Rect, b: Rect): boolean => a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** To the middle of a half, or further on when it is there already. */
function goTo({ rect }: Box, where: string, { canvas }: Layout): Rect {
  const { x, y } = centre(rect);
  const words = where.replace('upper', 'top').replace('lower', 'bottom');
  const isMiddle = /cent|middle/.test(words);
  const along = (at: number, length: number, low: string, high: string): number => {
    if (words.includes(low)) return at <= length * 0.26 ? 0 : length * 0.25;
    if (words.includes(high)) return at >= length * 0.74 ? length : length * 0.75;
    return isMiddle ? length / 2 : at;
  };
  return shifted(rect, along(x, canvas.width, 'left', 'right') - x, along(y, canvas.height, 'top', 'bottom') - y);
}

/** A name that is given without an article gets one, as captions have it. */
function newCaption(_before: string, to: string): string {
  const [thing] = readScene(to).things;
  return thing === undefined || /^(?:an?|the|some)\s/.test(to)
    ? to
    : captionOf({ ...thing, phrase: { ...thing.phrase, count: 1 } });
}

/** "a blue car" in red: another colour's place is taken, or the first place before the noun. */
function coloured(caption: string, colour: string): string {
  const words = caption.replace(/^(?:an?)\s+/i, '').split(' ');
  const at = words.findIndex((word) => colours.has(word.toLowerCase()));
  const painted = at < 0 ? [colour, ...words] : words.with(at, colour);
  return /^an?\s/i.test(caption) ? withArticle(painted.join(' ')) : painted.join(' ');
}
