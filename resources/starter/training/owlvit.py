"""Trains the starter OWL-ViT: given names, the boxes of what they name. Checkpoint in the layout of transformers' OwlViTForObjectDetection.

  python owlvit.py --start ../checkpoint --out owlvit --minutes 60        goes on from owlvit/state.pt if that is there
Tokenizer and text encoder begin as the starter checkpoint's. Every patch that an object covers learns its box and, for each query, how well that box will fit
(Zhang et al. 2021, arXiv 2008.13367); overlapping boxes are left to non-maximum suppression, as the app does it.
"""
import os
import random
import shutil

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from transformers import CLIPTextModel, OwlViTConfig, OwlViTForObjectDetection, OwlViTImageProcessorPil

import data
import detector as judge
import run
import world

SIDE, PATCH, WIDTH, LENGTH = 192, 12, 128, 16  # pixels it sees, of a patch; width of both encoders; tokens of a query
GRID, DRAWN = SIDE // PATCH, 256               # patches of a side; side of the pictures that the app shows it
FORMS = "a photo of {}", "a photo of {}", "{}", "a picture of {}"


def make_owlvit(tokenizer, text):
    config = OwlViTConfig(projection_dim=WIDTH, text_config={**text.config.to_dict(), "model_type": "owlvit_text_model", "max_position_embeddings": LENGTH}, vision_config=dict(
        hidden_size=WIDTH, intermediate_size=4 * WIDTH, num_hidden_layers=5, num_attention_heads=4, image_size=SIDE, patch_size=PATCH))
    owlvit = OwlViTForObjectDetection(config)
    own = owlvit.state_dict()
    for name, value in text.state_dict().items():
        name = "owlvit.text_model." + name.removeprefix("text_model.")
        own[name] = value[:LENGTH] if name.endswith("position_embedding.weight") else value
    owlvit.load_state_dict(own)
    torch.nn.init.zeros_(owlvit.box_head.dense2.weight)  # begins with boxes of a third of the picture
    owlvit.box_head.dense2.bias.data = torch.tensor([0., 0., 2., 2.])
    # Left to themselves, shift and scale fall until no patch can tell objects apart: they stay as they are.
    for layer, value in (owlvit.class_head.logit_shift, -.35), (owlvit.class_head.logit_scale, 13.):
        torch.nn.init.zeros_(layer.weight)
        layer.bias.data.fill_(value)
        layer.requires_grad_(False)
    return owlvit


def processor():
    return OwlViTImageProcessorPil(size={"height": SIDE, "width": SIDE}, do_center_crop=False, crop_size={"height": SIDE, "width": SIDE}, resample=3)


def pixels(image):
    return torch.from_numpy(np.asarray(Image.fromarray(image).resize((SIDE, SIDE), Image.BICUBIC)).copy()).permute(2, 0, 1)


def normalised(x):
    mean, std = (torch.tensor(v, device=x.device).view(3, 1, 1) for v in (processor().image_mean, processor().image_std))
    return (x - mean) / std


class Scenes(torch.utils.data.IterableDataset):
    """Picture (uint8, 3 x SIDE x SIDE), cells (GRID x GRID), boxes, nouns and colours of its things (-1: none; colour -1: its own)."""

    def __init__(self, start):
        self.start = start

    def __iter__(self):
        seed = 6 * 10 ** 8 + self.start
        while True:
            seed += 1
            scene = world.sample(seed, DRAWN, GRID)
            boxes, noun, colour = torch.zeros(data.SLOTS, 4), torch.full((data.SLOTS,), -1), torch.full((data.SLOTS,), -1)
            for k, t in enumerate(scene.things):
                boxes[k], noun[k], colour[k] = torch.tensor(t.box), data.NOUNS.index(t.noun), data.COLOURS.index(t.colour) if t.colour else -1
            yield pixels(scene.image), torch.from_numpy(scene.cells.astype(np.int64)), boxes, noun, colour


