"""A tiny random SDXL-base checkpoint and numbers that diffusers computes with it, for test/engine/models/sdxl.test.ts.

Usage: python make_sdxl.py GOLDEN   (test/golden; needs torch, diffusers, transformers)
Writes GOLDEN/checkpoints/tiny-sdxl (without VAE and vocabulary, which other checkpoints have: assemble.json), GOLDEN/components/sdxl.*, and the
checkpoint's entry of assemble.json; everything gzipped. Weights are float16, numbers are computed with them in float32 on one thread.
"""
import gzip
import json
import math
import shutil
import sys
import tempfile
from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor2_0
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

PROMPT = "A realistic photo of a snowy street with a red cat"
# The engine's own negative prompt of a whole picture.
NEGATIVE = ("artifacts, blurry, smooth texture, bad quality, distortions, unrealistic, distorted image, bad proportions, "
            "duplicate")
GUIDED = ["mid_0_0_2", "up_0_0_2", "up_0_1_2"]
TOKENS = [11, 12]  # "red cat", counted with the start mark
BOX = (0.25, 0.125, 0.75, 0.625)

golden = Path(sys.argv[1])
torch.set_num_threads(1)
torch.manual_seed(4321)


def fill(model, gain=1.0):
    with torch.no_grad():
        for name, p in sorted(model.named_parameters()):
            if p.ndim >= 2 and "embedding.weight" not in name:
                p.copy_(torch.randn(p.shape) * (gain / math.sqrt(p[0].numel())))
            elif p.ndim >= 2:
                p.copy_(torch.randn(p.shape) * 0.5)
            elif "norm" in name and name.endswith("weight"):
                p.copy_(1 + 0.1 * torch.randn(p.shape))
            else:
                p.copy_(0.05 * torch.randn(p.shape))
            p.copy_(p.half().float())
    return model.eval().requires_grad_(False)


def store(path, data):
    path = Path(f"{path}.gz")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, compresslevel=9, mtime=0) as zipped:
        zipped.write(data)


def store_json(path, value):
    store(path, json.dumps(value, indent=1).encode())


def store_tensors(path, tensors):
    with tempfile.NamedTemporaryFile() as f:
        save_file(tensors, f.name, metadata={"format": "pt"})
        store(path, Path(f.name).read_bytes())


def store_weights(path, model):
    store_tensors(path, {k: v.half().contiguous().clone() for k, v in model.state_dict().items() if "position_ids" not in k})


def tokenizer(pad):
    with tempfile.TemporaryDirectory() as folder:
        for name in ("vocab.json", "merges.txt"):
            (Path(folder) / name).write_bytes(gzip.decompress((golden / f"checkpoints/tokenizer/{name}.gz").read_bytes()))
        return CLIPTokenizer.from_pretrained(folder, pad_token=pad, model_max_length=77)


first_tokenizer, second_tokenizer = tokenizer("<|endoftext|>"), tokenizer("!")
used = sorted({0, *first_tokenizer(PROMPT).input_ids, *first_tokenizer(NEGATIVE).input_ids, 49406, 49407})


def text_model(kind, width, heads, act, projection):
    config = CLIPTextConfig(vocab_size=49408, hidden_size=width, intermediate_size=2 * width, num_hidden_layers=3,
                            num_attention_heads=heads, max_position_embeddings=77, hidden_act=act, projection_dim=projection,
                            pad_token_id=1, bos_token_id=0, eos_token_id=2, layer_norm_eps=1e-5)
    model = fill(kind(config))
    table = model.get_input_embeddings().weight
    others = torch.ones(len(table), dtype=torch.bool)
    others[used] = False
    table[others] = 0  # keeps the file small
    return model


first = text_model(CLIPTextModel, 16, 2, "quick_gelu", 16)
second = text_model(CLIPTextModelWithProjection, 24, 3, "gelu", 20)
unet_config = dict(
    act_fn="silu", addition_embed_type="text_time", addition_time_embed_dim=8, attention_head_dim=[1, 2, 4],
    block_out_channels=[8, 16, 16], center_input_sample=False, cross_attention_dim=40,
    down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
    up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"], downsample_padding=1, flip_sin_to_cos=True,
    freq_shift=0, in_channels=4, out_channels=4, layers_per_block=1, mid_block_scale_factor=1, norm_eps=1e-5,
    norm_num_groups=4, projection_class_embeddings_input_dim=6 * 8 + 20, sample_size=32,
    transformer_layers_per_block=[1, 2, 3], use_linear_projection=True)
unet = fill(UNet2DConditionModel(**unet_config))
vae_config = json.loads(gzip.decompress((golden / "checkpoints/tiny-refiner/vae/config.json.gz").read_bytes()))
scheduler_config = dict(
    _class_name="EulerDiscreteScheduler", beta_end=0.012, beta_schedule="scaled_linear", beta_start=0.00085,
    interpolation_type="linear", num_train_timesteps=1000, prediction_type="epsilon", steps_offset=1,
    timestep_spacing="leading", use_karras_sigmas=False)
pipe = StableDiffusionXLPipeline(
    vae=AutoencoderKL.from_config(vae_config), text_encoder=first, text_encoder_2=second, tokenizer=first_tokenizer,
    tokenizer_2=second_tokenizer, unet=unet, scheduler=EulerDiscreteScheduler.from_config(scheduler_config), add_watermarker=False)
pipe.set_progress_bar_config(disable=True)

