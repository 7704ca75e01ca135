"""Speaks generated sentences into one int16 array (16 kHz mono) plus an index with the time of every phoneme and word.

usage: make_audio.py OUT_PREFIX SEED COUNT SHARE [heldout]    (SHARE of the product's voice commands, 0 to 1)
"""
import json
import random
import sys
from multiprocessing import Pool

import numpy as np

from espeak import Espeak
from speech_text import said, spoken, spoken_intent

ACCENTS = ["en-us", "en-us", "en-us", "gmw/en", "gmw/en", "en-gb-x-rp", "en-us-nyc", "en-gb-scotland"]
VARIANTS = ["", "m1", "m2", "m3", "m4", "m5", "m7", "f1", "f2", "f3", "f4", "m8", "adam", "Alex", "Andrea", "Andy",
            "antonio", "belinda", "benjamin", "boris", "caleb", "david", "Denis", "Diogo", "ed", "edward", "Gene", "Gene2", "grandma",
            "Henrique", "Hugo", "Jacky", "john", "Lee", "linda", "marcelo", "Marco", "max", "miguel", "Mike", "norbert", "pablo", "paul",
            "pedro", "quincy", "rob", "robert", "sandro", "steph", "steph2", "steph3", "travis", "victor", "zac"]
HELDOUT_VARIANTS = ["m6", "f5", "Alicia", "Annie", "Michael", "Mario"]
engine = None


def one(args):
    global engine
    engine = engine or Espeak()
    seed, share, held_out = args
    rng = random.Random(seed)
    item = spoken_intent(rng) if share and rng.random() < share else spoken(rng)
    item["said"] = said(rng, item["text"])
    accent, variant = rng.choice(ACCENTS), rng.choice(HELDOUT_VARIANTS if held_out else VARIANTS)
    speed, pitch = rng.randint(130, 190), rng.randint(30, 65)
    item["voice"] = [accent, variant, speed, pitch]
    x, item["phones"], item["words"] = engine.speak(item["said"], accent + ("+" + variant if variant else ""), speed, pitch)
    return item, x


def main():
    prefix, seed, count, share = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    held_out = len(sys.argv) > 5
    items, chunks, at = [], [], 0
    with Pool(2) as pool:
        for item, x in pool.imap(one, [(seed * 10 ** 7 + i, share, held_out) for i in range(count)], chunksize=32):
            item["at"], item["n"] = at, len(x)
            at += len(x)
            items.append(item)
            chunks.append(x)
    np.save(prefix + ".npy", np.concatenate(chunks))
    json.dump(items, open(prefix + ".json", "w"))


if __name__ == "__main__":
    main()
