"""Trains the starter: text encoder and UNet with GLIGEN layers, on encoded scenes of sprite world, with the VAE of an earlier checkpoint.

  python train.py --out run --vae ../checkpoint/vae --scenes 40000 --minutes 120          from nothing
  python train.py --out run --start ../checkpoint --scenes 40000 --minutes 120            from a checkpoint (optimizer state starts anew)
  python train.py --out run --minutes 120                                                 goes on from run/state.pt
Every ten minutes it writes OUT/state.pt and OUT/checkpoint (averaged weights, fp16, diffusers layout).
"""
import argparse
import copy
import os
import random
import shutil
import time

import torch
from diffusers import AutoencoderKL

import data
import model

ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
ap.add_argument("--out", default="run", help="folder of the run: state.pt, cache/, checkpoint/")
ap.add_argument("--start", help="checkpoint whose tokenizer, text encoder, UNet and VAE to begin with")
ap.add_argument("--vae", help="VAE to begin with when there is no --start; it is not trained here")
ap.add_argument("--minutes", type=float, default=60, help="how long to train")
ap.add_argument("--scenes", type=int, default=40000, help="scenes to encode once and train on (8 kB each)")
ap.add_argument("--wait", type=int, help="begin once so many scenes are there (another process encodes the rest)")
ap.add_argument("--encode-only", action="store_true", help="only fill the cache")
ap.add_argument("--size", type=int, default=256, help="side of the picture")
ap.add_argument("--batch", type=int, default=24)
ap.add_argument("--lr", type=float, default=3e-3, help="learning rate of the matrices (Muon)")
ap.add_argument("--lr-rest", type=float, default=2e-3, help="learning rate of everything else (AdamW)")
ap.add_argument("--warm-up", type=int, default=100, help="steps in which the learning rate rises")
ap.add_argument("--decay", type=float, default=.4, help="share of the time, at the end, in which the learning rate falls to nothing; 0 for a run to be continued")
ap.add_argument("--gligen", type=float, default=.55, help="share of the batches that have boxes")
ap.add_argument("--probes", type=float, default=.1, help="weight of the loss of the probes")
ap.add_argument("--attention", type=float, default=.05, help="weight of the loss on the words' attention")
ap.add_argument("--average", type=float, default=.998, help="decay of the averaged weights")
ap.add_argument("--save-every", type=float, default=10, help="minutes")
ap.add_argument("--workers", type=int, default=0, help="processes that draw scenes while encoding")
ap.add_argument("--threads", type=int, default=1, help="CPU threads")
ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
ap.add_argument("--seed", type=int, default=0)
a = ap.parse_args()
torch.manual_seed(a.seed)
random.seed(a.seed)
torch.set_num_threads(a.threads)

# ---- networks
checkpoint, state_file = f"{a.out}/checkpoint", f"{a.out}/state.pt"
state = torch.load(state_file, map_location="cpu") if os.path.exists(state_file) else {}
os.makedirs(checkpoint, exist_ok=True)
if not state and a.start:
    for part in ("tokenizer", "vae"):
        shutil.copytree(f"{a.start}/{part}", f"{checkpoint}/{part}", dirs_exist_ok=True)
if not os.path.exists(f"{checkpoint}/tokenizer/vocab.json"):
    data.make_tokenizer(f"{checkpoint}/tokenizer")
if not os.path.exists(f"{checkpoint}/vae"):
    shutil.copytree(a.vae, f"{checkpoint}/vae")
if a.start and not state:
    tokenizer, text, unet, vae = model.load_checkpoint(a.start)
