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
START_WORD, START_LABEL = len(SPOKEN_WORD) + 1, len(IMAGE_WORD) + 1    # nothing came before
SIZES = dict(phone=2 * len(PHONE), word=len(SPOKEN_WORD) + 2, patch=2 * (len(IMAGE_WORD) + 2))


def patch_words(texts, w, h):
    """[h * w, 4]: word with the largest overlap in the upper and lower half of each patch, and the last word of the string that is read
    before it; texts: see Screen; w, h in patches."""
    out, best = np.zeros((h, w, 4), np.int16), np.zeros((h, w, 2))
    order = sorted({t[4:] for t in texts})
    before = dict(zip(order, [START_LABEL] + [IMAGE_WORD.get(s.split(" ")[-1], 0) for _, _, s in order]))
    for a, b, y, word, *string in texts:
        k = IMAGE_WORD.get(word, 0)
        row, half = int(y) // PATCH, int(y) % PATCH // (PATCH // 2)
        for col in range(max(0, int(a) // PATCH), min(w, int(b) // PATCH + 1)):
            overlap = min(b, (col + 1) * PATCH) - max(a, col * PATCH)
            if k and row < h and overlap > best[row, col, half] and (overlap >= 7 or overlap > 0.4 * (b - a)):
                out[row, col, half::2], best[row, col, half] = (k, before[tuple(string)]), overlap
    return out.reshape(-1, 4)


def patches_under(texts, y, x, w):
    """Indices of the patches under the string at (y, x)."""
    return sorted({int(yy) // PATCH * w + col for a, b, yy, _, *string in texts if tuple(string[:2]) == (y, x)
                   for col in range(max(0, int(a) // PATCH), min(w, int(b) // PATCH + 1))})


def phone_id(name):
    if name.startswith("_"):
        return 0
    base = re.sub(r"[#\-2-9]+$", "", name) if len(name) > 1 else name
    return PHONE.get(base, PHONE["other"])


def frame_sounds(item, lead, n):
    """[n, 4]: phoneme in the first and second half of each 40-ms frame, the word that ended one or two frames ago, the word before it.

    lead: samples of silence before the utterance; item: entry of the index of make_audio.py, or None for silence.
    """
    out = np.zeros((n, 4), np.int16)
    if item is None:
        return out
    starts = np.array([s for s, _ in item["phones"]])
    ids = np.array([phone_id(p) for _, p in item["phones"]] + [0])
    for half in range(2):
        t = np.arange(n) * FRAME + FRAME // 4 + half * FRAME // 2 - lead
        out[:, half] = ids[np.searchsorted(starts, t, "right") - 1]
    before = START_WORD
    for word, at in word_frames(item, lead, n):
        out[at, 2:] = SPOKEN_WORD[word], before
        before = SPOKEN_WORD[word]
    return out


def word_frames(item, lead, n):
    """[(word, its frames)]: the two frames after the end of each word."""
    ends = [((end + lead) // FRAME + 1, word) for _, end, word in item["words"] if word in SPOKEN_WORD]
    return [(word, list(range(min(at, n - 1), min(at + 2, n)))) for at, word in ends]
