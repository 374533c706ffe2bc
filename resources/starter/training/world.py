"""Sprite world: captioned scenes of emoji objects on simple backgrounds, with boxes and coarse masks.

Sprites come from the Noto Color Emoji font (Debian: fonts-noto-color-emoji; SIL Open Font License 1.1).
`python world.py --out sheet.png` draws a sheet of scenes.
"""
import argparse
import colorsys
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONT = "/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"
OBJECTS = {  # word: (emoji, plural)
    "backpack": ("\U0001F392", "backpacks"), "book": ("\U0001F4D5", "books"), "bottle": ("\U0001F37E", "bottles"), "bowl": ("\U0001F963", "bowls"),
    "car": ("\U0001F697", "cars"), "cat": ("\U0001F408", "cats"), "chair": ("\U0001FA91", "chairs"), "cup": ("\u2615", "cups"),
    "dog": ("\U0001F415", "dogs"), "laptop": ("\U0001F4BB", "laptops"), "apple": ("\U0001F34E", "apples"), "tree": ("\U0001F333", "trees"),
    "boat": ("\u26F5", "boats"), "balloon": ("\U0001F388", "balloons"), "bird": ("\U0001F426", "birds"), "flower": ("\U0001F33B", "flowers"),
    "house": ("\U0001F3E0", "houses"), "fish": ("\U0001F41F", "fish"), "star": ("\u2B50", "stars"), "ball": ("\u26BD", "balls"),
}
COLOURS = {  # word: hue, saturation, value
    "red": (0.00, .88, .88), "orange": (0.075, .95, 1.0), "yellow": (0.145, .88, 1.0), "green": (0.34, .78, .68), "blue": (0.60, .85, .92),
    "purple": (0.77, .70, .76), "pink": (0.92, .42, 1.0), "brown": (0.06, .70, .52), "black": (0, 0, .1), "white": (0, 0, 1.0), "gray": (0, 0, .62),
}
BACKGROUNDS = {  # name: (how a sentence leads to it, four colours from the top to the bottom; None: no horizon)
    "a beach": ("on", ((120, 190, 240), (190, 225, 250), (240, 220, 160), (225, 195, 130))),
    "a forest": ("in", ((70, 120, 80), (100, 150, 95), (60, 95, 50), (45, 75, 40))),
    "a snowy field": ("in", ((175, 200, 225), (215, 228, 240), (245, 248, 252), (225, 233, 245))),
    "a desert": ("in", ((245, 200, 140), (250, 220, 170), (225, 170, 95), (200, 140, 75))),
    "a meadow": ("in", ((140, 200, 245), (205, 232, 250), (130, 195, 90), (95, 165, 65))),
    "the sea": ("on", ((140, 195, 240), (200, 225, 245), (50, 120, 190), (25, 75, 140))),
    "a night sky": ("in", ((8, 10, 35), (35, 35, 80), None, None)),
    "a city street": ("on", ((185, 195, 205), (205, 212, 218), (110, 112, 118), (85, 87, 92))),
    "a living room": ("in", ((235, 220, 195), (225, 205, 180), (165, 115, 75), (140, 95, 60))),
    "a wooden table": ("on", ((205, 215, 220), (190, 200, 205), (185, 130, 80), (160, 105, 60))),
    "a sunset": ("in", ((95, 60, 130), (250, 150, 90), (80, 50, 80), (45, 30, 60))),
    "a kitchen": ("in", ((240, 240, 235), (225, 228, 225), (150, 190, 195), (125, 165, 172))),
}
PLAIN = ((200, 205, 212), (165, 172, 182), None, None)
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}
SIZES = {"small": (.24, .33), "large": (.58, .72), "big": (.58, .72)}
LIMITS = {1: (.36, .70), 2: (.30, .48), 3: (.27, .40), 4: (.25, .34), 5: (.23, .31)}  # share of the picture's side, by number of objects
CELLS = 16  # side of the grid of masks, unless told
_sprites: dict = {}


@dataclass
class Thing:
    phrase: str   # "a red car"
    group: str    # "two red cars": what the overall prompt calls it
    noun: str
    colour: str | None
    box: tuple    # x0, y0, x1, y1 in 0..1


