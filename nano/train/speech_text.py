"""Sentences that are spoken: dictation, voice commands and questions.

The product's own commands and their phrases come from its catalogue (see product_prompts.py).
"""
import re

from product_prompts import intents
from words import NOUNS, VERBS, ADJECTIVES, camel

COMMANDS = {
    "explain_selection": ["explain this", "explain the selection", "explain this code", "explain the selected code",
                          "please explain this", "tell me what this does", "what does this code do",
                          "can you explain the selection"],
    "fix_selection": ["fix this", "fix the bug", "fix the selection", "fix this code", "please fix this",
                      "repair the selected code", "can you fix the bug", "correct this code"],
    "run_tests": ["run the tests", "run tests", "run all tests", "start the tests", "please run the tests",
                  "test this project"],
    "save_file": ["save", "save the file", "save this file", "please save", "save my changes"],
    "undo": ["undo", "undo that", "undo the last change", "please undo", "take that back"],
}
RENAME = ["rename this to {}", "rename the symbol to {}", "rename it to {}", "rename this variable to {}",
          "rename the function to {}", "call this {}", "change the name to {}"]
GOTO = ["go to line {}", "jump to line {}", "line {}", "move to line {}", "show line {}", "take me to line {}"]
OPEN = ["open {}", "open the file {}", "open file {}", "show me the file {}", "switch to the file {}"]
QUESTIONS = {
    "returns": ["what does it return", "what does this function return", "what is returned here"],
    "params": ["what are the parameters", "which parameters does it take", "what arguments does this take"],
    "bug": ["is there a bug", "where is the bug", "find the bug", "is there anything wrong here", "what is wrong with this code"],
    "name": ["what is the name of this function", "what is this function called"],
}
OTHER_QUESTIONS = ["how can i make this faster", "why is this slow", "where is the {} used", "who calls the {}",
                   "what is a {}", "how do i test the {}", "should i cache the {}", "is the {} sorted",
                   "why does the {} fail", "how many times is the {} called"]
_PLAIN = ["the {n} is {a}", "the {a} {n} has a {m}", "we need a {a} {n} for the {m}", "please check the {n} and the {m}",
          "i think the {n} should {v} the {m}", "this {n} does not {v} the {m}", "add a {n} to the {m}",
          "the {n} must {v} every {m}", "first {v} the {n} then {w} the {m}", "remember to {v} the {a} {n}",
          "do not {v} the {n}", "{v} the {n} before the {m}", "there is a {a} {n} in the {m}",
          "can we {v} the {n} and {w} the {m}", "move the {n} into the {m}"]


def plain_sentence(rng):
    n, m = rng.sample(NOUNS, 2)
    v, w = rng.sample(VERBS, 2)
    return rng.choice(_PLAIN).format(n=n, m=m, v=v, w=w, a=rng.choice(ADJECTIVES))


def spoken(rng):
    """One utterance: dict(kind, text, command, arguments, topic)."""
    r = rng.random()
    if r < 0.30:
        return dict(kind="plain", text=plain_sentence(rng))
    if r < 0.45:
        topic = rng.choice(list(QUESTIONS))
        q = rng.choice(QUESTIONS[topic])
        return dict(kind="command", text=q, command="ask", arguments={"question": q}, topic=topic)
    if r < 0.50:
        q = rng.choice(OTHER_QUESTIONS).format(rng.choice(NOUNS))
        return dict(kind="command", text=q, command="ask", arguments={"question": q}, topic="other")
    r = rng.random()
    if r < 0.45:
        c = rng.choice(list(COMMANDS))
        return dict(kind="command", text=rng.choice(COMMANDS[c]), command=c, arguments={}, topic=c)
    if r < 0.65:
        words = rng.sample(NOUNS, rng.choice([1, 2, 2]))
        if rng.random() < 0.3:
            words[0] = rng.choice(VERBS + ADJECTIVES)
        return dict(kind="command", text=rng.choice(RENAME).format(" ".join(words)), command="rename_symbol",
                    arguments={"name": camel(words)}, spoken_name=" ".join(words), topic="rename")
    if r < 0.85:
        line = rng.choice([rng.randint(1, 20), rng.randint(1, 99), rng.randint(1, 999)])
        return dict(kind="command", text=rng.choice(GOTO).format(line), command="go_to_line",
                    arguments={"line": line}, topic="goto")
    name = " ".join(rng.sample(NOUNS, rng.choice([1, 1, 2])))
    return dict(kind="command", text=rng.choice(OPEN).format(name), command="open_file",
                arguments={"name": name}, topic="open")


