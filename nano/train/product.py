"""Conversations whose texts are the product's own prompts, as scripts/nanoPrompts.ts writes them from src/prompt.

A prompt has marks (`@@code@@`) where one question differs from the next; this module fills them and makes the answers.
"""
import difflib
import re

import conversations as c
import real_code
from bug_lines import first_change
from code_gen import make_sample
from image_gen import QUESTIONS as IMAGE_QUESTIONS, answer as image_answer, make_screen, make_strip
from product_prompts import prompts
from speech_text import product_command
from words import ADJECTIVES, VERBS, noun

LANGUAGE = dict(ts="typescript", js="javascript", py="python", go="go", java="java", rs="rust", html="html", css="css")
FIRST, LAST = "7000001", "7000002"
NO_CODE = "There is no code in your question. Select some code and ask again."
UNKNOWN = next(a for qs, a in c.CHAT if "tell me a joke" in qs)


def filled(name, media=None, first=1, last=1, **marks):
    """System text and turns of a prompt; media: what stands where the prompt has a picture or a sound."""
    def text(t):
        t = t.replace(FIRST, str(first)).replace(LAST, str(last))
        return re.sub(r"@@(\w+)@@", lambda m: marks[m[1]], t)
    system, turns = "", []
    for m in prompts()[name]["messages"]:
        parts = [("text", text(p["text"])) if "text" in p else media for p in m["content"]]
        if m["role"] == "system":
            system = parts[0][1]
        else:
            turns.append(("model" if m["role"] == "assistant" else "user", parts if media else parts[0][1]))
    return system, turns


def conversation(task, name, answer, media=None, marks=None, **facts):
    system, turns = filled(name, media, **(marks or {}))
    return c.build(task, turns, answer, system, prompt=name, schema=prompts()[name].get("schema"), **facts)


def code_marks(rng, s, held_out=False):
    first = rng.choice([1, 1, rng.randint(1, 60), rng.randint(1, 400)])
    return dict(path=c.path_of(rng, s, held_out), code=s.code, first=first, last=first + s.code.count("\n"))


# ---- questions about code ----------------------------------------------------------------------------------------
BUG_RATE = dict(bug=0.55, fix=0.9, explain=0.2)
TOPICS = ["explain"] * 6 + ["bug"] * 5 + ["short", "params", "returns", "doc", "nameit", "name"]


def context_marks(rng, kind, s, held_out):
    o = make_sample(rng, 0, held_out, s.lang)
    if kind == "imports":
        words = [noun(rng, held_out) for _ in range(rng.randint(1, 3))]
        one = {"py": "from {0} import {1}", "go": 'import "{0}"', "java": "import {0}.{1};", "rs": "use {0}::{1};"}.get(s.lang, 'import {{ {1} }} from "./{0}";')
        return "\n".join(one.format(w, noun(rng, held_out)) for w in words)
    if kind == "diagnostics":
        return f"line {rng.randint(1, 40)}: {rng.choice(['error', 'warning'])}: {rng.choice(['unused variable', 'type mismatch', 'missing semicolon'])} {noun(rng)}"
    return o.code.split("\n")[0] if kind == "enclosing" else o.code


def real(rng):
    return ask(rng, rng.choice(real_code.TOPICS), s=rng.choice(real_code.samples))


def ask(rng, topic=None, held_out=False, bug_rate=None, s=None):
    topic = topic or rng.choice(TOPICS)
    s = s or make_sample(rng, BUG_RATE.get(topic, 0) if bug_rate is None else bug_rate, held_out, functions=topic in c.FUNCTIONS_ONLY)
    marks, lang = code_marks(rng, s, held_out), LANGUAGE[s.lang]
    name, question = "ask", c.question_for(rng, s, topic)
    if topic == "explain" and rng.random() < 0.6:
        name = "explain"
    elif rng.random() < 0.3:
        kind = rng.choice(["enclosing", "imports", "diagnostics", "definition", "snippet"])
        name, marks["context"] = f"ask.{kind}", context_marks(rng, kind, s, held_out)
    if name != "explain":
        marks["question"] = question
    return conversation("code", f"{name}/{lang}", c.code_answer(s, topic), marks=marks, topic=topic, sample=s)