with torch.no_grad():
    cond, uncond, pooled, uncond_pooled = pipe.encode_prompt(PROMPT, negative_prompt=NEGATIVE, do_classifier_free_guidance=True)
states, embeds = torch.cat([uncond, cond]), torch.cat([uncond_pooled, pooled])
time_ids = pipe._get_add_time_ids((192, 128), (0, 0), (192, 128), torch.float32, text_encoder_projection_dim=20).repeat(2, 1)
latents = torch.randn(2, 4, 24, 16)
added = {"text_embeds": embeds, "time_ids": time_ids}
predict = lambda z, t, s, a: unet(z, t, encoder_hidden_states=s, added_cond_kwargs=a).sample
with torch.no_grad():
    # The predicted noise gets unit size.
    unet.conv_out.weight.div_(predict(latents, 600, states, added).std()).copy_(unet.conv_out.weight.half().float())
    eps = {f"eps_t{t}": predict(latents, t, states, added) for t in (981, 261)}


class Recording:
    """Attention as it is written down in the paper, keeping its probabilities."""

    def __init__(self, maps, key):
        self.maps, self.key = maps, key

    def __call__(self, attn, hidden_states, encoder_hidden_states=None, attention_mask=None, **_):
        context = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        split = lambda x: x.unflatten(-1, (attn.heads, -1)).transpose(1, 2)
        q, k, v = split(attn.to_q(hidden_states)), split(attn.to_k(context)), split(attn.to_v(context))
        probabilities = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])).softmax(-1)
        self.maps[self.key] = probabilities
        return attn.to_out[0]((probabilities @ v).transpose(1, 2).flatten(2))


def layer_key(name):
    parts = name.split(".")
    stage = {"down_blocks": "down", "mid_block": "mid", "up_blocks": "up"}[parts[0]]
    numbers = [p for p in parts if p.isdigit()]
    return "_".join([stage, *(["0"] if stage == "mid" else []), *numbers])


# Backward guidance's ratio loss (methods.md 4.2) of one object with one box.
maps = {}
unet.set_attn_processor({name: Recording(maps, layer_key(name) + ("" if "attn2" in name else "_self")) for name in unet.attn_processors})
z = latents[1:].clone().requires_grad_()
guided_eps = predict(z, 741, cond, {"text_embeds": pooled, "time_ids": time_ids[:1]})
terms = []
for key in GUIDED:
    height, width = 24 // 4, 16 // 4
    x0, y0 = round(BOX[0] * width), round(BOX[1] * height)
    x1, y1 = x0 + round((BOX[2] - BOX[0]) * width), y0 + round((BOX[3] - BOX[1]) * height)
    mask = torch.zeros(height, width)
    mask[y0:y1, x0:x1] = 1
    for token in TOKENS:
        attention = maps[key][0, :, :, token]
        inside = (attention * mask.flatten()).sum(-1) / attention.sum(-1)
        terms.append(((1 - inside) ** 2).mean())
loss = torch.stack(terms).mean()
gradient, = torch.autograd.grad(loss, z)
unet.set_attn_processor(AttnProcessor2_0())

with torch.no_grad():
    run = pipe(PROMPT, negative_prompt=NEGATIVE, height=256, width=256, num_inference_steps=4, guidance_scale=7.5,
               generator=torch.Generator().manual_seed(7), output_type="latent").images

store_tensors(golden / "components/sdxl.safetensors", {
    "encoder_hidden_states": states, "pooled": embeds, "time_ids": time_ids, "latents": latents, **eps,
    **{f"map_{key}": maps[key][0].detach() for key in GUIDED}, "gradient": gradient, "run_latents": run})
store_json(golden / "components/sdxl.json", {
    "prompt": PROMPT, "negative": NEGATIVE, "size": [192, 128], "guided": GUIDED, "tokens": TOKENS, "box": BOX, "loss": loss.item(),
    "guidance_timestep": 741, "run": {"steps": 4, "cfg": 7.5, "seed": 7, "size": [256, 256]}})

folder = golden / "checkpoints/tiny-sdxl"
shutil.rmtree(folder, ignore_errors=True)
for name, model in (("text_encoder", first), ("text_encoder_2", second)):
    store_weights(folder / name / "model.safetensors", model)
    store_json(folder / name / "config.json", {**model.config.to_diff_dict(), "architectures": [type(model).__name__]})
store_weights(folder / "unet/diffusion_pytorch_model.safetensors", unet)
store_json(folder / "unet/config.json", {"_class_name": "UNet2DConditionModel", **unet_config})
store_json(folder / "scheduler/scheduler_config.json", scheduler_config)
store_json(folder / "tokenizer/special_tokens_map.json", {"pad_token": "<|endoftext|>"})
store_json(folder / "tokenizer_2/special_tokens_map.json", {"pad_token": "!"})
store_json(folder / "model_index.json", {"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": True})
assembly = golden / "checkpoints/assemble.json"
entries = json.loads(gzip.decompress(Path(f"{assembly}.gz").read_bytes()))
entries["checkpoints"]["tiny-sdxl"] = {"splice": [], "copy": [
    ["tokenizer", "tiny-sdxl/tokenizer"], ["tokenizer", "tiny-sdxl/tokenizer_2"], ["tiny-refiner/vae", "tiny-sdxl/vae"]]}
store_json(assembly, entries)
print("loss", loss.item(), "gradient", gradient.abs().max().item(), "eps", eps["eps_t981"].std().item(), "run", run.std().item(), sorted(maps)[:4])