def queries_of(nouns, colours, rng):
    """Queries for a batch: every object, the coloured ones that are there, and as many in wrong colours: (text, noun, colour or -1)."""
    there = {(n, c) for n, c in zip(nouns.flatten().tolist(), colours.flatten().tolist()) if n >= 0 and c >= 0}
    there = set(rng.sample(sorted(there), min(16, len(there))))
    wrong = {(n, rng.randrange(len(data.COLOURS))) for n, _ in sorted(there)} - {(n, c) for n, c in zip(nouns.flatten().tolist(), colours.flatten().tolist())}
    asked = []
    for n, c in [*((n, -1) for n in range(len(data.NOUNS))), *sorted(there | wrong)]:
        words = (("grey " if data.COLOURS[c] == "gray" and rng.random() < .3 else data.COLOURS[c] + " ") if c >= 0 else "") + data.NOUNS[n]
        phrase = world.article(words) if rng.random() < .8 else words
        if rng.random() < .1:
            phrase = words[:len(words) - len(data.NOUNS[n])] + world.OBJECTS[data.NOUNS[n]][1]
        asked.append((rng.choice(FORMS).format(phrase), n, c))
    return asked


def corners(boxes):
    return torch.cat([boxes[..., :2] - boxes[..., 2:] / 2, boxes[..., :2] + boxes[..., 2:] / 2], -1)


def fit(a, b):
    """Intersection over union, and its generalised form (Rezatofighi et al. 2019, arXiv 1902.09630), of boxes one by one."""
    area = lambda r: (r[..., 2:] - r[..., :2]).clamp(min=0).prod(-1)
    both = area(torch.cat([torch.maximum(a[..., :2], b[..., :2]), torch.minimum(a[..., 2:], b[..., 2:])], -1))
    hull = area(torch.cat([torch.minimum(a[..., :2], b[..., :2]), torch.maximum(a[..., 2:], b[..., 2:])], -1)) + 1e-6
    union = area(a) + area(b) - both + 1e-6
    return both / union, both / union - (hull - union) / hull


def look(owlvit, x):
    """Patches' features (b, patches, width) and boxes (b, patches, 4)."""
    features, _ = owlvit.image_embedder(pixel_values=x)
    flat = features.flatten(1, 2)
    return flat, corners(owlvit.box_predictor(flat, features).float())


def encode(owlvit, ids):
    vectors = owlvit.owlvit.text_projection(owlvit.owlvit.text_model(input_ids=ids, attention_mask=torch.ones_like(ids)).pooler_output)
    return vectors / vectors.norm(dim=-1, keepdim=True)


def ids_of(tokenizer, texts):
    return data.ids_of(tokenizer, texts)[:, :LENGTH].long()


def losses(logits, boxes, told, asked, cells, truth, nouns, colours):
    """Of the classes (how well the box of each patch will fit), of the boxes, and of the lesson: which object and colour a patch shows."""
    flat = cells.flatten(1)
    index = (flat - 1).clamp(min=0)
    on = flat > 0
    wanted = truth.gather(1, index[..., None].expand(-1, -1, 4))
    iou, giou = fit(boxes, wanted)
    share = on / torch.zeros(len(flat), data.SLOTS + 1).scatter_add(1, flat, torch.ones_like(flat, dtype=torch.float)).gather(1, flat)  # each object counts alike
    placed = (share * (2 * (1 - giou) + 5 * (boxes - wanted).abs().mean(-1)))[on].sum() / share[on].sum()
    noun, colour = nouns.gather(1, index).masked_fill(~on, -1), colours.gather(1, index).masked_fill(~on, -1)
    n, c = (torch.tensor(v) for v in list(zip(*asked))[1:])
    same = noun[..., None] == n
    hit = same & ((c < 0) | (colour[..., None] == c))
    unknown = same & (c >= 0) & (colour[..., None] < 0)  # in its own colours: neither right nor wrong
    target = hit * iou.detach()[..., None].clamp(min=0)
    p = logits.sigmoid()
    weight = torch.where(hit, 1., .75 * p.detach() ** 2).masked_fill(unknown, 0)
    named = (weight * F.binary_cross_entropy_with_logits(logits, target, reduction="none")).sum() / hit.sum().clamp(min=1)
    n, c = told.split((1 + len(data.NOUNS), 1 + len(data.COLOURS)), -1)
    bare = torch.ones(n.shape[-1]).index_fill(0, torch.tensor(0), .3)
    taught = F.cross_entropy(n.mT, noun + 1, bare) + .5 * F.cross_entropy(c.mT, torch.where(on, colour, -1) + 1, ignore_index=0)
    return named, placed, taught, (n.argmax(-1) == noun + 1)[on].float().mean(), (iou * on).sum() / on.sum()


