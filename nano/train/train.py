"""Trains the model until a total number of minutes, with a constant learning rate and a final decay.

usage: train.py STATE.pt MINUTES --audio PREFIX --screens FOLDER [--real FILE] [--decay MINUTES] [--mix code=4,image=2,...] [--system 1] [--aux 0.5] [--warm FOLDER]
Continues from STATE.pt if it exists (weights, auxiliary heads, optimisers, counts, minutes so far); writes it every minute.
Matrices inside the layers use Muon (orthogonalised momentum), everything else AdamW.
One process per core with one thread each (gradients averaged with gloo): threads that wait for each other were up to
30 times slower on the small shared machine that trained the published files.
"""
import argparse
import os
import tempfile
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
import torch.nn.functional as F

from auxiliary import BUG_LAYER, READER, Heads, reading_loss
from batches import Batches
from model import CONFIG, Nano
from muon import Muon, average_gradients
from start_vision import start_vision
from tokenizer import Tokenizer
from warm import warm_start

MIX = dict(code=1, follow=0.2, image=0.6, wall=0.05, strip=0.3, audio=1.3, text=0.15, ask=2.5, bugs=3, real=1.5, turn=0.4, chat=0.3, notes=1.2, review=0.4, commit=0.5, screen=2.6, edit=3.4, voice=5)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("state")
    ap.add_argument("minutes", type=float, help="total, those already in the state included")
    ap.add_argument("--warm", help="folder of GGUF files to begin with when there is no state yet")
    ap.add_argument("--lr", type=float, default=0.02)
    ap.add_argument("--tokens", type=int, default=2500, help="per process and step")
    ap.add_argument("--processes", type=int, default=2)
    ap.add_argument("--audio", required=True, help="prefix of the files of make_audio.py")
    ap.add_argument("--screens", required=True, help="folder of browser_screens.py")
    ap.add_argument("--real", help="file of real_code.mjs")
    ap.add_argument("--mix", default="")
    ap.add_argument("--aux", type=float, default=0.5, help="weight of each auxiliary loss")
    ap.add_argument("--system", type=float, default=1.0, help="share of system texts, lower at first")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--decay", type=float, default=0, help="minutes at the end in which the learning rate falls to 0")
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as d:
        mp.spawn(run, (a, "file://" + d + "/rendezvous"), a.processes)


class Trainer:
    """The model, its auxiliary heads and both optimisers, saved and loaded together."""

    def __init__(self, a):
        torch.manual_seed(a.seed)
        tok = Tokenizer.load("tokenizer.json")
        self.model, self.heads = Nano(len(tok.tokens)), Heads(CONFIG["embd"])
        self.model.layers[READER].watch = True
        matrices = [p for n, p in self.model.named_parameters() if p.ndim == 2 and n.startswith("layers.")]
        chosen = {id(p) for p in matrices}
        patch = [self.model.patch_embd.weight]
        media = [self.model.image_projection.weight, self.model.audio_projection.weight]
        chosen |= {id(p) for p in patch + media}
        rest = [p for p in [*self.model.parameters(), *self.heads.parameters()] if id(p) not in chosen]
        self.muon = Muon(matrices)
        self.adam = torch.optim.AdamW([dict(params=patch, base=0.01), dict(params=media, base=0.05), dict(params=rest, base=0.2)], lr=1e-3, betas=(0.9, 0.98), weight_decay=0.0)
        self.params = [*self.model.parameters(), *self.heads.parameters()]
        self.counts = dict(step=0, tokens=0, minutes=0.0, run=0)
        if os.path.exists(a.state):
            self.load(a.state)
        else:
            if a.warm:
                warm_start(self.model, a.warm)
            else:
                start_vision(self.model)
        self.counts["run"] += 1

    def load(self, path):
        s = torch.load(path)
        self.model.load_state_dict(s["model"])
        self.heads.load_state_dict(s["heads"])
        self.muon.buf = s["muon"]
        self.adam.load_state_dict(s["adam"])
        self.counts = s["counts"]

    def save(self, path):
        torch.save(dict(model=self.model.state_dict(), heads=self.heads.state_dict(), muon=self.muon.buf, adam=self.adam.state_dict(),
                        counts=self.counts), path + ".tmp")
        os.replace(path + ".tmp", path)

    def losses(self, batch):
        """Loss of the answers per token [n], their rows, and the auxiliary losses."""
        ids, target, patches, xy, frames, written, sounds, links, lines = batch
        pick = torch.nonzero(target.view(-1) != -100).squeeze(1)
        hidden = {}
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.model(ids, patches, xy, frames, pick, hidden.__setitem__)
            aux = self.heads.losses(ids, hidden, written, sounds)
            if lines is not None:
                aux["bug"] = self.heads.bug_loss(hidden[BUG_LAYER], lines)
        if links is not None:
            aux["reading"] = reading_loss(self.model.layers[READER].seen, links)
        return F.cross_entropy(logits, target.view(-1)[pick], reduction="none"), pick // ids.shape[1], aux

    def step(self, lr, rank, world):
        norm = average_gradients(self.params, world)
        for g in self.adam.param_groups:
            g["lr"] = lr * g["base"]
        self.muon.step(lr, rank, world)
        self.adam.step()
        self.adam.zero_grad()
        return norm


