"""Held-out measures of answers about code."""
import random
import re

import conversations as c

SEED = 990000


TELLS = [("off by one", ["off by one"]), ("await", ["await"]), ("`===`", ["`===`"]), ("no `return`", ["no `return`"]), ("never used", ["never used"]),
         ("overwritten", ["overwritten"]), ("inside the loop", ["inside the loop"]), ("starts at 1", ["starts at 1"]), ("inverted", ["inverted"]),
         ("recursion never ends", ["recursion"]), ("always true", ["always true"]), ("to itself", ["to itself"]), ("subtracts", ["subtracts"]),
         ("instead of comparing", ["instead of comparing"]), ("is below", ["is below"]), ("instead of `:`", ["instead of `:`"]), ("set twice", ["set twice"]), ("the unit of", ["unit"]),
         ("the label is for", ["label is for"]), ("is not closed", ["not closed"]), ("herf", ["href"]), ("no `alt`", ["alt"]), ("scr", ["src"]),
         ("is closed with", ["is closed with"])]


def tells(s):
    """Words that an answer must have to name the planted bug of a sample."""
    return next(ws for k, ws in TELLS if k in s.bug)


def bug_named(s, got):
    """The answer names the kind of bug that was planted (its tell-tale words)."""
    return all(w in got for w in tells(s))


def code(server, score, n, held_out, label):
    for i in range(n):
        rng = random.Random(SEED + i)
        conv = c.code_conversation(rng, "explain", held_out, bug_rate=0)
        got, s = server.ask(conv), conv["sample"]
        name, params = f"`{s.name}`" in got, all(f"`{p}`" in got for p in s.params)
        score.add(label + "explain: names the function", name)
        score.add(label + "explain: names every parameter", params)
        score.add(label + "explain: both", name and params)
        score.add(label + "explain: whole answer exact", got == conv["answer"])
        if not (name and params):
            score.miss(label + "explain", conv["answer"], got)
        conv = c.code_conversation(rng, "bug", held_out, bug_rate=1)
        got, s = server.ask(conv), conv["sample"]
        if s.bug:
            score.add(label + "bug: kind of planted bug named", bug_named(s, got))
            score.add(label + "bug: whole answer exact", got == conv["answer"])
            if not bug_named(s, got):
                score.miss(label + "bug", conv["answer"], got)
        conv = c.code_conversation(rng, "bug", held_out, bug_rate=0)
        score.add(label + "bug: 'no bug' on correct code", "I see no bug" in server.ask(conv))
        if i % 2 == 0:
            conv = c.code_conversation(rng, "fix", held_out, bug_rate=1)
            got = server.ask(conv)
            if conv["sample"].bug:
                score.add(label + "fix: single fenced block", bool(re.fullmatch(r"```\w*\n.*\n```", got, re.S)))
                score.add(label + "fix: corrected code exact", got == conv["answer"])
            conv = c.code_conversation(rng, "rename_edit", held_out)
            score.add(label + "rename edit: code exact", server.ask(conv) == conv["answer"])
            conv = c.follow_up(rng, held_out)
            score.add(label + "follow-up turn: answer exact", server.ask(conv) == conv["answer"])
