"""A training of some minutes that can be stopped and taken up again: what vae.py, sam.py and owlvit.py share."""
import argparse
import os
import time

import torch

import model


def arguments(doc, out, batch, lr):
    """Options that every such training has; more can be added before they are read."""
    ap = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--out", default=out, help="folder of the checkpoint, and of state.pt, from which training goes on")
    ap.add_argument("--minutes", type=float, default=60)
    ap.add_argument("--batch", type=int, default=batch, help="pictures of a step")
    ap.add_argument("--lr", type=float, default=lr, help="learning rate of the matrices (Muon)")
    ap.add_argument("--threads", type=int, default=1, help="CPU threads")
    ap.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    return ap


class Run:
    """Modules by name, their optimizers, and how far they are. Muon trains the parameters whose name `matrix` takes, AdamW the others at `rest` of its rate."""

    def __init__(self, a, modules, matrix, rest=1 / 3):
        torch.manual_seed(0)
        os.makedirs(a.out, exist_ok=True)
        self.a, self.modules, self.file = a, modules, f"{a.out}/state.pt"
        state = torch.load(self.file, map_location="cpu") if os.path.exists(self.file) else {}
        for name, module in modules.items():
            if state:
                module.load_state_dict(state[name])
            module.to(a.device)
        named = [(f"{name}.{n}", p) for name, module in modules.items() for n, p in module.named_parameters() if p.requires_grad]
        inner = [p for n, p in named if p.ndim in (2, 4) and matrix(n, p)]
        taken = {id(p) for p in inner}
        self.others = [p for _, p in named if id(p) not in taken]
        self.optimizers = model.Muon(inner, a.lr), torch.optim.AdamW(self.others, a.lr * rest, weight_decay=0)
        for optimizer, saved in zip(self.optimizers, state.get("optimizers", [])):
            optimizer.load_state_dict(saved)
        self.rates, self.steps, self.seen, self.figures = (a.lr, a.lr * rest), 0, state.get("seen", 0), {}

    def batches(self, scenes):
        """Batches, each with the share of the time that has gone, until it is over. Afterwards the modules are on the CPU, to be looked at."""
        began = time.time()
        for batch in torch.utils.data.DataLoader(scenes, batch_size=self.a.batch):
            self.done = (time.time() - began) / (60 * self.a.minutes)
            if self.done >= 1:
                break
            yield [part.to(self.a.device) for part in batch], self.done
            if self.steps % 50 == 0:
                print(f"step {self.steps}, {self.seen} pictures: " + ", ".join(f"{n} {v:.3f}" for n, v in self.figures.items()) + f"; {(time.time() - began) / 60:.1f} min", flush=True)
            if self.steps % 300 == 0:
                self.save()
        self.save()
        for module in self.modules.values():
            module.eval().cpu()

    def learn(self, loss, /, **figures):
        """One step down; the rates rise for 100 steps and fall in the second half of the time. Figures are shown as running means."""
        for optimizer in self.optimizers:
            optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.others, 1.0)
        for optimizer, rate in zip(self.optimizers, self.rates):
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, (self.steps + 1) / 100, 2 * (1 - self.done))
            optimizer.step()
        self.steps, self.seen = self.steps + 1, self.seen + self.a.batch
        for name, value in figures.items():
            value = value.detach().item()
            self.figures[name] = self.figures.get(name, value) * .97 + value * .03

    def save(self):
        kept = {name: module.state_dict() for name, module in self.modules.items()}
        torch.save({**kept, "optimizers": [o.state_dict() for o in self.optimizers], "seen": self.seen}, self.file + ".tmp")
        os.replace(self.file + ".tmp", self.file)
