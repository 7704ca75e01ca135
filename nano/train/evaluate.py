"""Measures a running llama-server (greedy) on held-out seeds, words, voices and screens.

usage: evaluate.py URL AUDIO_TEST_PREFIX [COUNT_PER_TASK] [FIGURES.json]
"""
import collections
import json
import sys

from batches import Audio
from client import Server
from eval_code import code
from eval_media import audio, image
from make_audio import HELDOUT_VARIANTS, VARIANTS
from words import HELDOUT_NOUNS, TRAIN_NOUNS


class Score:
    def __init__(self):
        self.hit, self.n, self.misses = collections.Counter(), collections.Counter(), []

    def add(self, key, ok, weight=1):
        self.hit[key] += ok
        self.n[key] += weight

    def miss(self, label, want, got):
        self.misses.append((label, want, got))

    def figures(self):
        return {k: [int(self.hit[k]), int(self.n[k])] for k in self.n}


def check_disjoint(test):
    """Voices and words of the measurements are not those of training."""
    assert not set(HELDOUT_VARIANTS) & set(VARIANTS)
    assert all(i["voice"][1] in HELDOUT_VARIANTS for i in test.items)
    assert not set(HELDOUT_NOUNS) & set(TRAIN_NOUNS)


def main():
    server, test, n = Server(sys.argv[1]), Audio(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 60
    check_disjoint(test)
    score = Score()
    code(server, score, n, False, "code, ")
    audio(server, score, n, test)
    image(server, score, n)
    code(server, score, n // 2, True, "code with unseen words, ")
    score.add("repetition loops, all answers", server.loops, server.answers)
    for k, (hit, of) in score.figures().items():
        print(f"{k:56} {hit:5} / {of:5}  {100 * hit / max(of, 1):.1f} %")
    print(f"decode {1000 * server.tokens / max(server.ms, 1):.0f} tokens/s while measuring")
    for m in score.misses[:40]:
        print("MISS", *m, sep="\n   ")
    if len(sys.argv) > 4:
        json.dump(score.figures(), open(sys.argv[4], "w"), indent=2)


if __name__ == "__main__":
    main()
