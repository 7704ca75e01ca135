"""Short pieces of HTML and CSS with facts about them, as code_gen.py makes functions."""
from words import noun

PROPERTIES = {"color": ["red", "green", "#333333", "white", "black", "navy"], "background": ["white", "#f5f5f5", "black", "silver"],
              "padding": ["4px", "8px", "12px", "16px"], "margin": ["0 auto", "4px", "8px", "24px"], "width": ["100%", "240px", "480px"],
              "height": ["100%", "32px", "48px"], "display": ["flex", "grid", "block", "none"], "gap": ["4px", "8px", "12px"],
              "font-size": ["12px", "14px", "16px", "20px"], "border-radius": ["2px", "4px", "8px"], "position": ["absolute", "relative", "fixed"],
              "text-align": ["left", "center", "right"], "font-weight": ["bold", "normal"], "opacity": ["0.5", "0.8"]}
KINDS = {"text": "text", "email": "email", "password": "password", "number": "number", "checkbox": "checkbox"}
BUTTONS = ["Save", "Cancel", "Send", "Delete", "Search", "Apply", "Close", "Open", "Add", "Reset"]


def q(s):
    return f"`{s}`"


def listed(items):
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]


def kebab(rng, held_out, n=None):
    return "-".join(noun(rng, held_out) for _ in range(n or rng.choice([1, 2, 2])))


def nouns(rng, held_out, n):
    out = []
    while len(out) < n:
        out += [w for w in [noun(rng, held_out)] if w not in out]
    return out


def css(rng, held_out):
    """head, name, names, summary, code, [(bug, code with it)]"""
    name, indent = kebab(rng, held_out), rng.choice(["  ", "  ", "    "])
    chosen = rng.sample(list(PROPERTIES), rng.randint(2, 4))
    rules = [(p, rng.choice(PROPERTIES[p])) for p in chosen]

    def printed(lines):
        return f".{name} {{\n" + "".join(f"{indent}{l}\n" for l in lines) + "}"
    good = [f"{p}: {v};" for p, v in rules]
    at = rng.randrange(len(rules))
    p, v = rules[at]
    other = rng.choice(PROPERTIES[p])
    bugs = [(f"The bug: it has `=` instead of `:` after {q(p)}.", [*good[:at], f"{p} = {v};", *good[at + 1:]]),
            (f"The problem: {q(p)} is set twice.", [*good[:at], f"{p}: {other};", *good[at:]])]
    with_unit = [i for i, (_, value) in enumerate(rules) if value.endswith("px")]
    if with_unit:
        i = rng.choice(with_unit)
        bugs += [(f"The bug: the unit of {q(rules[i][0])} is missing.", [*good[:i], good[i].replace("px", ""), *good[i + 1:]])] * 2
    return (f"{q('.' + name)} is a CSS rule.", name, chosen, "It sets " + listed([f"{q(p)} to {q(v)}" for p, v in rules]) + ".",
            printed(good), [(bug, printed(lines)) for bug, lines in bugs])


def element(lines, bugs):
    return "\n".join(lines), [(bug, "\n".join(wrong)) for bug, wrong in bugs]


def form(rng, held_out, name, pad):
    fields = nouns(rng, held_out, rng.randint(1, 3))
    button = rng.choice(BUTTONS)
    rows = []
    for f in fields:
        rows += [f'{pad}<label for="{f}">{f.title()}</label>', f'{pad}<input id="{f}" type="{rng.choice(list(KINDS))}">']
    lines = [f'<form id="{name}">', *rows, f"{pad}<button>{button}</button>", "</form>"]
    i, wrong = rng.randrange(len(fields)), noun(rng, held_out)
    bugs = [(f"The bug: the label is for {q(wrong)}, but the input has the id {q(fields[i])}.",
             [l.replace(f'for="{fields[i]}"', f'for="{wrong}"') for l in lines])] if wrong != fields[i] else []
    bugs.append((f"The bug: {q('<form>')} is not closed.", lines[:-1]))
    what = f"field{'' if len(fields) == 1 else 's'} {listed([q(f) for f in fields])}"
    return f"{q(name)} is a form.", fields, f"It has the {what} and the button {q(button)}.", *element(lines, bugs)


def items(rng, held_out, name, pad):
    words = [w.title() for w in nouns(rng, held_out, rng.randint(2, 4))]
    lines = [f'<ul class="{name}">', *(f"{pad}<li>{w}</li>" for w in words), "</ul>"]
    i = rng.randrange(len(words))
    bugs = [(f"The bug: the {q('<li>')} of {q(words[i])} is not closed.", [l.replace(f"{words[i]}</li>", words[i]) for l in lines]),
            (f"The bug: {q('<ul>')} is not closed.", lines[:-1])]
    return f"{q(name)} is a list.", [], f"It has {len(words)} items: {listed([q(w) for w in words])}.", *element(lines, bugs)


def links(rng, held_out, name, pad):
    words = nouns(rng, held_out, rng.randint(2, 3))
    lines = [f'<nav class="{name}">', *(f'{pad}<a href="/{w}">{w.title()}</a>' for w in words), "</nav>"]
    i = rng.randrange(len(words))
    bugs = [(f"The bug: the link {q(words[i].title())} has {q('herf')} instead of {q('href')}.",
             [l.replace(f'href="/{words[i]}"', f'herf="/{words[i]}"') for l in lines]), (f"The bug: {q('<nav>')} is not closed.", lines[:-1])]
    return f"{q(name)} is a navigation.", [], f"It links to {listed([q('/' + w) for w in words])}.", *element(lines, bugs)


def card(rng, held_out, name, pad):
    title, text, image = nouns(rng, held_out, 3)
    shown = f'{pad}<img src="{image}.png" alt="{image.title()}">'
    lines = [f'<div class="{name}">', f"{pad}<h2>{title.title()}</h2>", shown, f"{pad}<p>{text.title()}</p>", "</div>"]
    bugs = [(f"The problem: the image {q(image + '.png')} has no {q('alt')} text.", [f'{pad}<img src="{image}.png">' if l == shown else l for l in lines]),
            (f"The bug: the image has {q('scr')} instead of {q('src')}.", [l.replace("src=", "scr=") for l in lines]),
            (f"The bug: {q('<h2>')} is closed with {q('</h3>')}.", [l.replace("</h2>", "</h3>") for l in lines])]
    return f"{q(name)} is a block.", [], f"It shows the title {q(title.title())}, the image {q(image + '.png')} and the text {q(text.title())}.", *element(lines, bugs)


def html(rng, held_out):
    name = kebab(rng, held_out)
    head, names, summary, code, bugs = rng.choice([form, items, links, card])(rng, held_out, name, rng.choice(["  ", "  ", "    "]))
    return head, name, names, summary, code, bugs


MARKUP = {"css": css, "html": html}
