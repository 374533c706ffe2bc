"""Trains the VAE whose pictures are twice as large as those of an earlier one, on the same latents: a UNet trained with the earlier one needs no change.

  python vae.py --start ../checkpoint/vae --out vae --minutes 60      goes on from vae/state.pt if that is there
The encoder learns to give the earlier encoder's latents from the picture of twice the size, the decoder to draw that picture from them, a little noise on them
now and then, as a UNet leaves it.
"""
import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL

import detector as judge
import run
import world

CROP = 16  # side of what the decoder is trained on, in latents


def grown(old):
    """The earlier VAE with one level more: its own weights inside, new ones outside."""
    config = dict(old.config)
    channels = [16, *config["block_out_channels"]]
    vae = AutoencoderKL(**{k: v for k, v in config.items() if not k.startswith("_")} | {
        "block_out_channels": channels, "sample_size": 2 * config["sample_size"], "down_block_types": ["DownEncoderBlock2D"] * len(channels), "up_block_types": ["UpDecoderBlock2D"] * len(channels)})
    own = vae.state_dict()
    for name, value in old.state_dict().items():
        if name.startswith("encoder.down_blocks."):
            _, _, level, rest = name.split(".", 3)
            name = f"encoder.down_blocks.{int(level) + 1}.{rest}"
        if own[name].shape == value.shape:
            own[name] = value
    vae.load_state_dict(own)
    return vae


def small(x):
    return F.interpolate(x, scale_factor=.5, mode="bicubic", antialias=True)


def edges(x):
    return x[..., 1:, :] - x[..., :-1, :], x[..., 1:] - x[..., :-1]


def difference(y, x):
    """Mean error of pixels, of steps from pixel to pixel, and of the same at half the size."""
    loss = 0
    for _ in range(2):
        loss = loss + F.l1_loss(y, x) + F.mse_loss(y, x) + sum(F.l1_loss(a, b) for a, b in zip(edges(y), edges(x)))
        y, x = F.avg_pool2d(y, 2), F.avg_pool2d(x, 2)
    return loss


@torch.no_grad()
def quality(old, vae, count=60):
    """Peak signal to noise of held-out scenes in dB: drawn from the earlier encoder's latents, from its own, and how far apart these are (share of the deviation)."""
    noise, own, apart = 0, 0, 0
    for i in range(count):
        x = torch.from_numpy(world.sample(judge.HELD_OUT + 7000 + i, vae.config.sample_size).image.copy()).permute(2, 0, 1)[None].float() / 127.5 - 1
        z, z2 = old.encode(small(x)).latent_dist.mean, vae.encode(x).latent_dist.mean
        db = lambda latents: -10 * torch.log10(F.mse_loss(vae.decode(latents).sample.clamp(-1, 1), x) / 4)
        noise, own, apart = noise + db(z) / count, own + db(z2) / count, apart + ((z2 - z).std() / z.std()) / count
    return float(noise), float(own), float(apart)


class Scenes(torch.utils.data.IterableDataset):
    def __init__(self, start, side, cells):
        self.start, self.side, self.cells = start, side, cells

    def __iter__(self):
        seed = 4 * 10 ** 8 + self.start
        while True:
            scene = world.sample(seed, self.side, self.cells)
            seed += 1
            yield torch.from_numpy(scene.image.copy()).permute(2, 0, 1), torch.from_numpy(scene.cells.copy())


def crop_of(cells, whole):
    """Corner of a crop, mostly around an object."""
    if whole:
        return 0, 0
    shown = cells.nonzero()
    centre = shown[torch.randint(len(shown), ())] if len(shown) and torch.rand(()) < .85 else torch.randint(len(cells), (2,))
    return tuple(int(v) for v in (centre - CROP // 2 + torch.randint(-4, 5, (2,))).clamp(0, len(cells) - CROP))


def main():
    ap = run.arguments(__doc__, out="vae", batch=8, lr=2e-3)
    ap.add_argument("--start", default="../checkpoint/vae", help="the earlier VAE")
    ap.add_argument("--crops", type=int, default=2, help="crops of a picture")
    a = ap.parse_args()
    torch.set_num_threads(a.threads)
    old = AutoencoderKL.from_pretrained(a.start, torch_dtype=torch.float32).eval().to(a.device)
    vae = grown(old)
    factor = 2 ** (len(vae.config.block_out_channels) - 1)  # pixels of a latent
    side = vae.config.sample_size // factor                 # latents of a picture
    training = run.Run(a, {"vae": vae}, lambda name, p: p.ndim == 4 and "conv_in" not in name and not name.endswith("decoder.conv_out.weight"), rest=1)
    for (pictures, cells), done in training.batches(Scenes(training.seen, vae.config.sample_size, side)):
        x = pictures.float() / 127.5 - 1
        whole = done > .9
        with torch.autocast(a.device, dtype=torch.bfloat16):
            with torch.no_grad():
                z = old.encode(small(x)).latent_dist.mean
            crops, targets = [], []
            for i in range(a.batch):
                for _ in range(1 if whole else a.crops):
                    top, left = crop_of(cells[i].cpu(), whole)
                    n = side if whole else CROP
                    crops.append(z[i, :, top:top + n, left:left + n])
                    targets.append(x[i, :, factor * top:factor * (top + n), factor * left:factor * (left + n)])
            crops, targets = torch.stack(crops), torch.stack(targets)
            share = torch.rand(2, len(crops), 1, 1, 1, device=a.device)
            noise = z.std() * .25 * share[0] * (share[1] < .5)
            y = vae.decode(crops + noise * torch.randn_like(crops)).sample.float()
            learns = training.steps % 4 == 0  # the encoder has little to learn
            moments = vae.encode(x[:2]).latent_dist.mean.float() if learns else None
        drawn = difference(y, targets)
        training.learn(drawn + (F.mse_loss(moments, z[:2].float()) if learns else 0), loss=drawn)
    print("held out: {:.2f} dB from the earlier latents, {:.2f} dB from its own, latents apart {:.3f}".format(*quality(old.cpu(), vae)), flush=True)
    vae.half().save_pretrained(a.out, safe_serialization=True)


if __name__ == "__main__":
    main()
