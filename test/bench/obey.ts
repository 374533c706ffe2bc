/**
 * Draws layouts of two objects with several methods from the same seeds, to see which of them keep to the boxes. `judge.py` beside this file looks at the
 * pictures.
 */
import { encode } from 'fast-png';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { layoutSchema, type Layout } from '../../preload/contract/layout.ts';
import { EngineClient } from '../../main/engine/client.ts';
import { TorchGenerator } from '../../main/engine/sampling/noise.ts';

const root = join(import.meta.dirname, '../..');
const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    checkpoint: { type: 'string', default: join(root, 'resources/starter/checkpoint') },
    layouts: { type: 'string', default: '20' },
    steps: { type: 'string', default: '50' },
    options: { type: 'string', default: '{}' },
    out: { type: 'string', default: join(root, '.cache/bench/obey') },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (flags.help) {
  console.log(`node scripts/run.mjs test/bench/obey.ts [METHOD ...] [--layouts 20] [--steps 50] [--checkpoint FOLDER] [--out FOLDER]
                 [--options '{"lossScale": 30}'] for all methods given. Without a method: sd, boxdiff, backward_guidance, lmd.
Then: python test/bench/judge.py FOLDER --detector detector.pt`);
  process.exit();
}

/** What the starter was taught. */
const nouns = [
  'car',
  'cat',
  'dog',
  'cup',
  'chair',
  'apple',
  'boat',
  'balloon',
  'bird',
  'flower',
  'house',
  'fish',
  'ball',
  'book',
];
const colours = ['red', 'yellow', 'green', 'blue', 'purple', 'white'];
const places = ['a beach', 'a meadow', 'a desert', 'a living room', 'a snowy field', 'a city street'];

/** Two objects of the sizes that they have in the starter's own scenes, side by side or one above the other, anywhere. */
function layoutOf(seed: number): Layout {
  const random = new TorchGenerator(seed).rand(16);
  let at = 0;
  const share = (): number => random[at++] ?? 0;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(share() * list.length)] as T;
  const first = pick(nouns);
  const second = pick(nouns.filter((noun) => noun !== first));
  const beside = share() < 0.6;
  const boxes = [first, second].map((noun, i) => {
    const side = Math.round(512 * (0.3 + 0.14 * share()));
    const along = i * 256 + share() * (256 - side);
    const across = share() * (512 - side);
    const [x, y] = (beside ? [along, across] : [across, along]).map(Math.round) as [number, number];
    const colour = pick(colours);
    return { id: String(i), caption: `a ${colour} ${noun}`, rect: { x, y, width: side, height: side } };
  });
  return layoutSchema.parse({ background: pick(places), boxes });
}

const methods = positionals.length > 0 ? positionals : ['sd', 'boxdiff', 'backward_guidance', 'lmd'];
const layouts = Array.from({ length: Number(flags.layouts) }, (_, i) => layoutOf(1000 + i));
mkdirSync(flags.out, { recursive: true });
writeFileSync(
  join(flags.out, 'layouts.json'),
  JSON.stringify(
    layouts.map(({ canvas, boxes }) => ({ canvas, boxes: boxes.map(({ caption, rect }) => ({ caption, rect })) })),
  ),
);
const engine = new EngineClient();
for (const method of methods) {
  mkdirSync(join(flags.out, method), { recursive: true });
  const start = performance.now();
  let [first, last, updates] = [0, 0, 0];
  for (const [seed, layout] of layouts.entries()) {
    const losses: number[] = [];
    const { image } = await engine.generate(
      {
        layout,
        method,
        checkpoint: flags.checkpoint,
        seed,
        steps: Number(flags.steps),
        previewEvery: 0,
        options: JSON.parse(flags.options) as Record<string, unknown>,
      },
      { onEvent: (event) => void (event.kind === 'step' && event.box === null && losses.push(...event.losses)) },
    );
    writeFileSync(join(flags.out, method, `${seed}.png`), encode({ ...image, channels: 3 }));
    [first, last, updates] = [first + (losses[0] ?? 0), last + (losses.at(-1) ?? 0), updates + losses.length];
  }
  const mean = (sum: number, digits: number): string => (sum / layouts.length).toFixed(digits);
  const guided = updates === 0 ? '' : `, loss ${mean(first, 2)} to ${mean(last, 2)} in ${mean(updates, 1)} updates`;
  console.log(`${method}: ${mean((performance.now() - start) / 1000, 1)} s a picture${guided}`);
}
engine.dispose();
