"""Which line of selected code is wrong, and how: targets for the auxiliary loss after each line."""
import difflib

# Kinds of planted bugs by words of their sentence; kind 0 is a line that is right.
BUGS = ["overwritten with", "with `==`", "`return` is inside", "in the condition", "null` is inside", "None` is inside", "is inside the loop", "off by one",
        "starts at 1", "`await` is missing", "instead of", "never used", "inverted", "calls itself with", "always true", "to itself", "`-=`",
        "there is no `return`", "unit of", "set twice", "label is for", "is not closed", "alt` text", "is closed with"]


def first_change(s):
    """How and at which line of a code_gen.Sample's code its correction begins: ("replace" | "delete" | "insert", index), or None."""
    a, b = s.code.split("\n"), s.fixed.split("\n")
    return next(((tag, i1) for tag, i1, *_ in difflib.SequenceMatcher(None, a, b, False).get_opcodes() if tag != "equal"), None)


def wrong_line(s):
    """Index of the first line at which a reader can know of the bug, from what stands up to its end; None if the code is right."""
    if not s.bug:
        return None
    last = s.code.count("\n")
    _, at = first_change(s) or (None, 0)
    return last if "never used" in s.bug else min(at, last)


def line_kinds(s):
    """A number from 0 (right) to len(BUGS) for each line of the code."""
    wrong = wrong_line(s)
    kind = next((k for k, words in enumerate(BUGS, 1) if words in s.bug), 0)
    return [kind if i == wrong else 0 for i in range(s.code.count("\n") + 1)]


def line_targets(tok, text, s, first):
    """[position, kind] for each line of the sample's code in a text: at the token that begins the next line, which shows whether the
    code goes on; first: position of the text's first token."""
    at = text.find(s.code + "\n")
    if at < 0 or "\n\n" in s.code or text[at - 1:at] not in ("", "\n"):
        return []
    out, here = [], first + len(tok.encode(text[:at]))
    for line, kind in zip(s.code.split("\n"), line_kinds(s)):
        here += len(tok.encode(line)) + 1
        out.append([here, kind])
    return out