def follow_up(rng, held_out=False):
    s = make_sample(rng, 0.3, held_out, functions=True)
    first, topic = rng.choice(["explain", "explain", "bug", "short"]), rng.choice(["shorter", "returns", "params", "bug", "name"])
    marks = dict(code_marks(rng, s, held_out), question=c.question_for(rng, s, first), answer=c.code_answer(s, first),
                 next=rng.choice(c.SHORTER) if topic == "shorter" else c.question_for(rng, s, topic))
    return conversation("code", f"followUp/{LANGUAGE[s.lang]}", c.code_answer(s, "short" if topic == "shorter" else topic), marks=marks,
                        topic="follow_" + topic, sample=s)


def chat(rng):
    if rng.random() < 0.5:
        question, answer = rng.choice(c.EXPLAIN + c.BUG + c.PARAMS + c.RETURNS + c.FIX).replace(" `{n}`", " this"), NO_CODE
    else:
        questions, answer = rng.choice(c.CHAT)
        question = rng.choice(questions)
    return conversation("text", "chat", answer, marks=dict(question=question), topic="no_code" if answer == NO_CODE else "chat")


# ---- notes, reviews, commit messages -------------------------------------------------------------------------------
def bug_line(s):
    """Index of the line that the planted bug is on, or of the function's head where the bug is a line that is missing."""
    tag, at = first_change(s) or ("insert", 0)
    if tag != "insert":
        return at
    return at - 1 if at and s.code.split("\n")[at - 1].strip(" });") else head_line(s)


def head_line(s):
    return next(i for i, l in enumerate(s.code.split("\n")) if re.search(rf"\b{re.escape(s.name)}\b", l))


def sentence(text):
    return text[0].upper() + text[1:]


def bug_note(s, line):
    text = sentence(re.sub(r"^The (bug|problem): ", "", s.bug))
    return line, "style" if "never used" in s.bug or "set twice" in s.bug or "no `alt`" in s.bug else "bug", text


def notes_answer(notes, lines):
    return c.json_answer({"notes": [{"quote": lines[i].strip(), "kind": kind, "text": text} for i, kind, text in notes]})


def notes(rng, held_out=False, bug_rate=0.55):
    s = make_sample(rng, bug_rate, held_out)
    lines, head = s.code.split("\n"), head_line(s)
    found = [(head, "explain", f"`{s.name}` {s.summary[3:]}")]
    if s.bug:
        at = bug_line(s)
        found = [n for n in found if n[0] != at] + [bug_note(s, at)]
    last = max((i for i, l in enumerate(lines) if l.strip().startswith("return")), default=None)
    if last is not None and all(i != last for i, _, _ in found):
        found.append((last, "explain", s.returns))
    return conversation("notes", f"notes/{LANGUAGE[s.lang]}", notes_answer(sorted(found), lines), marks=code_marks(rng, s, held_out), topic="notes",
                        sample=s)


def diff(old, new, at=1):
    out = list(difflib.unified_diff(old, new, n=3, lineterm=""))[2:]
    shift = lambda m: f"{m[1]}{int(m[2]) + at - 1}"
    return "\n".join(re.sub(r"([-+])(\d+)", shift, l) if l.startswith("@@") else l for l in out)


def review(rng, held_out=False):
    s = make_sample(rng, 0.6, held_out)
    at, new = rng.randint(1, 80), s.code.split("\n")
    text = diff([], new) if rng.random() < 0.6 or not s.bug else diff(s.fixed.split("\n"), new, at)
    found = [bug_note(s, bug_line(s))] if s.bug and "\n+" + new[bug_line(s)] in "\n" + text else []
    return conversation("notes", "review", notes_answer(found, new), marks=dict(path=c.path_of(rng, s, held_out), diff=text), topic="review", sample=s)


REPAIR = [("off by one", "the off-by-one loop"), ("await", "the missing await"), ("`===`", "the loose comparison"), ("no `return`", "the missing return"),
          ("never used", "the unused variable"), ("overwritten", "the overwritten result"), ("inside the loop", "the early return"),
          ("starts at 1", "the loop that skips the first element"), ("inverted", "the inverted condition"), ("recursion", "the endless recursion"),
          ("always true", "the endless loop"), ("to itself", "the assignment"), ("subtracts", "the wrong operator"),
          ("instead of comparing", "the assignment in the condition"), ("is below", "the wrong limit"), ("instead of `:`", "the missing colon"),
          ("set twice", "the double property"), ("the unit of", "the missing unit"), ("the label is for", "the wrong label"),
          ("is not closed", "the missing end tag"), ("herf", "the attribute"), ("no `alt`", "the missing alt text"), ("scr", "the attribute"),
          ("is closed with", "the wrong end tag")]


