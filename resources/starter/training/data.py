"""Tokenizer, and the cache of encoded scenes that the trainer reads."""
import json
import os
import string
import time

import torch

import world

LENGTH = 32       # tokens of a caption
SLOTS = 6         # things of a scene, at most
SHARD = 1000      # scenes of a file
NEGATIVE = "artifacts, blurry, smooth texture, bad quality, distortions, unrealistic, distorted image, bad proportions, duplicate"
NOUNS = list(world.OBJECTS)
COLOURS = list(world.COLOURS)
NOUN_OF = {word: i for i, noun in enumerate(NOUNS) for word in (noun, world.OBJECTS[noun][1])}


def make_tokenizer(path):
    """A tokenizer in CLIP's format whose vocabulary is learnt on captions: every word of the world is one token."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    texts = [world.sample(i, 16).caption for i in range(8000)] + [NEGATIVE + ", two, many, group, occlusion, occluded, side, border, collate"] * 20
    texts += [f"{n} {c} {noun}" for noun in NOUN_OF for c in (*COLOURS, "grey") for n in ("a", "an", "the", *world.NUMBERS.values())]
    bpe = Tokenizer(models.BPE(unk_token=None, end_of_word_suffix="</w>"))
    bpe.normalizer, bpe.pre_tokenizer = normalizers.Lowercase(), pre_tokenizers.Whitespace()
    alphabet = sorted(set(string.ascii_lowercase + string.digits + string.punctuation))
    bpe.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=1400, initial_alphabet=alphabet, end_of_word_suffix="</w>", min_frequency=2))
    merges = [m if isinstance(m, str) else " ".join(m) for m in json.loads(bpe.to_str())["model"]["merges"]]
    codes = [*range(33, 127), *range(161, 173), *range(174, 256)]  # CLIP's alphabet: one printable character for each byte, bare and word-final
    base = [chr(c) for c in codes] + [chr(256 + i) for i in range(256 - len(codes))]
    vocab = {}
    for token in base + [c + "</w>" for c in base] + [m.replace(" ", "") for m in merges] + ["<|startoftext|>", "<|endoftext|>"]:
        vocab.setdefault(token, len(vocab))
    os.makedirs(path, exist_ok=True)
    marks = {"bos_token": "<|startoftext|>", "eos_token": "<|endoftext|>", "pad_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}
    settings = {"model_max_length": LENGTH, "tokenizer_class": "CLIPTokenizer", **marks, "do_lower_case": True}
    for name, content in ("vocab", vocab), ("tokenizer_config", settings), ("special_tokens_map", marks):
        with open(f"{path}/{name}.json", "w") as f:
            json.dump(content, f, ensure_ascii=False)
    with open(f"{path}/merges.txt", "w") as f:
        f.write("#version: 0.2\n" + "\n".join(merges) + "\n")


def load_tokenizer(path):
    from transformers import CLIPTokenizer
    return CLIPTokenizer.from_pretrained(path, model_max_length=LENGTH)


def ids_of(tokenizer, texts):
    return torch.tensor(tokenizer(texts, padding="max_length", max_length=LENGTH, truncation=True).input_ids, dtype=torch.int16)


def words_of(tokenizer, row):
    """For each token of a caption: 1 + the noun it stands for (the noun itself and the colour before it), else 0."""
    tokens = [t.replace("</w>", "") for t in tokenizer.convert_ids_to_tokens(row.tolist())]
    marks = torch.zeros(LENGTH, dtype=torch.uint8)
    for i, token in enumerate(tokens):
        if token in NOUN_OF:
            marks[i] = 1 + NOUN_OF[token]
            if tokens[i - 1] in (*COLOURS, "grey"):
                marks[i - 1] = marks[i]
    return marks


class Images(torch.utils.data.Dataset):
    def __init__(self, start, count, size):
        self.start, self.count, self.size = start, count, size

    def __len__(self):
        return self.count

    def __getitem__(self, i):
        return world.sample(self.start + i, self.size)


@torch.no_grad()
def encode_scenes(vae, tokenizer, folder, scenes, size, device, workers=0):
    """Fills the cache up to so many scenes. A shard holds the VAE's means, not scaled; an interrupted run goes on where it stopped."""
    os.makedirs(folder, exist_ok=True)
    began = time.time()
    vae = vae.to(device).eval()
    for shard in range(-(-scenes // SHARD)):
        file = f"{folder}/{shard:05d}.pt"
        if os.path.exists(file):
            continue
        rows = {k: [] for k in ("latents", "ids", "words", "cells", "boxes", "phrase", "group", "noun", "colour")}
        phrases = {}
        for batch in torch.utils.data.DataLoader(Images(shard * SHARD, SHARD, size), batch_size=50, num_workers=workers, collate_fn=list):
            x = torch.stack([torch.from_numpy(s.image).permute(2, 0, 1) for s in batch]).to(device).float() / 127.5 - 1
            with torch.autocast(device, dtype=torch.bfloat16):
                rows["latents"].append(vae.encode(x).latent_dist.mean.half().cpu())
            rows["ids"].append(ids_of(tokenizer, [s.caption for s in batch]))
            for s in batch:
                boxes, numbers = torch.zeros(SLOTS, 4), torch.full((4, SLOTS), -1, dtype=torch.int16)
                for k, t in enumerate(s.things):
                    boxes[k] = torch.tensor(t.box)
                    index = [phrases.setdefault(p, len(phrases)) for p in (t.phrase, t.group)]
                    numbers[:, k] = torch.tensor([*index, NOUNS.index(t.noun), COLOURS.index(t.colour) if t.colour else len(COLOURS)])
                rows["cells"].append(torch.from_numpy(s.cells)[None])
                rows["boxes"].append(boxes[None])
                for name, row in zip(("phrase", "group", "noun", "colour"), numbers):
                    rows[name].append(row[None])
        rows["words"] = [words_of(tokenizer, row)[None] for row in torch.cat(rows["ids"])]
        torch.save({**{k: torch.cat(v) for k, v in rows.items()}, "phrases": list(phrases)}, file + ".tmp")
        os.replace(file + ".tmp", file)
        print(f"encoded {(shard + 1) * SHARD} scenes, {(time.time() - began) / 60:.1f} min", flush=True)


class Cache:
    """The shards of a folder as batches, shuffled, for ever; shards that appear meanwhile join at the next round."""

    def __init__(self, folder, tokenizer, batch, seed):
        self.folder, self.tokenizer, self.batch = folder, tokenizer, batch
        self.random = torch.Generator().manual_seed(seed)
        self.phrases, self.phrase_ids, self.seen, self.rows = {}, torch.zeros(0, LENGTH, dtype=torch.int16), set(), None
        self._load()

    def _load(self):
        for file in sorted(f for f in os.listdir(self.folder) if f.endswith(".pt")):
            if file in self.seen:
                continue
            shard = torch.load(f"{self.folder}/{file}")
            self.seen.add(file)
            names = shard.pop("phrases")
            fresh = [p for p in names if p not in self.phrases]
            for p in fresh:
                self.phrases[p] = len(self.phrases)
            if fresh:
                self.phrase_ids = torch.cat([self.phrase_ids, ids_of(self.tokenizer, fresh)])
            index = torch.tensor([self.phrases[p] for p in names] + [-1])  # the last stands for empty slots
            for key in ("phrase", "group"):
                shard[key] = index[shard[key].long()]
            self.rows = shard if self.rows is None else {k: torch.cat([v, shard[k]]) for k, v in self.rows.items()}

    def __len__(self):
        return len(self.rows["latents"])

    def __iter__(self):
        while True:
            order = torch.randperm(len(self), generator=self.random)
            for i in range(0, len(order) - self.batch + 1, self.batch):
                yield {k: v[order[i:i + self.batch]] for k, v in self.rows.items()}
            self._load()