# ---- the product's commands ----------------------------------------------------------------------------------
TASKS = "build lint watch deploy compile test release dev".split()
INSTRUCTIONS = ["add a null check", "use a map", "use async await", "return early", "add a check for the {n}", "handle the empty {n}",
                "rename the {n} to {m}", "use the {n} instead", "remove the {n}", "log the {n}", "throw an error if the {n} is missing",
                "make it shorter", "make it faster", "sort the {n} by {m}", "add a {n} parameter", "cache the {n}", "use a constant for the {n}",
                "return the {n}", "add the missing return", "fix the {n}"]
PARTS = re.compile(r"\{(\w+)(?:=[^}]*)?\}|\(|\)|\[|\]|\||[^\s()\[\]|{}]+")


def slot(rng, intent, name):
    """What may be said in a slot, as text or number."""
    n, m = rng.sample(NOUNS, 2)
    if name == "line":
        return rng.choice([rng.randint(1, 20), rng.randint(1, 99), rng.randint(1, 999)])
    if name == "instruction":
        return rng.choice(INSTRUCTIONS).format(n=n, m=m)
    if name == "question":
        return rng.choice([q for qs in QUESTIONS.values() for q in qs] + [q.format(n) for q in OTHER_QUESTIONS])
    if intent == "run_task":
        return rng.choice(TASKS)
    if intent == "go_to_symbol":
        return f"{rng.choice(VERBS)} {n}" if rng.random() < 0.6 else rng.choice([n, f"{n} {m}"])
    if intent == "rename_symbol" and rng.random() < 0.3:
        return f"{rng.choice(VERBS + ADJECTIVES)} {n}"
    return rng.choice([n, f"{n} {m}"])


def phrase_words(rng, phrase, fill):
    """One way to say a phrase: (one|of|these), [perhaps this], {slot}."""
    tokens = [m for m in PARTS.finditer(phrase)]
    at = 0

    def alternatives():
        nonlocal at
        options = [[]]
        while at < len(tokens) and tokens[at][0] not in ")]":
            t, name = tokens[at][0], tokens[at][1]
            at += 1
            if t == "|":
                options.append([])
            elif name:
                options[-1].append(fill(name))
            elif t in "([":
                inside = alternatives()
                at += 1
                options[-1] += inside if t == "(" or rng.random() < 0.4 else []
            else:
                options[-1].append(t)
        return rng.choice(options)
    return " ".join(str(w) for w in alternatives())


def spoken_intent(rng):
    """An utterance for one of the product's commands, with the arguments as they are said."""
    known = intents()
    weights = [3 if i["arguments"] else 1 for i in known]
    intent = rng.choices(known, weights)[0]
    args = {name: slot(rng, intent["intent"], name) for name in intent["arguments"]}
    texts = [p for p in intent["phrases"] if all("{" + a + "}" in p for a in args)]
    if rng.random() < 0.25 and not args:
        text = rng.choice(intent["examples"])
    elif intent["intent"] == "ask" and rng.random() < 0.6:
        text = args["question"]
    else:
        text = phrase_words(rng, rng.choice(texts), args.__getitem__)
    return dict(kind="intent", text=text, command=intent["intent"], arguments=args, topic="intent")


def product_command(item):
    """Command and arguments of an utterance in the product's catalogue, where names stay as they are spoken."""
    if item["kind"] == "command" and item["command"] == "rename_symbol":
        return "rename_symbol", {"name": item["spoken_name"]}
    return item["command"], item["arguments"]


ONES = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen""".split()
TENS = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()


def number_words(n, joiner=""):
    """123 -> one hundred [and] twenty three."""
    if n < 20:
        return ONES[n]
    if n < 100:
        return TENS[n // 10] + (" " + ONES[n % 10] if n % 10 else "")
    rest = f"{joiner} {number_words(n % 100)}" if n % 100 else ""
    return f"{ONES[n // 100]} hundred{rest}"


def said(rng, text):
    """The words as spoken: numbers in words."""
    joiner = rng.choice(["", " and"])
    return " ".join(number_words(int(w), joiner) if w.isdigit() else w for w in text.split())


def vocabulary():
    """Every word that can be spoken, sorted."""
    phrases = [re.sub(r"\{\w+(=[^}]*)?\}|[()\[\]|]", " ", t) for i in intents() for t in i["phrases"] + i["examples"]]
    text = phrases + TASKS + INSTRUCTIONS + [w for l in list(COMMANDS.values()) + [RENAME, GOTO, OPEN] + list(QUESTIONS.values()) + [OTHER_QUESTIONS, _PLAIN] for w in l]
    words = {w for t in text for w in t.split() if "{" not in w}
    return sorted(words | set(NOUNS) | set(VERBS) | set(ADJECTIVES) | set(ONES) | set(TENS[2:]) | {"hundred", "and"})