def commit_message(rng, held_out=False):
    s = make_sample(rng, 0.6, held_out)
    kind = "fix" if s.bug else rng.choice(["add", "add", "rename"])
    if kind == "fix":
        text = diff(s.code.split("\n"), s.fixed.split("\n"), rng.randint(1, 80))
        verb = "Remove" if "never used" in s.bug else "Fix"
        subject = f"{verb} {next(v for k, v in REPAIR if k in s.bug)} in {s.name}"
        body = bug_note(s, 0)[2].replace("`", "")
    elif kind == "add":
        text, subject, body = diff([], s.code.split("\n")), f"Add {s.name}", f"It {s.summary[3:]}".replace("`", "")
    else:
        old, new = c.rename_pair(rng, s, held_out)
        text = diff(s.code.split("\n"), c.rename_in(s.code, old, new).split("\n"), rng.randint(1, 80))
        subject, body = f"Rename {old} to {new}", ""
    marks = dict(path=c.path_of(rng, s, held_out), diff=text)
    after = rng.random() < 0.5
    if after:
        marks["recent"] = "\n- ".join(f"{rng.choice(VERBS).title()} {rng.choice(ADJECTIVES)} {noun(rng)}" for _ in range(rng.randint(1, 4)))
    return conversation("notes", "commitMessageAfter" if after else "commitMessage", c.json_answer({"subject": subject, "body": body}), marks=marks,
                        topic="commit", sample=s, change=dict(path=marks["path"], diff=text))


# ---- pictures ------------------------------------------------------------------------------------------------------
def boxes(texts, w, h):
    """[(text, [x0, y0, x1, y1])] in reading order on a grid of 1000, in steps of 10."""
    spans = {}
    for a, b, *_, y, x, string in texts:
        lo, hi = spans.get((y, x, string), (a, b))
        spans[y, x, string] = min(lo, a), max(hi, b)
    def grid(value, of):
        return max(0, min(1000, round(value / of * 100) * 10))
    return [(s, [grid(a, w), grid(y - 11, h), grid(b, w), grid(y + 11, h)]) for (y, x, s), (a, b) in sorted(spans.items())]


def screenshot(rng, topic=None):
    """topic: describe, texts, boxes, or one of the short questions of image_gen."""
    topic = topic or rng.choice(["describe"] * 4 + ["texts"] * 3 + ["boxes"] * 2 + ["kind", "title", "buttons", "error", "fields"])
    im, f, texts = make_strip(rng) if topic in ("texts", "boxes") and rng.random() < 0.35 else make_screen(rng)
    return of_screen(rng, topic, im, f, texts)


def of_screen(rng, topic, im, f, texts):
    media = ("image", im, texts)
    if topic == "describe":
        return conversation("image", "screenshot", image_answer("describe", f), media, topic=topic, facts=f)
    if topic == "texts":
        return conversation("image", "texts", c.json_answer({"texts": f["texts"]}), media, topic="texts", facts=f)
    if topic == "boxes":
        value = {"texts": [{"text": s, "box": box} for s, box in boxes(texts, im.width, im.height)]}
        return conversation("image", "textsWithBoxes", c.json_answer(value), media, topic="texts", facts=f)
    return conversation("image", "screenshotQuestion", image_answer(topic, f), media, marks=dict(question=rng.choice(IMAGE_QUESTIONS[topic])),
                        topic=topic, facts=f)


# ---- sound ---------------------------------------------------------------------------------------------------------
def heard(item, answer):
    return c.json_answer({"heard": item["text"] if item else "", "answer": answer})


