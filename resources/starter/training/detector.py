"""A small network that finds the objects of sprite world in a picture: the judge of evaluate.py.

`python detector.py --out detector.pt` trains it on drawn scenes (some minutes on one core) and says how often it is right on scenes it has not seen."""
import argparse
import os
import time
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import data
import model
import world

GRID, SIZE, HELD_OUT = 32, 128, 3 * 10 ** 8
KINDS = [None, *world.BACKGROUNDS]
OUTPUTS = 1 + len(data.NOUNS), 1 + len(data.COLOURS)


@dataclass
class Found:
    noun: str
    colour: str | None
    box: tuple
    score: float


class Detector(nn.Module):
    """Noun and colour of each of 32 x 32 cells, background of the whole."""

    def __init__(self):
        super().__init__()
        block = lambda i, o, s=1: nn.Sequential(nn.Conv2d(i, o, 3, s, 1), nn.BatchNorm2d(o), nn.SiLU())
        self.low = nn.Sequential(block(3, 16, 2), block(16, 32, 2), block(32, 48))
        self.mid = nn.Sequential(block(48, 64, 2), block(64, 64))
        self.deep = nn.Sequential(block(64, 96, 2), block(96, 96), block(96, 96))
        self.back = nn.Sequential(block(160, 64), block(64, 64))
        self.fine = nn.Sequential(block(112, 64), block(64, 64))
        self.cells, self.whole = nn.Conv2d(64, sum(OUTPUTS), 1), nn.Linear(96, len(KINDS))

    def forward(self, x):
        low = self.low(x)
        mid = self.mid(low)
        deep = self.deep(mid)
        up = lambda t: F.interpolate(t, scale_factor=2)
        fine = self.fine(torch.cat([up(self.back(torch.cat([up(deep), mid], 1))), low], 1))
        return *self.cells(fine).split(OUTPUTS, 1), self.whole(deep.mean((2, 3)))

    @torch.no_grad()
    def find(self, images, least=.5):
        """What is seen in each picture (uint8, n x 3 x side x side): (list of Found, background or None)."""
        seen = F.interpolate(images.float(), (SIZE, SIZE), mode="bilinear", antialias=True)
        noun, colour, kind = self(seen / 127.5 - 1)
        noun, colour, kind = noun.softmax(1).numpy(), colour.softmax(1).numpy(), kind.argmax(1).tolist()
        return [(components(n, c, least), KINDS[k]) for n, c, k in zip(noun, colour, kind)]


def components(noun, colour, least):
    """Connected cells of one noun, as objects."""
    label, found = noun.argmax(0), []
    todo = {(y, x) for y, x in zip(*label.nonzero())}
    while todo:
        stack, cells = [todo.pop()], []
        while stack:
            y, x = stack.pop()
            cells.append((y, x))
            for near in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                if near in todo and label[near] == label[y, x]:
                    todo.remove(near)
                    stack.append(near)
        ys, xs = np.array(cells).T
        score = float(noun[label[ys[0], xs[0]], ys, xs].mean())
        if len(cells) >= 6 and score >= least:
            c = int(colour[1:, ys, xs].sum(1).argmax())
            box = (xs.min() / GRID, ys.min() / GRID, (xs.max() + 1) / GRID, (ys.max() + 1) / GRID)
            found.append(Found(data.NOUNS[label[ys[0], xs[0]] - 1], data.COLOURS[c], box, score))
    return found


class Scenes(torch.utils.data.Dataset):
    def __init__(self, start, count):
        self.start, self.count = start, count

    def __len__(self):
        return self.count

    def __getitem__(self, i):
        s = world.sample(self.start + i, SIZE, GRID)
        nouns = torch.tensor([0, *(1 + data.NOUNS.index(t.noun) for t in s.things)])
        colours = torch.tensor([0, *(1 + data.COLOURS.index(t.colour) if t.colour else -1 for t in s.things)])  # -1: own colours, not judged
        cells = torch.from_numpy(s.cells).long()
        return torch.from_numpy(s.image.copy()).permute(2, 0, 1), nouns[cells], colours[cells], KINDS.index(s.background)


