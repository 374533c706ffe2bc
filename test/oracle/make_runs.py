"""Golden runs with the public Python reference of LLM-grounded Diffusion (commit cef2a902): guidance that crosses its threshold within a step and stays
off, and SAM really asked, with masks that follow the box or point (tiny-sam-box). The reference computes all; this wraps its functions to
write down what passes by.

Python 3.11, torch 2.13, diffusers 0.18.0, transformers 4.29.2, numpy 1.26.4, scipy, opencv-python-headless, inflect 6.0.4, easydict:
  python test/oracle/make_runs.py --reference FOLDER [NAME ...]"""
import argparse
import contextlib
import importlib
import io
import json
import os
import re
import shutil
import sys
import tempfile
import types
from pathlib import Path

os.environ.update(MPLBACKEND="Agg", HF_HUB_OFFLINE="1")
import numpy as np
import torch

from golden import assembled, store_json, store_tensors

# To run on a processor in float32: (files, what, by what)
PATCHES = [
    ("utils/utils.py", r'torch_device = "cuda"', 'torch_device = "cpu"'),
    ("*/*.py", r'device="cuda"', 'device="cpu"'),
    ("*/*.py", r"\.cuda\(\)", ""),
    ("models/sam.py", r"torch\.autocast\(torch_device\)", 'torch.autocast("cpu", enabled=False)'),
    ("generation/*.py", r'torch\.autocast\("cuda"(, enabled=use_autocast)?\)', 'torch.autocast("cpu", enabled=False)'),
    ("models/attention_processor.py", r"with torch\.backends\.cuda\.sdp_kernel\([^)]*\):", "if True:"),
    ("models/unet_2d_condition.py", r"PositionNet\(positive_len=768", "PositionNet(positive_len=cross_attention_dim[-1]"),
    ("models/pipelines.py", r"\(batch_size, max_objs, 768\)", "(batch_size, max_objs, text_encoder.config.hidden_size)"),
    ("utils/parse.py", r"import gradio as gr\n", "import types\ngr = types.SimpleNamespace(Error=Exception)\n"),
]
SPEC = {
    "prompt": "A realistic photo of a snowy street with a red cat on the left of a brown dog", "extra_neg_prompt": "",
    "gen_boxes": [("a red cat", (40, 250, 120, 140)), ("a brown dog", (230, 130, 250, 310))], "bg_prompt": "A realistic photo of a snowy street",
}
RUNS = {
    "backward_guidance-sd1-stop": dict(num_inference_steps=5, overall_max_iter=4, overall_max_index_step=4, overall_loss_scale=30,
                                       overall_loss_threshold=.645),
    "lmd-sd1-sam": dict(num_inference_steps=6, max_iter=[0, 4, 2], max_index_step=3, loss_scale=40, loss_threshold=5.25,
                        overall_max_iter=[0, 4, 2], overall_max_index_step=3, overall_loss_scale=20, overall_loss_threshold=7.7),
    "lmd_plus-gligen-sam": dict(num_inference_steps=6, overall_max_iter=[0, 4, 2], overall_max_index_step=3, overall_loss_scale=20,
                                overall_loss_threshold=4.6, use_autocast=False),
}
SEED = 12
LATER = (1, 3, 4)  # steps of the whole picture whose latents are kept in full
COMPOSED = (0, 2)


def patched(reference):
    folder = Path(tempfile.mkdtemp(prefix="reference-"))
    shutil.copytree(reference, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("cache", ".git"))
    for files, what, by in PATCHES:
        hits = 0
        for file in folder.glob(files):
            text, n = re.subn(what, by, file.read_text())
            file.write_text(text)
            hits += n
        assert hits, what
    return folder


def stamp(values):
    values = values.detach().double().flatten()
    return {"mean": values.mean().item(), "std": values.std(correction=0).item(), "absmax": values.abs().max().item(), "first4": values[:4].tolist()}