def voice_note(rng, item, x, held_out=False):
    """A question by voice, about the selected code where it is one."""
    media, topic = ("audio", *c.augment(rng, x), item), c.spoken_topic(item)
    if not topic or topic == "fix":
        answer = UNKNOWN if item["kind"] == "plain" or item.get("topic") == "other" or rng.random() < 0.5 else NO_CODE
        return conversation("audio", "voiceChat", heard(item, UNKNOWN if not topic else NO_CODE), media, topic="heard", item=item)
    s = make_sample(rng, BUG_RATE.get(topic, 0), held_out, functions=True)
    marks, name = code_marks(rng, s, held_out), "voiceNote"
    if rng.random() < 0.5:
        name, marks["names"] = "voiceNoteNames", ", ".join(dict.fromkeys([s.name, *s.params, *re.findall(r"\b[a-z]\w{3,}\b", s.code)][:rng.randint(2, 12)]))
    return conversation("audio", f"{name}/{LANGUAGE[s.lang]}", heard(item, c.code_answer(s, topic)), media, marks, topic="heard", item=item, sample=s,
                        code_topic=topic)


def voice_command(rng, item, x, whole=0.4):
    """whole: how often all commands are listed; mostly a few, since a long list costs much and says little."""
    media = ("audio", *c.augment(rng, x), item)
    command, args = product_command(item) if item else ("none", {})
    answer = c.json_answer({"heard": item["text"] if item else "", "command": command, "arguments": args})
    conv = conversation("audio", "voiceCommand", answer, media, topic="heard", item=item)
    if rng.random() < whole:
        return conv
    head, *listed = conv["system"].split("\n- ")
    keep = rng.sample([l for l in listed if l.split(" ")[0] != command], rng.randint(3, 9)) + [l for l in listed if l.split(" ")[0] == command]
    return c.build("audio", conv["turns"], answer, "\n- ".join([head, *sorted(keep, key=listed.index)]), topic="heard", item=item)


# ---- edits ---------------------------------------------------------------------------------------------------------
WISHES = [("off by one", ["Fix the off-by-one error", "The loop runs one step too far"]), ("await", ["Add the missing await", "Await the call"]),
          ("`===`", ["Use strict equality", "Compare strictly"]), ("no `return`", ["Add the missing return", "Return the result"]),
          ("never used", ["Remove the unused variable", "Delete the variable that is not used"]), ("overwritten", ["Add up instead of overwriting"]),
          ("inside the loop", ["Move the return out of the loop"]), ("starts at 1", ["Start the loop at 0", "Do not skip the first element"]),
          ("inverted", ["Invert the condition"]), ("recursion", ["Stop the endless recursion"]), ("always true", ["Make the loop end"]),
          ("to itself", ["Store the parameter"]), ("subtracts", ["Add instead of subtracting"]), ("instead of comparing", ["Compare instead of assigning"]),
          ("is below", ["Return the right limit"]), ("instead of `:`", ["Put the colon back"]), ("set twice", ["Set it only once"]),
          ("the unit of", ["Add the missing unit"]), ("the label is for", ["Make the label match its input"]), ("is not closed", ["Add the missing end tag"]),
          ("herf", ["Correct the attribute"]), ("no `alt`", ["Add a text for the image"]), ("scr", ["Correct the attribute"]),
          ("is closed with", ["Correct the end tag"])]


def edit(rng, kind=None, held_out=False):
    """kind: fix, document, rename, or wish (a correction that is asked for in words)."""
    kind = kind or rng.choice(["fix"] * 3 + ["document"] * 3 + ["rename"] * 5 + ["wish"] * 2)
    s = make_sample(rng, 0 if kind in ("document", "rename") else 1, held_out)
    if kind in ("fix", "wish") and not s.bug:
        kind = "rename"
    marks, name = code_marks(rng, s, held_out), "change"
    if kind == "fix":
        name, answer = "fix", c.code_answer(s, "fix")
    elif kind == "document":
        name, answer = "document", c.code_answer(s, "doc")
    elif kind == "wish":
        marks["wish"], answer = rng.choice(next(w for k, w in WISHES if k in s.bug)), c.code_answer(s, "fix")
    else:
        old, new = c.rename_pair(rng, s, held_out)
        marks["wish"] = rng.choice(c.RENAME_EDIT).format(a=old, b=new).rstrip(".")
        answer = c.fence(c.FENCE[s.lang][0], c.rename_in(s.code, old, new))
    return conversation("edit", f"{name}/{LANGUAGE[s.lang]}", answer, marks=marks, topic=kind, sample=s, wish=marks.get("wish"))
