"""Draws with a checkpoint as the app does (DDIM, 20 steps, boxes in the first 40 %) and judges the pictures with the detector.

  python detector.py --out detector.pt
  python evaluate.py ../checkpoint --detector detector.pt --out report        figures and sheets
  python evaluate.py ../checkpoint --out report --sheet-only                  the contact sheet alone
Prompts and seeds are fixed, so two checkpoints can be compared. --known restricts the words to those of the first version.
"""
import argparse
import json
import os
import random
import time

import numpy as np
import torch
from diffusers import DDIMScheduler
from PIL import Image, ImageDraw

import data
import detector as judge
import model
import world

FIRST = data.NOUNS[:16], [k for k in world.BACKGROUNDS if k not in ("a sunset", "a kitchen")]
SHEET = [  # background, boxes: (phrase, x0, y0, x1, y1)
    ("a city street", [("a red car", .10, .48, .50, .74), ("a blue car", .56, .55, .94, .79)]),
    ("a beach", [("a dog", .06, .40, .36, .72), ("a dog", .38, .45, .64, .74), ("a yellow boat", .66, .15, .96, .48)]),
    ("a meadow", [("a purple balloon", .32, .05, .62, .48), ("a white cat", .30, .55, .68, .97)]),
    ("a forest", [("a cat", .25, .30, .75, .86)]), ("a snowy field", [("a red backpack", .08, .40, .48, .82)]),
    ("a night sky", [("a yellow star", .30, .12, .70, .50)]), ("a wooden table", [("a green apple", .08, .40, .44, .78), ("a cup", .54, .42, .90, .80)]),
    ("a living room", [("a brown chair", .10, .35, .42, .85), ("a tree", .54, .25, .92, .75)]), ("the sea", [("a boat", .25, .25, .75, .80)]),
    ("a desert", [("a black dog", .30, .30, .70, .75)]), ("", [("a pink flower", .05, .1, .45, .6), ("a blue bird", .55, .45, .92, .78)]),
    ("", [("a book", .1, .1, .4, .45), ("a laptop", .5, .5, .95, .88)]), ("a kitchen", [("an orange bowl", .15, .35, .55, .68), ("a bottle", .62, .25, .95, .65)]),
    ("a sunset", [("a house", .25, .30, .75, .80)]), ("a beach", [("a ball", .06, .55, .36, .85), ("a ball", .40, .15, .66, .42), ("a ball", .66, .6, .94, .88)]),
    ("the sea", [("a fish", .15, .50, .60, .82)]),
]


def prompt_of(background, phrases):
    """The app's prompt of a layout."""
    counted = []
    for phrase in sorted(set(phrases)):
        n, words = phrases.count(phrase), phrase.split(" ")
        counted.append(phrase if n == 1 else " ".join([world.NUMBERS[n], *words[1:-1], world.OBJECTS[words[-1]][1]]))
    return (f"{background} with " if background else "") + ", ".join(counted)