def blemish(x):
    """Blur, noise, and shifts of light and colour, as pictures of a model have them."""
    uniform, normal = (lambda channels=1, of=of: of(len(x), channels, 1, 1, device=x.device) for of in (torch.rand, torch.randn))
    soft = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = torch.where(uniform() < .5, soft.lerp(x, uniform()), x)
    return x * (1 + .08 * normal()) + .05 * normal(3) + .06 * uniform() * torch.randn_like(x)


def overlap(a, b):
    """Intersection over union of two boxes."""
    area = lambda r: max(0, r[2] - r[0]) * max(0, r[3] - r[1])
    both = area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return both / (area(a) + area(b) - both + 1e-9)


def load(path):
    detector = Detector()
    detector.load_state_dict({k: v.float() if v.is_floating_point() else v for k, v in torch.load(path).items()})
    return detector.eval()


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", default="detector.pt", help="weights; if they exist, training goes on from them")
    ap.add_argument("--scenes", type=int, default=24000)
    ap.add_argument("--batch", type=int, default=24)
    ap.add_argument("--seed", type=int, default=0, help="first scene; another one when going on")
    ap.add_argument("--lr", type=float, default=4e-3)
    ap.add_argument("--threads", type=int, default=1)
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    torch.manual_seed(0)
    detector = Detector()
    if os.path.exists(a.out):
        detector = load(a.out).train()
    filters = [p for p in detector.parameters() if p.ndim == 4 and p.shape[0] != sum(OUTPUTS)]
    rest = [p for p in detector.parameters() if all(p is not f for f in filters)]
    optimizers = model.Muon(filters, a.lr), torch.optim.AdamW(rest, a.lr, weight_decay=0)
    steps, began = a.scenes // a.batch, time.time()
    weights = torch.ones(OUTPUTS[0]).index_fill(0, torch.tensor(0), .4)  # most cells are bare
    loader = torch.utils.data.DataLoader(Scenes(2 * 10 ** 8 + a.seed, steps * a.batch), batch_size=a.batch)
    for step, (x, noun, colour, kind) in enumerate(loader):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = detector(blemish(x.float() / 127.5 - 1))
        n, c, k = (o.float() for o in outputs)
        loss = F.cross_entropy(n, noun, weights) + .5 * F.cross_entropy(c, colour, ignore_index=-1) + .2 * F.cross_entropy(k, kind)
        for optimizer in optimizers:
            optimizer.zero_grad()
        loss.backward()
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = a.lr * min(1, (step + 1) / 50, 1.5 * (1 - step / steps))
            optimizer.step()
        if step % 100 == 99:
            print(f"step {step + 1} of {steps}: loss {loss.item():.4f}, {time.time() - began:.0f} s", flush=True)
    torch.save({k: v.half() if v.is_floating_point() else v for k, v in detector.state_dict().items()}, a.out)
    detector.eval()
    hit = false = things = coloured = right = kinds = 0
    for i in range(400):
        s = world.sample(HELD_OUT + i)
        found, kind = detector.find(torch.from_numpy(s.image.copy()).permute(2, 0, 1)[None])[0]
        kinds += kind == s.background
        false += len(found)
        for t in s.things:
            best = max((f for f in found if f.noun == t.noun), key=lambda f: overlap(f.box, t.box), default=None)
            things += 1
            if best and overlap(best.box, t.box) >= .5:
                hit, false = hit + 1, false - 1
                coloured += t.colour is not None
                right += t.colour is not None and best.colour == t.colour
    print(f"held out: {hit / things:.3f} of the objects found (IoU 0.5), {false / things:.3f} false finds each, colour right {right / coloured:.3f}, background right {kinds / 400:.3f}")


if __name__ == "__main__":
    main()
