"""Trains the starter SAM: given a point or a box, the mask of the object there. Checkpoint in the layout of transformers' SamModel.

  python sam.py --out sam --minutes 60        goes on from sam/state.pt if that is there
It learns on sprite world and on many more emoji of the same font, in their own colours or tinted, so that it looks for outlines and not for the world's objects.
"""
import random

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from transformers import SamConfig, SamImageProcessorPil, SamModel

import detector as judge
import data
import run
import world

SIDE, PATCH, WIDTH, OUT = 192, 8, 96, 64  # pixels it sees, of a patch; width of the image encoder, of everything after it
MASK = SIDE // PATCH * 4                  # side of its masks
DRAWN = 256                               # side of the pictures that the app shows it
PROMPTS = 4                               # of a picture
_ranges = (0x1F400, 0x1F43E), (0x1F330, 0x1F37F), (0x1F680, 0x1F6A4), (0x1F380, 0x1F3C0), (0x1F451, 0x1F462), (0x1F4A1, 0x1F4FF), (0x1F5A5, 0x1F5FF), (0x1F980, 0x1F9AE)


def emoji():
    """Emoji to learn on and emoji held out, every tenth; those of the world's objects are in neither."""
    own, found = {look for look, _ in world.OBJECTS.values()}, []
    for first, last in _ranges:
        for code in range(first, last):
            look = chr(code)
            try:
                shown = look not in own and np.asarray(world.sprite(look).getchannel("A")).mean() > 60 and min(world.sprite(look).size) > 40
            except (TypeError, ValueError, OSError):  # the font has no such glyph
                continue
            if shown:
                found.append(look)
    return [e for i, e in enumerate(found) if i % 10 != 9], found[9::10]


def scene_of(looks, seed):
    """Pixels, boxes and cells of a scene of any emoji."""
    rng = random.Random(seed)
    number = rng.choice([1, 1, 1, 2, 2, 3, 4, 5])
    chosen = [(rng.choice(looks), rng.choice(list(world.COLOURS)) if rng.random() < .4 else None) for _ in range(number)]
    boxes = world.place([world.shape(look, rng) for look, _ in chosen], [world.LIMITS[number]] * number, rng)
    return world.compose(world.background(rng.choice([None, *world.BACKGROUNDS]), DRAWN, rng), chosen, boxes, MASK)


def world_scene(seed):
    scene = world.sample(seed, DRAWN, MASK)
    return scene.image, [t.box for t in scene.things], scene.cells, [data.NOUNS.index(t.noun) + 1 for t in scene.things]


def pixels(image):
    return np.asarray(Image.fromarray(image).resize((SIDE, SIDE), Image.BILINEAR))


class Scenes(torch.utils.data.IterableDataset):
    """Picture (uint8, 3 x SIDE x SIDE), PROMPTS masks, box prompts and points, where there is any object (MASK x MASK), and for each cell of the embedding the
    place within its object's box (or -1)."""

    def __init__(self, start):
        self.start = start

    def __iter__(self):
        looks, seed = emoji()[0], 5 * 10 ** 8 + self.start
        while True:
            seed += 1
            image, boxes, cells = world_scene(seed)[:3] if seed % 2 else scene_of(looks, seed)
            shown = [i for i in range(len(boxes)) if (cells == i + 1).sum() > 20]
            if not shown:
                continue
            rng = np.random.default_rng(seed)
            chosen = rng.permutation(np.resize(rng.permutation(shown), PROMPTS))
            masks = np.stack([cells == i + 1 for i in chosen])
            truth = np.array([boxes[i] for i in chosen], np.float32)
            size = np.tile(truth[:, 2:] - truth[:, :2], 2)
            asked = np.clip(truth + rng.normal(size=truth.shape) * .07 * size * (rng.random((PROMPTS, 1)) < .8), 0, 1)
            points = np.array([inside(mask, rng) for mask in masks], np.float32)
            yield (torch.from_numpy(pixels(image).copy()).permute(2, 0, 1), torch.from_numpy(masks), torch.from_numpy(asked.astype(np.float32)) * SIDE,
                   torch.from_numpy(points) * SIDE, torch.from_numpy(cells > 0), torch.from_numpy(places(cells, boxes)))


