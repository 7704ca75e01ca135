"""Writes questions that training never saw, with the facts that their answers must hold; `npm run eval` asks them.

usage: make_heldout.py SPEECH_PREFIX OUT_FOLDER SIZE REAL_CODE    (speech of make_audio.py with held-out voices)
SIZE 10 is the set in ../heldout; a larger one belongs in ~/.cache/gloss/nano/heldout, where the evaluation looks first.
Questions are facts only: their texts are made by the product. Half of the code has words that training never uses, half of the screens are drawn by
a browser. REAL_CODE: what real_code.mjs makes of Gloss' own source, which training never sees.
"""
import json
import os
import random
import re
import sys

import conversations as c
import product as p
import real_code
from batches import Audio
from browser_screens import browser_screens
from client import wav
from code_gen import make_sample
from eval_code import tells
from evaluate import check_disjoint
from image_gen import make_screen
from speech_text import product_command

SEED = 1_200_000


def code(rng, s, held_out):
    m = p.code_marks(rng, s, held_out)
    return dict(path=m["path"], languageId=p.LANGUAGE[s.lang], startLine=m["first"], endLine=m["last"], text=s.code)


def names(s):
    return [s.name, *s.params]


def edit_wish(conv, s):
    """The wish in the product's form, and the code or comment that is wanted."""
    kind = conv["topic"]
    want = re.fullmatch(r"```\w*\n(.*)\n```", conv["answer"], re.S)[1]
    if kind in ("fix", "document"):
        return dict(kind=kind), want
    return dict(kind="change", instruction=conv["wish"]), want


def about_code(rng, held_out):
    """One question of each kind."""
    s = make_sample(rng, 0, held_out)
    yield dict(kind="explain", code=code(rng, s, held_out), names=names(s))
    yield dict(kind="correct", code=code(rng, s, held_out), question=rng.choice(c.BUG).format(n=s.name))
    s, topic = make_sample(rng, 0, held_out, functions=True), rng.choice(["returns", "params"])
    yield dict(kind="followUp", code=code(rng, s, held_out), question=rng.choice(c.EXPLAIN).format(n=s.name), answer=c.code_answer(s, "explain"),
               next=rng.choice(c.ASK[topic]).format(n=s.name), want=c.code_answer(s, topic))
    s = bugged(rng, held_out)
    yield dict(kind="bug", code=code(rng, s, held_out), question=rng.choice(c.BUG).format(n=s.name), tells=tells(s))
    s = bugged(rng, held_out)
    yield dict(kind="notes", code=code(rng, s, held_out), tells=tells(s), quote=s.code.split("\n")[p.bug_line(s)].strip())
    for kind in ("fix", "document", "rename"):
        conv = p.edit(rng, kind, held_out)
        wish, want = edit_wish(conv, conv["sample"])
        yield dict(kind="edit", code=code(rng, conv["sample"], held_out), wish=wish, want=want)
    conv = p.commit_message(rng, held_out)
    yield dict(kind="commit", change=conv["change"], subject=json.loads(conv["answer"][8:-4])["subject"])


def about_real_code(rng, count):
    """Functions as people write them: what one is called and takes, and whether a bug is seen where none was planted."""
    for s in rng.sample([s for s in real_code.samples if s.params], count):
        yield dict(kind="explain", isReal=True, code=code(rng, s, False), names=names(s))
        yield dict(kind="correct", isReal=True, code=code(rng, s, False), question=rng.choice(c.BUG).format(n=s.name))


def bugged(rng, held_out):
    while True:
        s = make_sample(rng, 1, held_out)
        if s.bug:
            return s


def pictures(rng, folder, count):
    drawn = [make_screen(rng) for _ in range(count // 2)] + browser_screens(rng, count - count // 2)
    for i, (im, f, texts) in enumerate(drawn):
        file = f"screen-{i}.png"
        im.save(os.path.join(folder, file))
        yield dict(kind="picture", file=file, screen=f["kind"], theme=f["theme"], texts=[dict(text=s, box=box) for s, box in p.boxes(texts, im.width, im.height)])


def voices(rng, folder, speech, count):
    """Twice count commands, and half as many spoken questions about code."""
    def sound(i):
        file = f"voice-{i}.wav"
        with open(os.path.join(folder, file), "wb") as f:
            f.write(wav(c.augment(rng, speech.get(i)[1])[0]))
        return file
    commands = [i for i, item in enumerate(speech.items) if item["kind"] != "plain"]
    for i in commands[:2 * count]:
        item = speech.items[i]
        command, args = product_command(item)
        yield dict(kind="command", file=sound(i), heard=item["text"], command=command, arguments=args)
    questions = [i for i in commands[2 * count:] if c.spoken_topic(speech.items[i]) not in (None, "fix")]
    for i in questions[:count // 2]:
        s = make_sample(rng, 0.5 if speech.items[i]["topic"] == "bug" else 0)
        yield dict(kind="voiceNote", file=sound(i), heard=speech.items[i]["text"], code=code(rng, s, False), names=[s.name])


def main():
    speech, folder, size = Audio(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    real_code.load(sys.argv[4])
    check_disjoint(speech)
    os.makedirs(folder, exist_ok=True)
    rng, out = random.Random(SEED), []
    for i in range(size):
        out += about_code(rng, i % 2 == 1)
    out += [dict(kind="noCode", question=q) for q in rng.sample(["Explain this code.", "Explain this.", "What does this do?", "Find the bug.", "Fix this code."], 3)]
    out += [*pictures(rng, folder, size), *voices(rng, folder, speech, size)]
    out += about_real_code(random.Random(SEED), size)
    with open(os.path.join(folder, "set.json"), "w") as f:
        json.dump(out, f, indent=1)
    print({k: sum(q["kind"] == k for q in out) for k in {q["kind"] for q in out}})


if __name__ == "__main__":
    main()