@dataclass
class Scene:
    image: np.ndarray  # uint8, height x width x 3
    caption: str
    things: list
    cells: np.ndarray  # uint8, a square grid: 0, or 1 + index of the thing that covers most of the cell
    background: str | None


def sprite(noun, colour=None):
    """The sprite of an object, or of an emoji as such, cut to its outline, in its own colours or tinted."""
    key = noun, colour
    if key not in _sprites:
        if colour:
            _sprites[key] = tint(sprite(noun), colour)
        else:
            im = Image.new("RGBA", (160, 160))
            ImageDraw.Draw(im).text((12, 12), OBJECTS[noun][0] if noun in OBJECTS else noun, font=ImageFont.truetype(FONT, 109), embedded_color=True)
            _sprites[key] = im.crop(im.getbbox())
    return _sprites[key]


def tint(im, colour):
    """One hue for the whole sprite; its shading, stretched to the full range, keeps the drawing legible."""
    a = np.asarray(im).astype(np.float32) / 255
    light = .5 * a[..., :3].max(-1) + .5 * a[..., :3].mean(-1)
    low, high = np.percentile(light[a[..., 3] > .5], (4, 92))
    light = np.clip((light - low) / max(high - low, .1), 0, 1)
    out = a.copy()
    if colour == "black":
        out[..., :3] = (.04 + .32 * light)[..., None]
    elif colour == "white":
        out[..., :3] = (.58 + .42 * light)[..., None]
    else:
        out[..., :3] = (.38 + .62 * light)[..., None] * np.array(colorsys.hsv_to_rgb(*COLOURS[colour]), np.float32)
    return Image.fromarray((np.clip(out, 0, 1) * 255).astype(np.uint8), "RGBA")