class Notes:
    """What a run has shown, in the shape of the golden set."""

    def __init__(self):
        self.arrays, self.data, self.boxes, self.passes = {}, {"encoded": [], "sam": []}, 0, {}

    def wrap(self, owner, name, after):
        original = getattr(owner, name)

        def inner(*args, **kwargs):
            result = original(*args, **kwargs)
            after(result, *args, **kwargs)
            return result
        setattr(owner, name, inner)

    def watch_pass(self, owner, name):
        original = getattr(owner, name)

        def inner(*args, **kwargs):
            self.name = f"box{self.boxes}" if kwargs.get("save_all_latents") else "overall"
            self.now = self.passes[self.name] = {"steps": [], "guidance": []}
            result = original(*args, **kwargs)
            if self.name == "overall":
                self.arrays["overall_final_latents"] = result[0]
            return result
        setattr(owner, name, inner)

    def watch(self, models):
        from models import pipelines, sam
        from utils import guidance, latents
        self.wrap(models, "encode_prompts", lambda _, **k: self.data["encoded"].append({key: k[key] for key in ("prompts", "negative_prompt")}))
        self.wrap(guidance, "compute_ca_lossv3", lambda loss, **k: self.now["guidance"].append({"loss": loss.item(), "step": k["index"]}))
        for name in ("generate_semantic_guidance", "generate_gligen", "generate_partial_frozen"):
            self.watch_pass(pipelines, name)
        self.wrap(latents, "compose_latents_with_alignment", self.composed)
        self.wrap(sam, "sam", self.asked)
        self.wrap(sam, "select_mask", self.chosen)
        self.wrap(models.model_dict.scheduler, "step", self.stepped)

    def stepped(self, result, noise, timestep, sample, **_):
        i = len(self.now["steps"])
        self.now["steps"].append({"timestep": int(timestep), "in": stamp(sample), "noise": stamp(noise), "out": stamp(result.prev_sample)})
        if self.name == "overall" and i in LATER:
            self.arrays[f"overall_step{i}_in"] = sample.clone()

    def composed(self, result, *_, **__):
        latents, foreground, offsets = result
        self.data["offsets"] = [list(map(float, offset)) for offset in offsets]
        self.arrays["foreground_indices"] = foreground.to(torch.uint8)
        self.arrays.update({f"composed_latents_{i}": latents[i] for i in COMPOSED})

    def asked(self, result, _, image, input_points=None, input_boxes=None, **__):
        masks, confidences = result
        as_list = lambda v: json.loads(json.dumps(v, default=int))
        self.data["sam"].append({"input_points": as_list(input_points), "input_boxes": as_list(input_boxes), "confidences": confidences.tolist()})

    def chosen(self, result, masks, confidences, coarse_ious, **_):
        self.data["sam"][-1].update(areas=masks.sum((1, 2)).tolist(), coarse_ious=coarse_ious.tolist(),
                                    chosen=[bool((mask == result[0]).all()) for mask in masks].index(True))
        self.arrays[f"box{self.boxes}_mask"] = torch.from_numpy(result[0]).to(torch.uint8)
        self.boxes += 1


def run(name, reference):
    method, kind, _ = name.split("-")
    options, notes = RUNS[name], Notes()
    for module in [m for m in sys.modules if m.split(".")[0] in ("models", "utils", "generation", "prompt")]:
        del sys.modules[module]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        import models
        models.sd_key, models.sd_version = assembled(f"tiny-{kind}"), "tiny"
        models.model_dict = models.load_sd(key=models.sd_key, use_fp16=False, scheduler_cls=None)
        if method != "backward_guidance":
            from transformers import SamModel, SamProcessor
            sam = assembled("tiny-sam-box")
            models.model_dict.update(sam_model=SamModel.from_pretrained(sam).eval(), sam_processor=SamProcessor.from_pretrained(sam))
        for part in ("vae", "text_encoder", "unet"):
            models.model_dict[part].eval()
        from utils import parse
        parse.show_boxes = parse.show_masks = lambda *_, **__: None
        notes.watch(models)
        module = importlib.import_module(f"generation.{method}")
        asked = dict(options)
        if method == "lmd":
            module.attn_aggregation_step_start = asked["num_inference_steps"] // 2  # as far into these short runs as the reference's 10 of 50
        if method == "backward_guidance":
            module.num_inference_steps = asked.pop("num_inference_steps")
        seeds = {"bg_seed": SEED} if method == "backward_guidance" else {"bg_seed": SEED, "fg_seed_start": SEED + 123456789}
        module.run(SPEC, **seeds, **asked)
    print(name)
    for phase, known in notes.passes.items():
        print("  ", phase, [(g["step"], round(g["loss"], 4)) for g in known["guidance"]])
    for known in notes.data["sam"]:
        print("  ", json.dumps(known))
    store_tensors(f"runs/{name}.safetensors", {key: value.detach().contiguous() for key, value in notes.arrays.items()})
    segmenter = {"segmenter": "tiny-sam-box"} if notes.data["sam"] else {}
    store_json(f"runs/{name}.json", {"method": method, "checkpoint": f"tiny-{kind}", **segmenter, "spec": SPEC, "options": options, "seeds": seeds,
                                     **notes.data, "passes": notes.passes})


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--reference", required=True, help="checkout of the reference")
    ap.add_argument("names", nargs="*", default=list(RUNS))
    a = ap.parse_args()
    torch.set_num_threads(1)
    sys.path.insert(0, str(patched(a.reference)))
    for name in a.names:
        run(name, a.reference)


if __name__ == "__main__":
    main()