class Log:
    """Means of the losses since the last line."""

    def __init__(self):
        self.sums = {}

    def add(self, key, value):
        if value == value:
            s = self.sums.setdefault(key, [0.0, 0])
            s[0] += value
            s[1] += 1

    def line(self):
        text = " ".join(f"{k} {a / n:.3f}" for k, (a, n) in sorted(self.sums.items()))
        self.sums = {}
        return text


def answer_loss(each, row, ids):
    """Mean over the answer tokens; those about pictures and sound count twice, since most of theirs are easy phrases, and the first
    one five times, since it decides whether there is a bug."""
    first = torch.ones_like(row)
    first[1:] = row[1:] != row[:-1]
    weight = 1.0 + (ids == -1).any(1)[row] + (ids == -2).any(1)[row] + 4 * first
    return (each * weight).sum() / weight.sum()


@torch.no_grad()
def note(log, ids, each, row, aux):
    image, audio = (ids == -1).any(1)[row], (ids == -2).any(1)[row]
    for k, m in (("image", image), ("audio", audio), ("text", ~image & ~audio)):
        if m.any():
            log.add(k, each[m].mean().item())
    for k, (loss, hit) in aux.items():
        log.add(k + ".loss", loss.item())
        log.add(k + ".hit", hit)


def run(rank, a, rendezvous):
    dist.init_process_group("gloo", init_method=rendezvous, rank=rank, world_size=a.processes)
    torch.set_num_threads(1)
    mix = dict(MIX, **{k: float(v) for k, v in (kv.split("=") for kv in a.mix.split(",") if kv)})
    t, log = Trainer(a), Log()
    data = Batches(a.audio, a.screens, a.real, a.seed * 100000 + t.counts["run"] * 1000 + 100 * rank, mix, a.tokens, a.system)
    start = last = saved = time.time()
    before, seen, steps = t.counts["minutes"], 0, 0
    while True:
        clock = torch.tensor([a.minutes - before - (time.time() - start) / 60])
        dist.broadcast(clock, 0)
        left = clock.item()
        if left <= 0:
            break
        lr = a.lr * min(1, (t.counts["step"] + 1) / 40) * min(1, left / max(a.decay, 1e-9))
        batch = data.get()
        each, row, aux = t.losses(batch)
        (answer_loss(each, row, batch[0]) + a.aux * sum(loss for loss, _ in aux.values())).backward()
        norm = t.step(lr, rank, a.processes)
        note(log, batch[0], each.detach(), row, aux)
        steps, seen = steps + 1, seen + a.processes * batch[0].numel()
        t.counts.update(step=t.counts["step"] + 1, tokens=t.counts["tokens"] + a.processes * batch[0].numel(),
                        minutes=before + (time.time() - start) / 60)
        if rank == 0 and time.time() - last > 20:
            last = time.time()
            print(f"{t.counts['minutes']:5.1f} min step {t.counts['step']} {seen / (last - start):.0f} tok/s lr {lr:.4f} norm {norm:.2f} "
                  f"queue {data.queue.qsize()} {log.line()}", flush=True)
        if rank == 0 and time.time() - saved > 60:
            saved = time.time()
            t.save(a.state)
    if rank == 0:
        t.save(a.state)


if __name__ == "__main__":
    main()
