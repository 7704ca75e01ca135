"""Held-out measures of pictures and sound."""
import json
import random
import re

import conversations as c
from client import parse_json

SEED = 990000
COMMAND = {"type": "object", "properties": {"heard": {"type": "string"}, "command": {"type": "string", "enum": c.CATALOGUE + ["none"]},
                                            "arguments": {"type": "object"}}, "required": ["heard", "command", "arguments"]}
TEXTS = {"type": "object", "properties": {"texts": {"type": "array", "items": {"type": "string"}}}, "required": ["texts"]}


def word_errors(want, got):
    """Edits between two sentences in words, and the number of words wanted."""
    a, b = want.split(), got.lower().strip(" .\"").split()
    d = list(range(len(b) + 1))
    for i, w in enumerate(a, 1):
        prev, d[0] = d[0], i
        for j, v in enumerate(b, 1):
            prev, d[j] = d[j], min(d[j] + 1, d[j - 1] + 1, prev + (w != v))
    return d[-1], len(a)


def image(server, score, n):
    for i in range(n):
        conv = c.image_conversation(random.Random(SEED + 5000 + i), "describe")
        if len(conv["turns"]) > 1:
            continue
        described(score, conv, server.ask(conv))
        conv = c.image_conversation(random.Random(SEED + 5000 + i), "texts")
        if len(conv["turns"]) > 1:
            continue
        value = parse_json(server.ask(conv, TEXTS))
        score.add("image texts: valid JSON (json_schema)", "texts" in value)
        want, got = list(conv["facts"]["texts"]), list(value.get("texts", []))
        hit = sum(g in want and not want.remove(g) for g in got)
        score.add("image texts: recall (json_schema)", hit, len(conv["facts"]["texts"]))
        score.add("image texts: precision (json_schema)", hit, len(got))
        if hit < len(conv["facts"]["texts"]):
            score.miss("texts", json.dumps(conv["facts"]["texts"]), json.dumps(value.get("texts")))


def described(score, conv, got):
    f = conv["facts"]
    kind, theme = f["kind"] in got, f["theme"] + " theme" in got
    score.add("image: kind", kind)
    score.add("image: theme", theme)
    score.add("image: kind and theme", kind and theme)
    score.add("image: title", f"**{f['title']}**" in got)
    tail = got.split("Button")[-1] if "Button" in got else ""
    for b in f["buttons"]:
        score.add("image: button labels", f"**{b}**" in tail)
    if f["error"]:
        score.add("image: error text", f["error"] in got)
    if f["fields"]:
        score.add("image: number of fields", re.search(rf"has {len(f['fields'])} ", got) is not None)
        for x in f["fields"]:
            score.add("image: field labels", x in got.split("has ")[-1])
    if not (kind and theme):
        score.miss("image", conv["answer"], got)


def audio(server, score, n, test):
    for i, item in enumerate(test.items[:n]):
        rng, x = random.Random(SEED + 9000 + i), test.get(i)[1]
        got = server.ask(c.audio_conversation(rng, item, x, "transcribe"))
        errors, words = word_errors(item["text"], got)
        kind = "plain sentences" if item["kind"] == "plain" else "commands"
        score.add(f"audio transcript of {kind}: word errors", errors, words)
        score.add("audio transcript, all: word errors", errors, words)
        if errors:
            score.miss("transcript", item["text"], got)
        if item["kind"] == "command":
            command(server, score, rng, item, x)


def command(server, score, rng, item, x):
    conv = c.audio_conversation(rng, item, x, "command")
    for schema in (None, COMMAND):
        tag = " (json_schema)" if schema else ""
        got = server.ask(conv, schema)
        j = parse_json(got)
        right = j.get("command") == item["command"]
        score.add("audio command: valid JSON" + tag, bool(j))
        score.add("audio command: id" + tag, right)
        score.add("audio command: id and arguments" + tag, right and j.get("arguments") == item["arguments"])
        if not right:
            score.miss("command" + tag, item["text"], got)
    if c.spoken_topic(item):
        conv = c.audio_conversation(rng, item, x, "question")
        got = server.ask(conv)
        score.add("audio question about code: answer exact", got == conv["answer"])
        score.add("audio question about code: right function named", f"`{conv['sample'].name}`" in got or conv["code_topic"] == "fix" and conv["sample"].name in got)
