"""Pillow's Lanczos resizing of random pixels, for test/engine/pipeline/lanczos.test.ts.

Usage: python make_lanczos.py OUT.safetensors
"""
import sys

import numpy as np
from PIL import Image
from safetensors.numpy import save_file

SIZES = {"larger": (40, 36), "smaller": (9, 5), "wider": (51, 17), "higher": (23, 30)}

picture = np.random.default_rng(1).integers(0, 256, (17, 23, 3), dtype=np.uint8)
arrays = {"picture": picture}
for name, size in SIZES.items():
    arrays[name] = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS)).copy()
save_file(arrays, sys.argv[1])