def background(kind, S, rng):
    shift = lambda c, k=10: np.clip(np.array(c, float) + rng.uniform(-k, k), 0, 255)
    flat = lambda c, k=10: tuple(int(v) for v in shift(c, k))
    top, bottom, near, far = BACKGROUNDS[kind][1] if kind else PLAIN
    horizon = int(S * rng.uniform(.42, .58)) if near else S
    ramp = lambda n, a, b: (1 - np.linspace(0, 1, n)[:, None]) * shift(a) + np.linspace(0, 1, n)[:, None] * shift(b)
    rows = np.concatenate([ramp(horizon, top, bottom)] + ([ramp(S - horizon, near, far)] if near else []))
    img = Image.fromarray(np.broadcast_to(np.clip(rows, 0, 255).astype(np.uint8)[:, None], (S, S, 3)).copy())
    d = ImageDraw.Draw(img)
    line = max(1, S // 128)
    if kind == "a forest":
        for _ in range(8):
            x, w, r = rng.randint(0, S), rng.randint(S // 24, S // 14), rng.randint(S // 10, S // 6)
            d.rectangle([x, 0, x + w, horizon + rng.randint(0, S // 10)], fill=flat((80, 60, 40)))
            d.ellipse([x - r, -r, x + r + w, r], fill=flat((50, 105, 55)))
    elif kind == "a night sky":
        for _ in range(30):
            x, y, r = rng.randint(0, S), rng.randint(0, S), rng.choice([0, 0, 1])
            d.ellipse([x - r, y - r, x + r, y + r], fill=(235, 235, 210))
    elif kind == "a city street":
        x = 0
        while x < S:
            w, h = rng.randint(S // 8, S // 5), rng.randint(S // 8, horizon - 2)
            d.rectangle([x, horizon - h, x + w, horizon], fill=flat((140, 135, 145), 25))
            x += w
    elif kind == "the sea":
        for _ in range(10):
            x, y = rng.randint(0, S), rng.randint(horizon, S)
            d.line([x, y, x + S // 10, y], fill=(110, 170, 220), width=line)
    elif kind == "a wooden table":
        for k in range(4):
            y = horizon + (S - horizon) * (k + 1) // 5
            d.line([0, y, S, y], fill=(140, 92, 52), width=line)
    elif kind == "a kitchen":
        for k in range(1, 8):
            d.line([k * S // 8, horizon, k * S // 8, S], fill=(165, 205, 208), width=line)
    elif kind == "a sunset":
        x, r = rng.randint(S // 4, 3 * S // 4), S // 9
        d.pieslice([x - r, horizon - r, x + r, horizon + r], 180, 360, fill=(255, 215, 120))
    return img


def article(words):
    return ("an " if words[0] in "aeiou" else "a ") + words


def shape(noun, rng):
    """Width and height of an object relative to its longer side: its own proportions, half of the time stretched a little."""
    w, h = sprite(noun).size
    s = np.exp(rng.uniform(-.14, .14)) if rng.random() < .5 else 1
    w, h = w * s, h / s
    return w / max(w, h), h / max(w, h)


def place(shapes, limits, rng):
    """Boxes with little overlap, one for each shape."""
    for attempt in range(80):
        boxes = []
        for (w, h), (low, high) in zip(shapes, limits):
            for _ in range(30):
                s = rng.uniform(low, high) if attempt < 40 else low
                bw, bh = w * s, h * s
                x, y = rng.uniform(.01, .99 - bw), rng.uniform(.01, .99 - bh)
                if all(min(x + bw, x1) - max(x, x0) < .02 or min(y + bh, y1) - max(y, y0) < .02 for x0, y0, x1, y1 in boxes):
                    boxes.append((x, y, x + bw, y + bh))
                    break
            else:
                break
        if len(boxes) == len(shapes):
            return boxes
    return boxes


def stack(upper, lower, rng):
    """Boxes of two shapes, the first standing on the second."""
    s, t = rng.uniform(.28, .42), rng.uniform(.34, .5)
    (uw, uh), (lw, lh) = (upper[0] * s, upper[1] * s), (lower[0] * t, lower[1] * t)
    middle = rng.uniform(max(uw, lw) / 2 + .01, .99 - max(uw, lw) / 2)
    y = rng.uniform(.01, max(.011, .99 - uh - lh))
    at = min(max(middle + rng.uniform(-.08, .08), uw / 2 + .01), .99 - uw / 2)
    return [(at - uw / 2, y, at + uw / 2, y + uh), (middle - lw / 2, y + uh, middle + lw / 2, y + uh + lh)]


def relation(a, b, first, second, rng):
    """A sentence about where two things are, true of their boxes."""
    dx, dy = (a[0] + a[2] - b[0] - b[2]) / 2, (a[1] + a[3] - b[1] - b[3]) / 2
    if abs(dx) > abs(dy):
        here, there = ("left", "right") if dx < 0 else ("right", "left")
        return rng.choice([f"{first} on the {here} and {second} on the {there}", f"{first} to the {here} of {second}", f"{first} on the {here} of {second}",
                           f"{first} {here} of {second}", f"{first} next to {second}"])
    here, there = ("top", "bottom") if dy < 0 else ("bottom", "top")
    words = ["above", "over"] if dy < 0 else ["below", "under", "beneath"]
    return rng.choice([f"{first} at the {here} and {second} at the {there}", f"{first} on the {here} and {second} on the {there}"]
                      + [f"{first} {w} {second}" for w in words])


def caption_of(groups, boxes, kind, stacked, rng):
    """groups: (singular phrase, phrase as counted, number)."""
    names = [counted for _, counted, _ in groups]
    if rng.random() < .04:
        names = [n[n.index(" ") + 1:] if n.startswith(("a ", "an ")) else n for n in names]
    pair = len(groups) == 2 and len(boxes) == 2
    if stacked and pair and rng.random() < .8:
        body = rng.choice([f"{names[0]} on {names[1]}", f"{names[0]} on top of {names[1]}", f"{names[1]} under {names[0]}"])
    elif pair and rng.random() < .45:
        body = relation(boxes[0], boxes[1], *names, rng) if rng.random() < .5 else relation(boxes[1], boxes[0], *names[::-1], rng)
    else:
        names = rng.sample(names, len(names))
        join = rng.random()
        body = ", ".join(names) if join < .5 or len(names) < 2 else " and ".join(names) if join < .8 else ", ".join(names[:-1]) + " and " + names[-1]
    if kind is None:
        form = rng.random()
        if form < .35:
            return f"a realistic photo of a scene with {body}" if body else "a realistic photo of a scene"
        if form < .5:
            return f"{rng.choice(['a scene', 'a realistic scene', 'an empty scene', 'a photo', 'a picture'])} with {body}" if body else "an empty scene"
        return f"{rng.choice(['a photo of ', 'a picture of ', 'an image of ', '', '', ''])}{body}"
    if not body:
        return f"{rng.choice(['', '', 'a photo of ', 'a picture of '])}{kind}"
    if rng.random() < .55:
        return f"{rng.choice(['', '', '', 'a photo of ', 'a realistic photo of '])}{kind} with {body}"
    return f"{rng.choice(['', '', '', 'a photo of ', 'a picture of '])}{body} {BACKGROUNDS[kind][0]} {kind}"


def compose(img, looks, boxes, grid):
    """Sprites, (noun, colour) each, put into boxes on a square picture: the pixels, the boxes they really have, and for each cell of a grid 1 + the index of
    the sprite that covers most of it, or 0."""
    img, S = img.convert("RGBA"), img.width
    placed, cells, best = [], np.zeros((grid, grid), np.uint8), np.full((grid, grid), .45)
    for (noun, colour), (x0, y0, x1, y1) in zip(looks, boxes):
        x, y, w, h = round(x0 * S), round(y0 * S), max(4, round((x1 - x0) * S)), max(4, round((y1 - y0) * S))
        x, y = min(x, S - w), min(y, S - h)
        sp = sprite(noun, colour).resize((w, h), Image.LANCZOS)
        img.alpha_composite(sp, (x, y))
        alpha = Image.new("L", (S, S))
        alpha.paste(sp.getchannel("A"), (x, y))
        cover = np.asarray(alpha.resize((grid, grid), Image.BOX)) / 255
        placed.append((x / S, y / S, (x + w) / S, (y + h) / S))
        cells[cover > best] = len(placed)
        best = np.maximum(best, cover)
    return np.asarray(img.convert("RGB")), placed, cells


def sample(seed, S=128, grid=CELLS):
    """The scene of a seed, S pixels wide, its masks on a grid of so many cells."""
    rng = random.Random(seed)
    kind = rng.choice(list(BACKGROUNDS)) if rng.random() < .75 else None
    mode = rng.random()
    counts = [] if mode < .02 else [1] if mode < .34 else [1, 1] if mode < .66 else [rng.randint(2, 5)] if mode < .84 else [rng.randint(2, 3), 1] if mode < .92 else [1, 1, 1]
    nouns = rng.sample(list(OBJECTS), len(counts))
    total = sum(counts)
    stacked = counts == [1, 1] and rng.random() < .2
    groups, members, limits = [], [], []
    for noun, count in zip(nouns, counts):
        colour = rng.choice(list(COLOURS)) if rng.random() < .55 else None
        size = rng.choice(list(SIZES)) if total == 1 and rng.random() < .2 else None
        words = " ".join(w for w in (size, "grey" if colour == "gray" and rng.random() < .3 else colour) if w)
        single = article(f"{words} {noun}".strip())
        counted = single if count == 1 else f"{NUMBERS[count]} {words} {OBJECTS[noun][1]}".replace("  ", " ")
        groups.append((single, counted, count))
        members += [(single, counted, noun, colour)] * count
        limits += [SIZES[size] if size else LIMITS[total]] * count
    shapes = [shape(m[2], rng) for m in members]
    boxes = stack(*shapes, rng) if stacked else place(shapes, limits, rng) if members else []
    image, placed, cells = compose(background(kind, S, rng), [(noun, colour) for _, _, noun, colour in members], boxes, grid)
    things = [Thing(*member, box) for member, box in zip(members, placed)]
    return Scene(image, caption_of(groups, boxes, kind, stacked, rng), things, cells, kind)


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description="Draws a sheet of scenes and prints their captions.")
    ap.add_argument("--out", default="sheet.png")
    ap.add_argument("--size", type=int, default=128)
    ap.add_argument("--columns", type=int, default=8)
    ap.add_argument("--rows", type=int, default=6)
    ap.add_argument("--seed", type=int, default=0)
    a = ap.parse_args()
    sheet = Image.new("RGB", (a.size * a.columns, a.size * a.rows))
    for i in range(a.columns * a.rows):
        scene = sample(a.seed + i, a.size)
        sheet.paste(Image.fromarray(scene.image), (i % a.columns * a.size, i // a.columns * a.size))
        print(i, scene.caption)
    sheet.save(a.out)
