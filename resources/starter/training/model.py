"""The networks of the starter, what their training adds to them, and the checkpoint in diffusers layout."""
import json

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from diffusers.models.attention import GatedSelfAttentionDense
from transformers import CLIPTextConfig, CLIPTextModel

import data

CHANNELS, CROSS, HEADS, TEXT = (32, 64, 128), (0, 1, 1), 2, 128


def make_scheduler():
    return DDIMScheduler(beta_start=.00085, beta_end=.012, beta_schedule="scaled_linear", num_train_timesteps=1000, clip_sample=False, set_alpha_to_one=False,
                         steps_offset=1, prediction_type="v_prediction")


def make_unet(side):
    kind = lambda name, cross: f"CrossAttn{name}" if cross else name
    unet = UNet2DConditionModel(
        sample_size=side, in_channels=4, out_channels=4, block_out_channels=CHANNELS, layers_per_block=1, norm_num_groups=16, cross_attention_dim=TEXT,
        attention_head_dim=HEADS, attention_type="gated", mid_block_type="UNetMidBlock2DCrossAttn",
        down_block_types=[kind("DownBlock2D", c) for c in CROSS], up_block_types=[kind("UpBlock2D", c) for c in CROSS[::-1]])
    # GLIGEN starts its gates at zero because its base is trained already; trained together from nothing, zero gates stay shut.
    for fuser in fusers(unet):
        fuser.alpha_attn.data.fill_(1.0)
        fuser.alpha_dense.data.fill_(1.0)
    return unet


def make_text(tokenizer):
    return CLIPTextModel(CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=TEXT, intermediate_size=4 * TEXT, num_hidden_layers=3, num_attention_heads=4, max_position_embeddings=data.LENGTH,
        hidden_act="quick_gelu", projection_dim=TEXT, bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.eos_token_id))


def fusers(unet):
    return [m for m in unet.modules() if isinstance(m, GatedSelfAttentionDense)]