def inside(mask, rng):
    """A point of a mask, x and y in 0..1."""
    y, x = rng.choice(np.argwhere(mask))
    return (x + .5) / MASK, (y + .5) / MASK


def places(cells, boxes):
    """Of every fourth cell: x and y within the box of the sprite there; -1 on bare ground."""
    out = np.full((2, SIDE // PATCH, SIDE // PATCH), -1, np.float32)
    for y, x in np.argwhere(cells[2::4, 2::4]):
        x0, y0, x1, y1 = boxes[cells[2 + 4 * y, 2 + 4 * x] - 1]
        out[:, y, x] = ((4 * x + 2.5) / MASK - x0) / max(x1 - x0, .02), ((4 * y + 2.5) / MASK - y0) / max(y1 - y0, .02)
    return out


def make_sam():
    vision = dict(hidden_size=WIDTH, output_channels=OUT, num_hidden_layers=4, num_attention_heads=3, image_size=SIDE, patch_size=PATCH, window_size=8,
                  global_attn_indexes=[1, 3], num_pos_feats=OUT // 2, mlp_dim=3 * WIDTH, initializer_range=.02)
    prompt = dict(hidden_size=OUT, image_size=SIDE, patch_size=PATCH, mask_input_channels=4)
    decoder = dict(hidden_size=OUT, mlp_dim=2 * OUT, num_hidden_layers=2, num_attention_heads=4, iou_head_hidden_dim=OUT)
    sam = SamModel(SamConfig(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=decoder))
    # Kirillov et al.'s frequencies; those that transformers begins with are so high that no place resembles its neighbour.
    waves = torch.randn(2, OUT // 2, generator=torch.Generator().manual_seed(0))
    for places in sam.shared_image_embedding, sam.prompt_encoder.shared_embedding:
        places.positional_embedding.data = waves
        places.positional_embedding.requires_grad_(False)
    return sam


def processor():
    return SamImageProcessorPil(size={"longest_edge": SIDE}, pad_size={"height": SIDE, "width": SIDE}, mask_size={"longest_edge": MASK}, mask_pad_size={"height": MASK, "width": MASK})


def normalised(x):
    made = processor()
    mean, std = (torch.tensor(v, device=x.device).view(3, 1, 1) for v in (made.image_mean, made.image_std))
    return (x - mean) / std


def overlaps(masks, truth):
    """IoU of each mask with the truth: (..., h, w) booleans."""
    return (masks & truth).sum((-1, -2)) / (masks | truth).sum((-1, -2)).clamp(min=1)


def mask_loss(logits, truth):
    """Of each mask: cross-entropy of its cells and what it lacks of Dice's overlap. logits (b, p, k, h, w), truth (b, p, h, w)."""
    target = truth[:, :, None].float().expand_as(logits)
    weight = 1 + 2 * (F.avg_pool2d(target.flatten(0, 1), 5, 1, 2) - target.flatten(0, 1)).abs().view_as(target).gt(.05)  # outlines count thrice
    entropy = (weight * F.binary_cross_entropy_with_logits(logits, target, reduction="none")).mean((-1, -2))
    p = logits.sigmoid()
    return 2 * entropy + 1 - (2 * (p * target).sum((-1, -2)) + 1) / (p.sum((-1, -2)) + target.sum((-1, -2)) + 1)


@torch.no_grad()
def evaluate(sam, count=150):
    """Mean IoU at 256 pixels of the mask it is surest of: by box and by point, on held-out scenes and on scenes of held-out emoji."""
    looks, result = emoji()[1], {}
    for name, make in ("scenes", lambda i: world_scene(judge.HELD_OUT + i)[:3]), ("new emoji", lambda i: scene_of(looks, judge.HELD_OUT + i)):
        for prompt in "box", "point":
            rng, scores = np.random.default_rng(0), []
            for i in range(count):
                image, boxes, _ = make(i)
                fine = finely(make, i)
                x = normalised(torch.from_numpy(pixels(image).copy()).permute(2, 0, 1)[None].float() / 255)
                shown = [k for k in range(len(boxes)) if (fine == k + 1).sum() > 100]
                if not shown:
                    continue
                if prompt == "box":
                    asked = {"input_boxes": torch.tensor([[boxes[k] for k in shown]]) * SIDE}
                else:
                    spots = [rng.choice(np.argwhere(fine == k + 1)) for k in shown]
                    asked = {"input_points": torch.tensor([[[[(s[1] + .5) / DRAWN * SIDE, (s[0] + .5) / DRAWN * SIDE]] for s in spots]], dtype=torch.float32)}
                out = sam(pixel_values=x, multimask_output=True, **asked)
                best = out.iou_scores[0].argmax(-1)
                masks = out.pred_masks[0][torch.arange(len(shown)), best]
                masks = F.interpolate(masks[None], (DRAWN, DRAWN), mode="bilinear", antialias=True)[0] > 0
                scores += overlaps(masks, torch.from_numpy(np.stack([fine == k + 1 for k in shown]))).tolist()
            result[f"{name}, by {prompt}"] = round(float(np.mean(scores)), 3), round(float(np.mean(np.array(scores) > .75)), 3)
    return result


def finely(make, i):
    """The cells of a scene at the size of its picture."""
    global MASK
    was, MASK = MASK, DRAWN
    try:
        return make(i)[2]
    finally:
        MASK = was


def main():
    a = run.arguments(__doc__, out="sam", batch=16, lr=3e-3).parse_args()
    torch.set_num_threads(a.threads)
    sam, lesson = make_sam(), torch.nn.Conv2d(OUT, 18, 1)  # the lesson: in each cell, where there is any object (4 x 4), and which part of it
    own = "embed", "rel_pos", "pos_", "token", "lesson"
    training = run.Run(a, {"sam": sam, "lesson": lesson}, lambda name, p: not any(word in name for word in own) and p.shape[0] > 3)
    for (pictures, masks, boxes, points, covered, parts), _ in training.batches(Scenes(training.seen)):
        asked = {"input_boxes": boxes} if training.steps % 5 < 2 else {"input_points": points[:, :, None]}
        with torch.autocast(a.device, dtype=torch.bfloat16):
            embedding = sam.vision_encoder(normalised((judge.blemish(pictures.float() / 127.5 - 1).clamp(-1, 1) + 1) / 2)).last_hidden_state
            out = sam(image_embeddings=embedding, multimask_output=training.steps % 3 != 2, **asked)
            told = lesson(embedding).float()
        logits = out.pred_masks.float()
        each = mask_loss(logits, masks)
        drawn = each.min(-1).values.mean() + .3 * each.mean()
        with torch.no_grad():
            good = overlaps(logits > 0, masks[:, :, None])
        there = (parts[:, 0] >= 0).float()
        outline = F.binary_cross_entropy_with_logits(F.pixel_shuffle(told[:, :16], 4)[:, 0], covered.float())
        place = (there[:, None] * (told[:, 16:] - parts) ** 2).sum() / (2 * there.sum() + 1)
        taught = 2 * outline + 5 * place
        training.learn(drawn + F.mse_loss(out.iou_scores.float(), good) + .3 * taught, masks=drawn, lesson=taught, IoU=good.max(-1).values.mean())
    sam.half().save_pretrained(a.out, safe_serialization=True)
    processor().save_pretrained(a.out)
    print(evaluate(sam.float()), flush=True)


if __name__ == "__main__":
    main()
