"""Says how many objects of the pictures of obey.ts are in their boxes, as the starter's detector sees it: attention has no say in it.

python test/bench/judge.py FOLDER --detector detector.pt      (detector: resources/starter/training/README.md; needs torch and Pillow)"""
import argparse
import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "resources/starter/training"))
import detector as judge


def seen(detector, file):
    picture = Image.open(file).convert("RGB").resize((judge.SIZE, judge.SIZE), Image.BILINEAR)
    return detector.find(torch.from_numpy(np.array(picture)).permute(2, 0, 1)[None])[0][0]


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("folder", type=Path)
    ap.add_argument("--detector", required=True)
    a = ap.parse_args()
    torch.set_num_threads(1)
    detector, layouts = judge.load(a.detector), json.loads((a.folder / "layouts.json").read_text())
    print(f"{'':30} objects  there  centre in its box  IoU at least 0.5  mean IoU")
    for method in sorted(p.name for p in a.folder.iterdir() if p.is_dir()):
        marks = []
        for i, layout in enumerate(layouts):
            width, height = layout["canvas"]["width"], layout["canvas"]["height"]
            found = seen(detector, a.folder / method / f"{i}.png")
            for box in layout["boxes"]:
                r = box["rect"]
                x0, y0, x1, y1 = r["x"] / width, r["y"] / height, (r["x"] + r["width"]) / width, (r["y"] + r["height"]) / height
                same = [f.box for f in found if f.noun == box["caption"].split(" ")[-1]]
                inside = any(x0 < (b[0] + b[2]) / 2 < x1 and y0 < (b[1] + b[3]) / 2 < y1 for b in same)
                best = max((judge.overlap(b, (x0, y0, x1, y1)) for b in same), default=0)
                marks.append((bool(same), inside, best >= .5, best))
        there, inside, half, mean = np.mean(marks, 0)
        print(f"{method:30} {len(marks):7}  {there:5.0%}  {inside:17.0%}  {half:16.0%}  {mean:8.2f}")


if __name__ == "__main__":
    main()