class Attention:
    """Attention as plain products: on a CPU half as slow again as the fused kernel is, and its maps can be looked at."""

    def __init__(self):
        self.maps = None  # a list collects those of the words, (batch, heads, places, tokens)

    def __call__(self, attn, x, encoder_hidden_states=None, attention_mask=None, temb=None, **_):
        context = x if encoder_hidden_states is None else encoder_hidden_states
        batch, places, width = x.shape[0], x.shape[1], attn.to_q.out_features
        split = lambda t: t.reshape(batch, -1, attn.heads, width // attn.heads).transpose(1, 2).flatten(0, 1)
        q, k, v = split(attn.to_q(x)), split(attn.to_k(context)), split(attn.to_v(context))
        probs = torch.bmm(q * (width // attn.heads) ** -.5, k.transpose(1, 2)).softmax(-1, dtype=q.dtype)
        if self.maps is not None and encoder_hidden_states is not None:
            self.maps.append(probs.unflatten(0, (batch, attn.heads)))
        return attn.to_out[0](torch.bmm(probs, v).unflatten(0, (batch, attn.heads)).transpose(1, 2).reshape(batch, places, width))


class Probes(torch.nn.Module):
    """Reads from inner features which object, in which colour, each cell will show, and which part of it: a dense lesson that the loss on pixels gives only slowly.

    Used in training alone; not part of the checkpoint."""

    def __init__(self, unet):
        super().__init__()
        c1, c2 = CHANNELS[-2:]
        self.classes = 1 + len(data.NOUNS), 2 + len(data.COLOURS)
        self.features, self.heads, self.parts = [], torch.nn.ModuleList(), torch.nn.ModuleList()
        places = [(unet.down_blocks[2].attentions[0], c2, 2), (unet.mid_block, c2, 2), (unet.up_blocks[0].attentions[1], c2, 2), (unet.up_blocks[1].attentions[1], c1, 1)]
        for i, (module, width, scale) in enumerate(places):
            module.register_forward_hook(lambda _m, _i, out: self.features.append(out if torch.is_tensor(out) else out[0]))
            self.heads.append(torch.nn.Conv2d(width, sum(self.classes) * scale * scale, 1))
            self.parts.append(torch.nn.Conv2d(width, 2 * scale * scale, 1))
            for head in (self.heads[-1], self.parts[-1]):  # features of a trained network are large: a random start would drown the other losses
                torch.nn.init.zeros_(head.weight)

    def forward(self, cells, noun, colour, boxes):
        """Mean over the places, from the features since the last call: cross-entropy of noun and colour, and the error of the place within the thing's box."""
        flat = cells.flatten(1).long()
        pick = lambda numbers: torch.where(flat > 0, 1 + numbers.long().gather(1, (flat - 1).clamp(min=0)), 0).view_as(cells)
        targets, side, loss = (pick(noun), pick(colour)), cells.shape[-1], 0
        box = boxes.gather(1, (flat - 1).clamp(min=0)[..., None].expand(-1, -1, 4))
        centre = (torch.arange(side, device=cells.device) + .5) / side
        centre = torch.stack([centre.repeat(side), centre.repeat_interleave(side)], -1)
        within = ((centre - box[..., :2]) / (box[..., 2:] - box[..., :2]).clamp(min=.02)).mT.unflatten(2, (side, side))
        shown = (cells > 0)[:, None].float()
        grown = lambda y: F.pixel_shuffle(y, side // y.shape[-1]).float()
        for head, part, feature in zip(self.heads, self.parts, self.features):
            loss = loss + sum(F.cross_entropy(y, target) for y, target in zip(grown(head(feature)).split(self.classes, 1), targets)) / 2
            loss = loss + 5 * (shown * (grown(part(feature)) - within) ** 2).sum() / (2 * shown.sum() + 1)
        loss = loss / len(self.heads)
        self.features.clear()
        return loss


def attention_loss(maps, words, cells, noun):
    """How much of the attention to the word of an object lies beside the object: mean of (1 - share inside)^2."""
    which, token = words.nonzero(as_tuple=True)
    if not len(which):
        return torch.zeros(())
    flat = cells.flatten(1).long()
    classes = torch.where(flat > 0, 1 + noun.long().gather(1, (flat - 1).clamp(min=0)), 0)
    inside = (classes[which] == words[which, token][:, None]).float()
    kept = inside.sum(1) > 0
    side, loss = cells.shape[-1], 0
    for probs in maps:
        own = probs[which, :, :, token].float().mean(1)
        n = int(own.shape[1] ** .5)
        mask = F.adaptive_avg_pool2d(inside.view(-1, 1, side, side), n).flatten(1)
        loss = loss + ((1 - (own * mask).sum(1) / (own.sum(1) + 1e-6)) ** 2)[kept].mean() / len(maps)
    return loss


class Muon(torch.optim.Optimizer):
    """Momentum whose update of each matrix is made orthogonal (Jordan et al. 2024), sized as Adam's would be (Liu et al. 2025, arXiv 2502.16982)."""

    def __init__(self, params, lr, momentum=.95, weight_decay=.01):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            shapes = {}
            for p in group["params"]:
                if p.grad is not None:
                    shapes.setdefault((p.shape[0], p[0].numel()), []).append(p)
            for (rows, columns), params in shapes.items():
                updates = []
                for p in params:
                    m = self.state[p].setdefault("momentum", torch.zeros_like(p))
                    m.lerp_(p.grad, 1 - group["momentum"])
                    updates.append(p.grad.lerp(m, group["momentum"]).reshape(rows, columns))
                flat = orthogonal(torch.stack(updates)) * (.2 * max(rows, columns) ** .5)
                for p, u in zip(params, flat):
                    p.mul_(1 - group["lr"] * group["weight_decay"]).add_(u.view_as(p).to(p.dtype), alpha=-group["lr"])


def orthogonal(g, steps=5):
    """The nearest orthogonal matrices, about (Newton-Schulz)."""
    x = g.bfloat16()
    wide = x.shape[-2] <= x.shape[-1]
    x = x if wide else x.mT
    x = x / (x.norm(dim=(-2, -1), keepdim=True) + 1e-7)
    for _ in range(steps):
        a = x @ x.mT
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x if wide else x.mT


def load_checkpoint(path):
    """tokenizer, text encoder, unet, vae of a checkpoint, in float32."""
    load = lambda kind, part: kind.from_pretrained(f"{path}/{part}", torch_dtype=torch.float32)
    return data.load_tokenizer(f"{path}/tokenizer"), load(CLIPTextModel, "text_encoder"), load(UNet2DConditionModel, "unet"), load(AutoencoderKL, "vae")


def save_checkpoint(path, text, unet):
    """Writes text encoder, UNet (both in fp16), scheduler and index beside the tokenizer and the VAE that are there."""
    for module, part in ((text, "text_encoder"), (unet, "unet")):
        module.half().save_pretrained(f"{path}/{part}", safe_serialization=True)
    make_scheduler().save_pretrained(f"{path}/scheduler")
    parts = {"scheduler": ["diffusers", "DDIMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"],
             "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"], "feature_extractor": [None, None], "safety_checker": [None, None]}
    with open(f"{path}/model_index.json", "w") as f:
        json.dump({"_class_name": "StableDiffusionGLIGENPipeline", "_diffusers_version": "0.27.0", **parts}, f, indent=1)
