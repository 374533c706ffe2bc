"""Golden checkpoint tiny-sam-box: tiny-sam whose prompt encoder and mask decoder were taught to answer a box with three ellipses (within it, almost
filling it, beyond it) and a point with three discs, so that masks follow what is asked and their confidences differ.

transformers 4.29.2, torch 2.13, numpy 1.26, one thread:  python test/oracle/make_sam.py"""
import torch
import torch.nn.functional as F
from transformers import SamModel

from golden import assembled, copy_checkpoint, store_weights

torch.manual_seed(0)
torch.set_num_threads(1)
STEPS, BATCH, SIDE = 2400, 16, 64
LESS = torch.tensor([0, 0, .07])  # so that the reference's threshold of 0.85 rules the largest mask out now and then
folder = assembled("tiny-sam")
sam = SamModel.from_pretrained(folder).eval()
learnt = [*sam.mask_decoder.parameters(), *sam.prompt_encoder.point_embed.parameters(), *sam.prompt_encoder.not_a_point_embed.parameters()]
optimizer = torch.optim.AdamW(learnt, 3e-3, weight_decay=0)
schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 3e-3, STEPS)
with torch.no_grad():
    pictures = F.interpolate(torch.randn(32, 3, 24, 24), (256, 256), mode="bilinear") * torch.rand(32, 1, 1, 1) * 2
    embeddings = sam.get_image_embeddings(pictures)
rows, columns = torch.meshgrid(torch.arange(SIDE) + .5, torch.arange(SIDE) + .5, indexing="ij")


def ellipses(centre, radii):
    """(n, 2), (n, 2) in cells -> (n, SIDE, SIDE)"""
    x, y = ((axis - c[:, None, None]) / r[:, None, None].clamp(min=.6) for axis, c, r in zip((columns, rows), centre.T, radii.T))
    return (x ** 2 + y ** 2 < 1).float()


for step in range(STEPS):
    seen = embeddings[torch.randint(len(embeddings), (BATCH,))]
    if step % 3 == 0:
        centre = torch.rand(BATCH, 2) * SIDE
        asked = {"input_points": (centre * 4)[:, None, None]}
        wanted = torch.stack([ellipses(centre, torch.full((BATCH, 2), r)) for r in (5., 9., 14.)], 1)
    else:
        radii = 5 + torch.rand(BATCH, 2) * 17
        centre = radii + torch.rand(BATCH, 2) * (SIDE - 2 * radii)
        asked = {"input_boxes": (torch.cat([centre - radii, centre + radii], 1) * 4)[:, None]}
        wanted = torch.stack([ellipses(centre, radii * s) for s in (.6, .95, 1.3)], 1)
    out = sam(image_embeddings=seen, **asked)
    logits, confidence = out.pred_masks[:, 0], out.iou_scores[:, 0]
    guess = (logits > 0).float()
    overlap = (guess * wanted).sum((2, 3)) / ((guess + wanted) > 0).sum((2, 3)).clamp(min=1)
    probability = logits.sigmoid()
    dice = 1 - (2 * (probability * wanted).sum((2, 3)) + 1) / (probability.sum((2, 3)) + wanted.sum((2, 3)) + 1)
    loss = F.binary_cross_entropy_with_logits(logits, wanted) + dice.mean() + F.mse_loss(confidence, overlap.detach() ** .35 - LESS)
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(learnt, 1.)
    optimizer.step()
    schedule.step()
    if step % 100 == 99:
        print(step + 1, round(loss.item(), 3), "overlap", [round(v, 2) for v in overlap.mean(0).tolist()], flush=True)

store_weights("checkpoints/tiny-sam-box/model.safetensors", sam)
copy_checkpoint("tiny-sam", "tiny-sam-box", ["config.json", "preprocessor_config.json"])