else:
    tokenizer, vae = data.load_tokenizer(f"{checkpoint}/tokenizer"), AutoencoderKL.from_pretrained(f"{checkpoint}/vae", torch_dtype=torch.float32)
    text, unet = model.make_text(tokenizer), model.make_unet(a.size // 2 ** (len(vae.config.block_out_channels) - 1))
if a.wait is None or a.encode_only:
    data.encode_scenes(vae, tokenizer, f"{a.out}/cache", a.scenes, a.size, a.device, a.workers)
if a.encode_only:
    raise SystemExit
while a.wait and (not os.path.isdir(f"{a.out}/cache") or sum(f.endswith(".pt") for f in os.listdir(f"{a.out}/cache")) * data.SHARD < a.wait):
    time.sleep(2)
text.to(a.device).train()
unet.to(a.device).train()
probes = model.Probes(unet).to(a.device)
attention = model.Attention()
unet.set_attn_processor(attention)
if state:
    for name, module in (("text", text), ("unet", unet), ("probes", probes)):
        module.load_state_dict(state[name])
average = {name: copy.deepcopy(module.state_dict()) for name, module in (("text", text), ("unet", unet))}
if state:
    average = {name: {k: v.to(a.device) for k, v in state["average"][name].items()} for name in average}
print(", ".join(f"{n} {sum(p.numel() for p in m.parameters()) / 1e6:.2f} M" for n, m in (("text encoder", text), ("unet", unet), ("vae", vae))), flush=True)

# ---- optimizers: Muon for the matrices inside, AdamW for embeddings, norms, biases, gates, the first and the last layer
plain = ("embedding", "conv_in", "conv_out", "alpha")
named = [(n, p) for m in (text, unet) for n, p in m.named_parameters()]
matrices = [p for n, p in named if p.ndim >= 2 and not any(w in n for w in plain) or "time_embedding" in n and p.ndim == 2]
taken = {id(p) for p in matrices}
rest = [p for _, p in named if id(p) not in taken]
optimizers = [model.Muon(matrices, a.lr)] + [torch.optim.AdamW(p, a.lr_rest, weight_decay=0, betas=(.9, .98)) for p in (rest, list(probes.parameters()))]
for optimizer, saved in zip(optimizers, state.get("optimizers", [])):
    optimizer.load_state_dict(saved)

# ---- training
scheduler = model.make_scheduler()
alphas = scheduler.alphas_cumprod.to(a.device)
scale = vae.config.scaling_factor
empty = data.ids_of(tokenizer, ["", data.NEGATIVE])
slots = 30  # as many as GLIGEN has
cache = data.Cache(f"{a.out}/cache", tokenizer, a.batch, a.seed + state.get("steps", 0))
eos = tokenizer.eos_token_id


def pooled(rows):
    """Pooled embeddings of phrases; the text is causal, so it may be cut after the longest."""
    longest = int((rows == eos).int().argmax(1).max()) + 1
    return text(rows[:, :longest].long().to(a.device)).pooler_output.float()


def grounding(batch, dropped):
    """GLIGEN's arguments: a phrase and a box for each thing, sometimes the phrase of its group, half of the boxes a little off."""
    grouped = torch.rand(a.batch, 1) < .2
    phrase = torch.where(grouped, batch["group"], batch["phrase"]).masked_fill(dropped[:, None], -1)
    used = phrase >= 0
    unique, inverse = phrase[used].unique(return_inverse=True)
    boxes, mask, embeddings = torch.zeros(a.batch, slots, 4), torch.zeros(a.batch, slots), torch.zeros(a.batch, slots, model.TEXT, device=a.device)
    size = (batch["boxes"][..., 2:] - batch["boxes"][..., :2]).repeat(1, 1, 2)
    off = torch.randn_like(size) * .025 * size * (torch.rand(a.batch, 1, 1) < .5)
    boxes[:, :data.SLOTS] = (batch["boxes"] + off).clamp(0, 1) * used[..., None]
    mask[:, :data.SLOTS] = used.float()
    if len(unique):
        where = used.nonzero(as_tuple=True)
        embeddings = embeddings.index_put(tuple(w.to(a.device) for w in where), pooled(cache.phrase_ids[unique])[inverse.to(a.device)])
    return {"gligen": {"boxes": boxes.to(a.device), "positive_embeddings": embeddings, "masks": mask.to(a.device)}}


def save(final=False):
    torch.save({"text": text.state_dict(), "unet": unet.state_dict(), "probes": probes.state_dict(), "average": average, "steps": first_step + step,
                "seen": first_seen + step * a.batch, "optimizers": [o.state_dict() for o in optimizers]}, state_file + ".tmp")
    os.replace(state_file + ".tmp", state_file)
    copies = [copy.deepcopy(m) for m in (text, unet)]
    for module, name in zip(copies, ("text", "unet")):
        module.load_state_dict(average[name])
    for fuser in model.fusers(copies[1]):
        fuser.enabled = True
    model.save_checkpoint(checkpoint, *copies)


began = saved = time.time()
step, first_step, first_seen, running, batches = 0, state.get("steps", 0), state.get("seen", 0), None, iter(cache)
while time.time() - began < 60 * a.minutes:
    done = (time.time() - began) / (60 * a.minutes)
    factor = min(1, (step + 1) / a.warm_up) * (min(1, (1 - done) / a.decay) if a.decay else 1)
    for optimizer, lr in zip(optimizers, (a.lr, a.lr_rest, a.lr_rest)):
        for group in optimizer.param_groups:
            group["lr"] = lr * factor
    batch = next(batches)
    boxed = random.random() < a.gligen
    z = batch["latents"].float().to(a.device) * scale
    noise = torch.randn_like(z)
    # boxes are in force in the first steps of a picture, where there is most noise; the rest is drawn without them
    t = (1000 * torch.rand(a.batch) ** (.45 if boxed else .75)).long().clamp(0, 999).to(a.device)
    signal, sigma = alphas[t].sqrt()[:, None, None, None], (1 - alphas[t]).sqrt()[:, None, None, None]
    unconditional = torch.rand(a.batch) < .1
    ids = torch.where(unconditional[:, None], empty[torch.randint(0, 2, (a.batch,))], batch["ids"])
    words = batch["words"].masked_fill(unconditional[:, None], 0)
    for fuser in model.fusers(unet):
        fuser.enabled = boxed
    attention.maps = []
    with torch.autocast(a.device, dtype=torch.bfloat16):
        hidden = text(ids.long().to(a.device))[0]
        extra = grounding(batch, unconditional | (torch.rand(a.batch) < .05)) if boxed else None
        v = unet(signal * z + sigma * noise, t, hidden, cross_attention_kwargs=extra).sample.float()
        cells, noun, colour, boxes = (batch[k].to(a.device) for k in ("cells", "noun", "colour", "boxes"))
        told = probes(cells, noun, colour, boxes)
    seen = model.attention_loss(attention.maps, words.to(a.device), cells, noun)
    attention.maps = None
    mse = ((v - (signal * noise - sigma * z)) ** 2).mean()
    for optimizer in optimizers:
        optimizer.zero_grad()
    (mse + a.probes * told + a.attention * seen).backward()
    torch.nn.utils.clip_grad_norm_(rest, 1.0)
    for optimizer in optimizers:
        optimizer.step()
    step += 1
    decay = min(a.average, (first_step + step + 1) / (first_step + step + 10))
    for name, module in (("text", text), ("unet", unet)):
        floats = [(average[name][k], w) for k, w in module.state_dict().items() if w.is_floating_point()]
        torch._foreach_lerp_([m for m, _ in floats], [w for _, w in floats], 1 - decay)
    figures = torch.tensor([f.item() for f in (mse, told, seen)])
    running = figures if running is None else running.lerp(figures, .02)
    if step % 50 == 0:
        minutes = (time.time() - began) / 60
        print(f"step {first_step + step}, {first_seen + step * a.batch} scenes: loss {running[0]:.4f}, probes {running[1]:.4f}, attention {running[2]:.4f}; "
              f"{step * a.batch / minutes / 60:.1f} scenes/s, {minutes:.1f} min", flush=True)
    if time.time() - saved > 60 * a.save_every:
        save()
        saved = time.time()
save()
print(f"saved {a.out} after {first_seen + step * a.batch} scenes", flush=True)