@torch.no_grad()
def find(owlvit, tokenizer, image, texts, nms=.5):
    """(index of the query, score, box) of what is seen, best first; boxes of one query overlap less than nms."""
    flat, boxes = look(owlvit, normalised(pixels(image)[None].float() / 255))
    logits, _ = owlvit.class_predictor(flat, encode(owlvit, ids_of(tokenizer, texts))[None])
    scores, labels = logits[0].float().sigmoid().max(-1)
    kept = []
    for i in scores.argsort(descending=True).tolist():
        if all(labels[i] != k or judge.overlap(boxes[0, i].tolist(), b) < nms for k, _, b in kept):
            kept.append((int(labels[i]), float(scores[i]), boxes[0, i].tolist()))
    return kept


def average_precision(found, total):
    """Area under precision over recall; found: (score, whether it is right)."""
    right = np.cumsum([hit for _, hit in sorted(found, key=lambda f: -f[0])])
    precision = right / np.arange(1, len(right) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    return float((best * np.diff(right, prepend=0)).sum() / total)


def evaluate(owlvit, tokenizer, count=300):
    """Average precision at IoU 0.5, mean over the objects, on held-out scenes; and how often "a photo of a red car" finds the red car and not another colour's."""
    texts = [f"a photo of {world.article(n)}" for n in data.NOUNS]
    found, total, told, asked = {n: [] for n in range(len(texts))}, dict.fromkeys(range(len(texts)), 0), 0, 0
    rng = random.Random(0)
    for i in range(count):
        scene = world.sample(judge.HELD_OUT + 20000 + i, DRAWN)
        left = [(data.NOUNS.index(t.noun), t.box) for t in scene.things]
        for n, _ in left:
            total[n] += 1
        for label, score, box in find(owlvit, tokenizer, scene.image, texts):
            best = max((t for t in left if t[0] == label), key=lambda t: judge.overlap(t[1], box), default=None)
            hit = best is not None and judge.overlap(best[1], box) >= .5
            found[label].append((score, hit))
            if hit:
                left.remove(best)
        for t in scene.things:
            if t.colour:
                other = rng.choice([c for c in data.COLOURS if c != t.colour])
                label, _, box = find(owlvit, tokenizer, scene.image, [f"a photo of {world.article(f'{c} {t.noun}')}" for c in (t.colour, other)])[0]
                asked, told = asked + 1, told + (label == 0)
    each = {data.NOUNS[n]: round(average_precision(found[n], total[n]), 2) for n in found if total[n]}
    return {"average precision": round(float(np.mean(list(each.values()))), 3), "colour told": round(told / asked, 3), "by object": each}


def main():
    ap = run.arguments(__doc__, out="owlvit", batch=24, lr=3e-3)
    ap.add_argument("--start", default="../checkpoint", help="checkpoint whose tokenizer and text encoder to begin with")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    tokenizer = data.load_tokenizer(f"{a.start}/tokenizer")
    owlvit = make_owlvit(tokenizer, CLIPTextModel.from_pretrained(f"{a.start}/text_encoder", torch_dtype=torch.float32))
    lesson = torch.nn.Linear(WIDTH, 2 + len(data.NOUNS) + len(data.COLOURS))  # in training alone
    own = "position", "token_embedding", "lesson"
    training = run.Run(a, {"owlvit": owlvit, "lesson": lesson}, lambda name, p: not any(word in name for word in own) and p.shape[0] > 4)
    rng = random.Random(training.seen)
    for (pictures, cells, truth, nouns, colours), _ in training.batches(Scenes(training.seen)):
        asked = queries_of(nouns, colours, rng)
        x = normalised((judge.blemish(pictures.float() / 127.5 - 1).clamp(-1, 1) + 1) / 2)
        with torch.autocast(a.device, dtype=torch.bfloat16):
            flat, boxes = look(owlvit, x)
            vectors = encode(owlvit, ids_of(tokenizer, [text for text, _, _ in asked]).to(a.device))
            logits, _ = owlvit.class_predictor(flat, vectors[None].expand(a.batch, -1, -1))
            told = lesson(flat)
        outputs, truths = (logits.float().cpu(), boxes.cpu(), told.float().cpu()), (t.cpu() for t in (cells, truth, nouns, colours))
        named, placed, taught, right, iou = losses(*outputs, asked, *truths)
        training.learn(named + placed + taught, names=named, boxes=placed, lesson=taught, right=right, IoU=iou)
    owlvit.half().save_pretrained(a.out, safe_serialization=True)
    processor().save_pretrained(a.out)
    for file in os.listdir(f"{a.start}/tokenizer"):
        shutil.copy(f"{a.start}/tokenizer/{file}", f"{a.out}/{file}")
    print(evaluate(owlvit.float(), tokenizer), flush=True)


if __name__ == "__main__":
    main()