class Painter:
    def __init__(self, path, cfg, steps, share):
        self.tokenizer, self.text, self.unet, self.vae = model.load_checkpoint(path)
        self.scheduler, self.cfg, self.steps, self.share = DDIMScheduler.from_pretrained(f"{path}/scheduler"), cfg, steps, share
        self.attention = model.Attention()
        self.unet.set_attn_processor(self.attention)

    def ids(self, texts):
        return data.ids_of(self.tokenizer, texts).long()

    def grounding(self, layouts):
        """GLIGEN's arguments for [unconditional, conditional]: layouts are lists of (phrase, x0, y0, x1, y1)."""
        n = len(layouts)
        boxes, masks, vectors = torch.zeros(2 * n, 30, 4), torch.zeros(2 * n, 30), torch.zeros(2 * n, 30, self.text.config.hidden_size)
        for i, layout in enumerate(layouts):
            for k, (phrase, *box) in enumerate(layout):
                boxes[n + i, k], masks[n + i, k] = torch.tensor(box), 1
                vectors[n + i, k] = self.text(self.ids([phrase])).pooler_output[0]
        return {"gligen": {"boxes": boxes, "positive_embeddings": vectors, "masks": masks}}

    @torch.no_grad()
    def draw(self, prompts, seeds, layouts=None, heat=None):
        """Pictures, uint8, n x 3 x side x side. A list given as heat gets the attention to each token, n x cells x tokens, of each step at its finest."""
        side, n = self.unet.config.sample_size, len(prompts)
        z = torch.stack([torch.randn(4, side, side, generator=torch.Generator().manual_seed(s)) for s in seeds])
        hidden = self.text(self.ids([data.NEGATIVE] * n + prompts))[0]
        self.scheduler.set_timesteps(self.steps)
        extra = self.grounding(layouts) if layouts else None
        for i, t in enumerate(self.scheduler.timesteps):
            boxed = extra is not None and i < int(self.share * self.steps)
            for fuser in model.fusers(self.unet):
                fuser.enabled = boxed
            self.attention.maps = None if heat is None else []
            with torch.autocast("cpu", dtype=torch.bfloat16):
                without, within = self.unet(torch.cat([z, z]), t, hidden, cross_attention_kwargs=extra if boxed else None).sample.float().chunk(2)
            if heat is not None:
                finest = max(m.shape[2] for m in self.attention.maps)
                heat.append(sum(m[n:].float().mean(1) for m in self.attention.maps if m.shape[2] == finest))
            z = self.scheduler.step(without + self.cfg * (within - without), t, z, eta=0).prev_sample
        self.attention.maps = None
        with torch.autocast("cpu", dtype=torch.bfloat16):
            x = self.vae.decode(z / self.vae.config.scaling_factor).sample.float()
        return ((x.clamp(-1, 1) + 1) * 127.5).round().byte()

    @torch.no_grad()
    def focus(self, count, t=600):
        """Share of the attention to an object's word that lies on the object, in held-out scenes with noise; and the share of the area it has."""
        inside, area = [], []
        for i in range(count):
            scene = world.sample(judge.HELD_OUT + 5000 + i, self.unet.config.sample_size * 2 ** (len(self.vae.config.block_out_channels) - 1))
            if not scene.things:
                continue
            x = torch.from_numpy(scene.image.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1
            z = self.vae.encode(x).latent_dist.mean * self.vae.config.scaling_factor
            noisy = self.scheduler.add_noise(z, torch.randn(z.shape, generator=torch.Generator().manual_seed(i)), torch.tensor([t]))
            row = self.ids([scene.caption])
            words = data.words_of(self.tokenizer, row[0])
            for fuser in model.fusers(self.unet):
                fuser.enabled = False
            self.attention.maps = []
            self.unet(noisy, t, self.text(row)[0])
            maps, self.attention.maps = self.attention.maps, None
            for place in words.nonzero().flatten().tolist():
                mask = np.isin(scene.cells, [k + 1 for k, thing in enumerate(scene.things) if thing.noun == data.NOUNS[words[place] - 1]])
                for m in (m for m in maps if m.shape[2] == mask.size):
                    own = m[0, :, :, place].mean(0)
                    inside.append(float(own[torch.from_numpy(mask.flatten())].sum() / own.sum()))
                    area.append(mask.mean())
        return float(np.mean(inside)), float(np.mean(area))


def batched(painter, prompts, seeds, layouts=None, size=12):
    return torch.cat([painter.draw(prompts[i:i + size], seeds[i:i + size], layouts[i:i + size] if layouts else None) for i in range(0, len(prompts), size)])


def sheet(pictures, file, columns, titles=(), boxes=None, side=256):
    """side: of each picture, in pixels."""
    paper = Image.new("RGB", (columns * side, -(-len(pictures) // columns) * (side + 14)), "white")
    d = ImageDraw.Draw(paper)
    for i, x in enumerate(pictures):
        left, top = i % columns * side, i // columns * (side + 14)
        paper.paste(Image.fromarray(x.permute(1, 2, 0).numpy()).resize((side, side), Image.BICUBIC), (left, top))
        for _, x0, y0, x1, y1 in boxes[i] if boxes else ():
            d.rectangle([left + x0 * side, top + y0 * side, left + x1 * side, top + y1 * side], outline=(0, 255, 0))
        d.text((left + 2, top + side + 1), titles[i][:side // 6] if titles else "", fill="black")
    paper.save(file)


def contact_sheet(painter, file):
    """Rows without and with boxes, by turns."""
    columns, pictures, titles, boxes = 8, [], [], []
    prompts, seeds = [prompt_of(b, [p for p, *_ in layout]) for b, layout in SHEET], list(range(len(SHEET)))
    plain, placed = batched(painter, prompts, seeds), batched(painter, prompts, seeds, [layout for _, layout in SHEET])
    for i in range(0, len(SHEET), columns):
        pictures += [*plain[i:i + columns], *placed[i:i + columns]]
        titles += prompts[i:i + columns] * 2
        boxes += [[]] * columns + [layout for _, layout in SHEET[i:i + columns]]
    sheet(torch.stack(pictures), file, columns, titles, boxes)


def heat_sheet(painter, file):
    """Plain pictures, each beside where the attention to its nouns lay, mean of the steps: red much, blue little."""
    prompts, heat = [prompt_of(b, [p for p, *_ in layout]) for b, layout in SHEET[:10]], []
    pictures, cells = [], painter.draw(prompts, range(50, 60), heat=heat)
    side, maps, titles = cells.shape[-1], torch.stack(heat).mean(0), []
    for picture, prompt, own in zip(cells, prompts, maps):
        row = painter.ids([prompt])[0]
        places = [i for i in data.words_of(painter.tokenizer, row).nonzero().flatten().tolist() if painter.tokenizer.convert_ids_to_tokens(int(row[i])).replace("</w>", "") in data.NOUN_OF][:3]
        pictures.append(picture)
        titles.append(prompt)
        for place in places + [None] * (3 - len(places)):
            if place is None:
                pictures.append(torch.full_like(picture, 255))
                titles.append("")
                continue
            n = int(own.shape[0] ** .5)
            m = own[:, place].view(1, 1, n, n)
            m = torch.nn.functional.interpolate((m - m.min()) / (m.max() - m.min()), (side, side), mode="bicubic").clamp(0, 1)[0]
            hot = torch.cat([m, torch.zeros_like(m), 1 - m]) * 255
            pictures.append((.45 * picture.float().mean(0, keepdim=True) + .55 * hot).byte())
            titles.append(painter.tokenizer.convert_ids_to_tokens(int(row[place])).replace("</w>", ""))
    sheet(torch.stack(pictures), file, 8, titles, side=192)


def single_objects(painter, detector, nouns, kinds, per_noun, folder):
    rng, asked = random.Random(1), []
    for noun in nouns:
        for colour in rng.sample(data.COLOURS, per_noun):
            asked.append((noun, colour, rng.choice(kinds)))
    prompts = [f"{kind} with {world.article(colour + ' ' + noun)}" for noun, colour, kind in asked]
    pictures = batched(painter, prompts, range(1000, 1000 + len(asked)))
    seen = detector.find(pictures)
    right = {"object": 0, "colour": 0, "background": 0, "all": 0}
    nouns_right = dict.fromkeys(nouns, 0)
    for (noun, colour, kind), (found, where) in zip(asked, seen):
        same = [f for f in found if f.noun == noun]
        largest = max(same or found, key=lambda f: (f.box[2] - f.box[0]) * (f.box[3] - f.box[1]), default=None)
        marks = bool(same), bool(largest and largest.colour == colour), where == kind
        for key, mark in zip(right, (*marks, all(marks))):
            right[key] += mark
        nouns_right[noun] += marks[0]
    sheet(pictures, f"{folder}/single.png", 2 * per_noun, prompts, side=128)
    return {**{k: v / len(asked) for k, v in right.items()}, "by object": {k: v / per_noun for k, v in nouns_right.items()}}


def placed_objects(painter, detector, nouns, kinds, count, folder):
    """The same layouts with and without GLIGEN: objects in their boxes, and pictures with the right number of each object."""
    layouts, prompts, seed = [], [], judge.HELD_OUT + 10000
    while len(layouts) < count:
        seed += 1
        scene = world.sample(seed)
        if scene.things and all(t.noun in nouns for t in scene.things) and (scene.background in kinds or scene.background is None):
            layouts.append([(t.phrase, *t.box) for t in scene.things])
            prompts.append(prompt_of(scene.background or "", [p for p, *_ in layouts[-1]]))
    result, seeds = {}, range(2000, 2000 + count)
    for name, boxes in ("plain", None), ("gligen", layouts):
        pictures = batched(painter, prompts, seeds, boxes)
        sheet(pictures, f"{folder}/{name}.png", 12, prompts, layouts, side=128)
        seen = detector.find(pictures)
        total = named = filled = counted = 0
        for layout, (found, _) in zip(layouts, seen):
            for phrase, *box in layout:
                hits = [f for f in found if judge.overlap(f.box, box) >= .5]
                total, filled, named = total + 1, filled + bool(hits), named + any(f.noun == phrase.split(" ")[-1] for f in hits)
            wanted = sorted(p.split(" ")[-1] for p, *_ in layout)
            counted += sorted(f.noun for f in found) == wanted
        result[name] = {"right object in its box": named / total, "any object in the box": filled / total, "right objects in the right number": counted / count}
    return result


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("checkpoint", help="folder in diffusers layout")
    ap.add_argument("--detector", default="detector.pt", help="what detector.py wrote")
    ap.add_argument("--out", default="report", help="folder for sheets and figures")
    ap.add_argument("--sheet-only", action="store_true", help="no figures")
    ap.add_argument("--known", action="store_true", help="only the objects and backgrounds of the first version")
    ap.add_argument("--per-noun", type=int, default=4, help="pictures of each object")
    ap.add_argument("--layouts", type=int, default=60)
    ap.add_argument("--cfg", type=float, default=7.5)
    ap.add_argument("--steps", type=int, default=20)
    ap.add_argument("--share", type=float, default=.4, help="share of the steps in which boxes are in force")
    ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    os.makedirs(a.out, exist_ok=True)
    began, painter = time.time(), Painter(a.checkpoint, a.cfg, a.steps, a.share)
    contact_sheet(painter, f"{a.out}/sheet.png")
    heat_sheet(painter, f"{a.out}/heat.png")
    if a.sheet_only:
        return
    detector = judge.load(a.detector)
    nouns, kinds = FIRST if a.known else (data.NOUNS, list(world.BACKGROUNDS))
    figures = {"single": single_objects(painter, detector, nouns, kinds, a.per_noun, a.out), **placed_objects(painter, detector, nouns, kinds, a.layouts, a.out)}
    inside, area = painter.focus(60)
    figures["attention"] = {"on the object": inside, "its share of the picture": area}
    with open(f"{a.out}/figures.json", "w") as f:
        json.dump(figures, f, indent=1)
    print(json.dumps(figures, indent=1), f"\n{time.time() - began:.0f} s")


if __name__ == "__main__":
    main()
