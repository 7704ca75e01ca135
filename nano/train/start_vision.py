"""Patch projection to start from: whitened principal components of patches that hold text, and colour averages.

From random filters the reading of 48x48-px patches hardly ever starts; from these it starts within minutes.
"""
import random

import numpy as np
import torch

from batches import image_patches
from image_gen import make_screen, make_wall
from labels import PATCH, patch_words

COLOURS = 12  # red, green and blue of each quarter


def text_patches(count, seed):
    """[count, 6912] patches that hold text, each with mean 0 and variance 1."""
    rng, out, n = random.Random(seed), [], 0
    while n < count:
        im, _, texts = (make_wall if rng.random() < 0.7 else make_screen)(rng)
        p = image_patches(im)[0][(patch_words(texts, im.width // PATCH, im.height // PATCH) > 0).any(1)].astype(np.float32)
        out.append((p - p.mean(1, keepdims=True)) / (p.std(1, keepdims=True) + 1e-3))
        n += len(p)
    return np.concatenate(out)[:count]


@torch.no_grad()
def start_vision(model, count=12000, seed=5):
    x = torch.from_numpy(text_patches(count, seed))
    grey = x.view(count, 3, PATCH * PATCH).mean(1)
    mean = grey.mean(0)
    value, vector = torch.linalg.eigh((grey - mean).T @ (grey - mean) / count)
    keep = model.patch_embd.weight.shape[0] - COLOURS
    value, vector = value.flip(0)[:keep], vector.flip(1)[:, :keep].T
    rows = vector / (value[:, None] + value[-1]).sqrt()
    w = model.patch_embd.weight.zero_().view(-1, 3, PATCH, PATCH)
    w[:keep] = rows.view(keep, 1, PATCH, PATCH) / 3
    model.patch_embd.bias.zero_()[:keep] = -rows @ mean
    half = PATCH // 2
    for i in range(COLOURS):
        quarter, channel = divmod(i, 3)
        w[keep + i, channel, quarter // 2 * half:][:half, quarter % 2 * half:][:, :half] = 2 / half ** 2
    for n in (model.patch_norm_1, model.patch_norm_2, model.patch_norm_3):
        n.weight.fill_(1)
        n.bias.zero_()
    model.image_projection.weight.copy_(0.6 * torch.eye(len(model.image_projection.weight)))
