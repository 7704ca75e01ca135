"""Writes sample inputs from held-out seeds with the expected facts and the served model's answer.

usage: make_samples.py URL AUDIO_TEST_PREFIX OUT_FOLDER
Code samples are picked because the model answers them rightly; screens and voices are the first of their kind.
"""
import json
import os
import random
import sys

import conversations as c
from batches import Audio
from client import Server, wav
from code_gen import EXT, make_sample
from image_gen import describe, make_screen

SEED = 995000


def images(server, folder, out):
    for kind in ("login form", "settings page", "error message"):
        for i in range(400):
            rng = random.Random(SEED + i)
            im, f, _ = make_screen(rng)
            if f["kind"] != kind or any(s["facts"]["theme"] == f["theme"] for s in out[-1:]):
                continue
            conv = c.build("image", [("user", [("image", im, []), ("text", "Describe this screenshot.")])], "")
            name = kind.replace(" ", "-") + ".png"
            im.save(os.path.join(folder, name))
            out.append(dict(file=name, ask="Describe this screenshot.", facts=f, answer=describe(f), model_answer=server.ask(conv)))
            break


def voices(server, folder, test, out):
    for command in ("explain_selection", "go_to_line", "rename_symbol"):
        for i, item in enumerate(test.items):
            if item.get("command") != command or i < 300:
                continue
            rng = random.Random(SEED + i)
            x = c.augment(rng, test.get(i)[1])[0]
            text = "Turn the voice command into JSON."
            conv = c.build("audio", [("user", [("text", text), ("audio", x, 0, None)])], "")
            name = command.replace("_", "-") + ".wav"
            open(os.path.join(folder, name), "wb").write(wav(x))
            out.append(dict(file=name, ask=text, heard=item["text"], command=item["command"], arguments=item["arguments"],
                            model_answer=server.ask(conv)))
            break


def codes(server, folder, out):
    for lang, topic, ask_text in (("ts", "explain", "Explain this."), ("py", "bug", "Find the bug."), ("js", "fix", "Fix the bug.")):
        for i in range(400):
            s = make_sample(random.Random(SEED + 1000 + i), 0 if topic == "explain" else 1, True, lang)
            if topic != "explain" and not s.bug:
                continue
            want = c.code_answer(s, topic)
            conv = c.build("code", [("user", c.fence(c.FENCE[lang][0], s.code) + "\n\n" + ask_text)], "")
            if server.ask(conv) == want and s.name not in ("foo", "calc", "run", "process"):
                name = f"{topic}.{EXT[lang]}"
                open(os.path.join(folder, name), "w").write(s.code + "\n")
                out.append(dict(file=name, ask=ask_text, name=s.name, parameters=s.params, bug=s.bug or None, answer=want))
                break


def main():
    server, test, folder = Server(sys.argv[1]), Audio(sys.argv[2]), sys.argv[3]
    os.makedirs(folder, exist_ok=True)
    out = dict(note="From held-out seeds and voices. Code: picked because the model answers it rightly. Screens and voices: not picked, model_answer is what it really says.", images=[], audio=[], code=[])
    images(server, folder, out["images"])
    voices(server, folder, test, out["audio"])
    codes(server, folder, out["code"])
    json.dump(out, open(os.path.join(folder, "samples.json"), "w"), indent=2)
    print({k: len(v) for k, v in out.items()})


if __name__ == "__main__":
    main()
