"""Endless batches: generates conversations on the fly in worker processes and packs similar lengths together."""
import json
import multiprocessing as mp
import random

import numpy as np
import torch

import conversations as c
import image_gen
import product
import real_code
from bug_lines import line_targets
from labels import frame_sounds, patch_words
from links import answer_links, image_places, sheet_places, sound_places
from model import CONFIG
from tokenizer import Tokenizer

PATCH, FRAME = CONFIG["patch"], CONFIG["frame"]


def image_patches(im):
    """[N, 6912] uint8 patches, channel-major inside a patch as ggml's im2col makes them, and their column and row."""
    a = np.asarray(im.convert("RGB"))
    h, w = a.shape[0] // PATCH, a.shape[1] // PATCH
    p = a.reshape(h, PATCH, w, PATCH, 3).transpose(0, 2, 4, 1, 3).reshape(h * w, -1)
    return p, np.stack([np.tile(np.arange(w), h), np.repeat(np.arange(h), w)], 1)


def audio_frames(x):
    n = -(-len(x) // FRAME)
    return np.pad(x, (0, n * FRAME - len(x))).reshape(n, FRAME)


def encode(tok, conv):
    """ids (-1 patch, -2 frame), index of the first answer token, then lists of media arrays and their auxiliary targets.

    The last two lists hold [n, 3] arrays of answer position, media position it is read from, number of the pair's token, and
    [n, 2] arrays of the end of a line of code and what is wrong with it.
    """
    ids, patches, xy, frames, written, sounds, places, lines = [tok.ids["<bos>"]], [], [], [], [], [], [], []
    for kind, v, *facts in conv["parts"]:
        if kind == "text":
            if "sample" in conv and not lines:
                lines = line_targets(tok, v, conv["sample"], len(ids))
            ids += tok.encode(v)
        elif kind == "image":
            p, q = image_patches(v)
            w = v.width // PATCH
            patches.append(p)
            xy.append(q)
            written.append(patch_words(facts[0], w, v.height // PATCH))
            places = sheet_places(facts[0], w, len(ids) + 1) if conv["topic"] == "texts" else image_places(facts[0], named(conv["facts"]), w, len(ids) + 1)
            ids += [tok.ids["<|image>"]] + [-1] * len(p) + [tok.ids["<image|>"]]
        else:
            f = audio_frames(v)
            frames.append(f)
            sounds.append(frame_sounds(facts[1], facts[0], len(f)))
            if facts[1] and conv["topic"] in ("transcribe", "command", "heard"):
                places = sound_places(facts[1], facts[0], len(f), len(ids) + 1)
            ids += [tok.ids["<|audio>"]] + [-2] * len(f) + [tok.ids["<audio|>"]]
    start = len(ids)
    links = [(start + n - 1, m, n) for n, media in answer_links(tok, conv["answer"], places) for m in media] if places else []
    return ids + tok.encode(conv["answer"] + "<turn|>"), start, patches, xy, frames, written, sounds, [np.array(links, np.int64)] if links else [], \
        [np.array(lines, np.int64)] if lines else []


def named(f):
    """Strings of a screen in the order in which answers name them."""
    return [s for s in [f["title"], *f["fields"], f["error"], *f["buttons"]] if s]


class Audio:
    def __init__(self, prefix):
        self.x, self.items = np.load(prefix + ".npy", mmap_mode="r"), json.load(open(prefix + ".json"))

    def get(self, i):
        it = self.items[i]
        return it, np.asarray(self.x[it["at"]:it["at"] + it["n"]])


def sample(rng, audio, mix):
    task = rng.choices(list(mix), mix.values())[0]
    if task == "bugs":
        return product.ask(rng, "bug", bug_rate=0.5)
    if task in PRODUCT:
        return PRODUCT[task](rng)
    if task == "code":
        return c.code_conversation(rng)
    if task == "follow":
        return c.follow_up(rng)
    if task == "image":
        return c.image_conversation(rng)
    if task in ("wall", "strip"):
        return c.sheet_conversation(rng, task == "strip")
    if task == "text":
        return c.text_conversation(rng)
    item, x = audio.get(rng.randrange(len(audio.items)))
    if task == "voice":
        if rng.random() < 0.03:
            return product.voice_command(rng, None, np.zeros(rng.randint(4000, 24000), np.int16))
        return (product.voice_note if item["kind"] == "command" and c.spoken_topic(item) or item["kind"] == "plain" and rng.random() < 0.2 else
                product.voice_command if item["kind"] != "plain" else c.audio_conversation)(rng, item, x)
    return c.silence_conversation(rng) if rng.random() < 0.02 else c.audio_conversation(rng, item, x)


PRODUCT = dict(ask=product.ask, real=product.real, turn=product.follow_up, chat=product.chat, notes=product.notes, review=product.review,
               commit=product.commit_message, screen=product.screenshot, edit=product.edit)


def collate(items, pad):
    T = max(len(i[0]) for i in items)
    ids = np.full((len(items), T), pad, np.int64)
    target = np.full((len(items), T), -100, np.int64)
    for r, (s, start, *_) in enumerate(items):
        ids[r, :len(s)] = s
        target[r, start - 1:len(s) - 1] = s[start:]
    cat = lambda k: np.concatenate([a for i in items for a in i[k]]) if any(i[k] for i in items) else None
    rows = lambda k: [np.insert(a, 0, r, 1) for r, i in enumerate(items) for a in i[k]]
    links, lines = rows(7), rows(8)
    return ids, target, *(cat(k) for k in range(2, 7)), np.concatenate(links) if links else None, np.concatenate(lines) if lines else None


def worker(seed, prefix, screens, real, mix, tokens, max_len, system_rate, queue):
    torch.set_num_threads(1)
    c.system_rate, image_gen.rendered = system_rate, image_gen.Rendered(screens)
    if real:
        real_code.load(real)
    else:
        mix = dict(mix, real=0)
    tok, rng, audio = Tokenizer.load("tokenizer.json"), random.Random(seed), Audio(prefix)
    while True:
        pool = sorted((e for e in (encode(tok, sample(rng, audio, mix)) for _ in range(256)) if len(e[0]) <= max_len), key=lambda e: len(e[0]))
        groups, cur = [], []
        for e in pool:
            if cur and (len(cur) + 1) * len(e[0]) > tokens:
                groups.append(cur)
                cur = []
            cur.append(e)
        groups.append(cur)
        rng.shuffle(groups)
        for g in groups:
            queue.put(collate(g, tok.ids["<pad>"]))


class Batches:
    def __init__(self, prefix, screens, real, seed, mix, tokens, system_rate=1.0, workers=1, max_len=900):
        self.queue = mp.Queue(24)
        self.procs = [mp.Process(target=worker, args=(seed + i, prefix, screens, real, mix, tokens, max_len, system_rate, self.queue), daemon=True) for i in range(workers)]
        for p in self.procs:
            p.start()

    def get(self):
        """ids, target, patches 0..1, xy, frames -1..1, words under the patches, sounds in the frames,
        links [n, 4] of row, answer position, media position, token, lines [n, 3] of row, position, kind (torch tensors or None)."""
        ids, target, patches, xy, frames, written, sounds, links, lines = (None if a is None else torch.from_numpy(a) for a in self.queue.get())
        return (ids, target, None if patches is None else patches.float() / 255, xy,
                None if frames is None else frames.float() / 32768, written, sounds, links, lines)
