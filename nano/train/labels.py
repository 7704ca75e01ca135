"""Targets of the auxiliary losses: what is written under a patch, what is spoken in a frame.

They only teach the projections and lower layers where letters and sounds are; their heads are dropped at export.
"""
import re

import numpy as np

import image_gen
import speech_text
from model import CONFIG

PATCH, FRAME = CONFIG["patch"], CONFIG["frame"]
IMAGE_WORD = {w: i + 1 for i, w in enumerate(image_gen.WORDS)}         # 0 = nothing
SPOKEN_WORD = {w: i + 1 for i, w in enumerate(speech_text.vocabulary())}
PHONES = ["_", *"""t n s D k I l @ d r m V E eI f p z aI v a w u: i: oU 3 S b 0 N g i h @L tS U 3: j T dZ A@ A: e@ ; o@ O: aU O@ O aa w r
 i@ OI IR ? VR u@ aI@ e A x""".split(), "other"]
PHONE = {p: i for i, p in enumerate(dict.fromkeys(PHONES))}
SIZES = dict(phone=2 * len(PHONE), word=len(SPOKEN_WORD) + 1, patch=2 * (len(IMAGE_WORD) + 1))


def patch_words(texts, w, h):
    """[h * w, 2]: word with the largest overlap in the upper and lower half of each patch; w, h in patches."""
    out, best = np.zeros((h, w, 2), np.int16), np.zeros((h, w, 2))
    for a, b, y, word in texts:
        k = IMAGE_WORD.get(word, 0)
        row, half = int(y) // PATCH, int(y) % PATCH // (PATCH // 2)
        for col in range(max(0, int(a) // PATCH), min(w, int(b) // PATCH + 1)):
            overlap = min(b, (col + 1) * PATCH) - max(a, col * PATCH)
            if k and row < h and overlap > best[row, col, half] and (overlap >= 7 or overlap > 0.4 * (b - a)):
                out[row, col, half], best[row, col, half] = k, overlap
    return out.reshape(-1, 2)


def phone_id(name):
    if name.startswith("_"):
        return 0
    base = re.sub(r"[#\-2-9]+$", "", name) if len(name) > 1 else name
    return PHONE.get(base, PHONE["other"])


def frame_sounds(item, lead, n):
    """[n, 3]: phoneme in the first and second half of each 40-ms frame, and the word that ended one or two frames ago.

    lead: samples of silence before the utterance; item: entry of the index of make_audio.py, or None for silence.
    """
    out = np.zeros((n, 3), np.int16)
    if item is None:
        return out
    starts = np.array([s for s, _ in item["phones"]])
    ids = np.array([phone_id(p) for _, p in item["phones"]] + [0])
    for half in range(2):
        t = np.arange(n) * FRAME + FRAME // 4 + half * FRAME // 2 - lead
        out[:, half] = ids[np.searchsorted(starts, t, "right") - 1]
    for _, end, word in item["words"]:
        at = (end + lead) // FRAME + 1
        if word in SPOKEN_WORD:
            out[min(at, n - 1):at + 2, 2] = SPOKEN_WORD[word]
    return out
