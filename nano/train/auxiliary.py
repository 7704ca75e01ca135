"""Auxiliary losses on hidden states of media and of lines of code; the heads live in the checkpoint and are never exported."""
import torch
import torch.nn as nn
import torch.nn.functional as F

from bug_lines import BUGS
from labels import SIZES
from model import rms

EMPTY_WEIGHT = 0.1  # most patches hold no text and most frames end no word

# name: (media code in ids, after layer, size, columns of the targets, frames or patches that the answer may lag behind)
HEADS = dict(sound_early=(-2, 1, SIZES["phone"], (0, 1), 0), sound=(-2, 3, SIZES["phone"], (0, 1), 1),
             word=(-2, 4, SIZES["word"], (2,), 0),
             word_before=(-2, 4, SIZES["word"], (3,), 0), patch_before=(-1, 4, SIZES["patch"], (2, 3), 0),
             patch_early=(-1, 2, SIZES["patch"], (0, 1), 0), patch=(-1, 4, SIZES["patch"], (0, 1), 0))


BUG_LAYER = 4      # after each line of selected code: is it the line that is wrong, and how
RIGHT_WEIGHT = 0.2  # most lines are right

READER = 5        # layer whose first READER_HEADS heads learn to look where the next answer token is written or spoken
READER_HEADS = 2


def reading_loss(attention, links):
    """-log of the attention on the right patches or frames, and its mean; attention [B, heads, T, T], links see batches.encode."""
    _, group = torch.unique(links[:, [0, 1, 3]], dim=0, return_inverse=True)
    p = attention[links[:, 0], :READER_HEADS, links[:, 1], links[:, 2]].float()
    mass = torch.zeros(int(group.max()) + 1, READER_HEADS).index_add(0, group, p)
    return -(mass + 1e-4).log().mean(), mass.detach().mean().item()


def judged(z, y, rest):
    """Cross entropy in which targets of 0, nothing, weigh `rest`, and accuracy on the others; z [n, classes], y [n]."""
    z, real = z.float(), y > 0
    weight = torch.where(real, 1.0, rest)
    loss = (F.cross_entropy(z, y, reduction="none") * weight).sum() / weight.sum()
    with torch.no_grad():
        hit = (z.argmax(-1) == y)[real].float().mean().item() if real.any() else float("nan")
    return loss, hit


class Heads(nn.Module):
    def __init__(self, embd):
        super().__init__()
        self.heads = nn.ModuleDict({k: nn.Linear(embd, v[2]) for k, v in HEADS.items()})
        self.bug = nn.Linear(embd, len(BUGS) + 1)

    def bug_loss(self, hidden, lines):
        """Loss and share of wrong lines that are known; hidden [B, T, embd], lines [n, 3] of row, position, kind (see bug_lines.py)."""
        y = lines[:, 2]
        return judged(self.bug(rms(hidden[lines[:, 0], lines[:, 1]])), y, RIGHT_WEIGHT)

    def losses(self, ids, hidden, written, sounds):
        """dict of (loss, accuracy on positions that hold something); hidden: layer -> [B, T, embd]."""
        flat, out = ids.view(-1), {}
        for name, (code, layer, size, columns, lag) in HEADS.items():
            target = written if code == -1 else sounds
            if target is None:
                continue
            at = torch.nonzero(flat == code).squeeze(1)
            y = target[:, list(columns)].long()
            if lag:  # the state of the next frame answers for this one, where the next token is still sound
                keep = flat[(at + lag).clamp(max=len(flat) - 1)] == code
                at, y = at[keep] + lag, y[keep]
            h = rms(hidden[layer].reshape(-1, hidden[layer].shape[-1])[at])
            z = self.heads[name](h).view(len(at), len(columns), -1)
            out[name] = judged(z.flatten(0, 1), y.flatten(), EMPTY_WEIGHT)
        return out
