"""Reading and writing the golden set in the repository: files are stored gzipped."""
import gzip
import json
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

ROOT = Path(__file__).resolve().parents[1] / "golden"
CHECKPOINTS = ROOT / "checkpoints"


def load(name):
    """Bytes of a file of the set."""
    path = ROOT / name
    return path.read_bytes() if path.exists() else gzip.decompress(Path(f"{path}.gz").read_bytes())


def store(name, data):
    path = ROOT / f"{name}.gz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "wb") as f, gzip.GzipFile(filename="", mode="wb", fileobj=f, compresslevel=9, mtime=0) as zipped:
        zipped.write(data)
    print(f"{name}: {path.stat().st_size / 1e3:.0f} kB")


def store_json(name, value):
    store(name, json.dumps(value, indent=1).encode())


def store_tensors(name, tensors):
    with tempfile.NamedTemporaryFile() as f:
        save_file(tensors, f.name, metadata={"format": "pt"})
        store(name, Path(f.name).read_bytes())


def store_weights(name, model):
    store_tensors(name, {k: v.half().contiguous().clone() for k, v in model.state_dict().items() if "position_ids" not in k})


def copy_checkpoint(source, target, files):
    """Has `target` share files with `source`."""
    plan = json.loads(load("checkpoints/assemble.json"))
    plan["checkpoints"][target] = {"copy": [[f"{source}/{file}", f"{target}/{file}"] for file in files], "splice": []}
    store_json("checkpoints/assemble.json", plan)


def unpack(source, target):
    """Copies a file or folder of the set to where it can be opened."""
    if (CHECKPOINTS / source).is_dir():
        for entry in (CHECKPOINTS / source).iterdir():
            unpack(f"{source}/{entry.name.removesuffix('.gz')}", target / entry.name.removesuffix(".gz"))
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(load(f"checkpoints/{source}"))


def assembled(name):
    """A temporary folder with the whole checkpoint, as a string."""
    folder = Path(tempfile.mkdtemp(prefix="golden-"))
    plan = json.loads(load("checkpoints/assemble.json"))["checkpoints"][name]
    unpack(name, folder / name)
    for source, target in plan["copy"]:
        unpack(source, folder / target)
    for splice in plan["splice"]:
        unpack(splice["from"], folder / "shared.safetensors")
        file = str(folder / splice["file"])
        state = load_file(file)
        state[splice["tensor"]] = load_file(str(folder / "shared.safetensors"))[splice["key"]]
        save_file(state, file, metadata={"format": "pt"})
    return str(folder / name)
