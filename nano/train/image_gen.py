"""Synthetic user-interface screenshots with known contents.

Sizes are multiples of 48 px with 70 to 140 patches, so that llama.cpp feeds them unscaled.
Widgets sit on a 24 px grid (a real limit of the model: see README).
"""
import json
import os
import random

from PIL import Image, ImageDraw, ImageFont

SIZES = [(480, 336), (528, 336), (480, 384), (528, 384), (576, 384), (576, 432), (672, 432), (672, 480)]
FONTS = ["/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
         "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf"]
MONO = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf"
BOLD = {FONTS[0]: "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
        FONTS[1]: "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
        FONTS[2]: "/usr/share/fonts/truetype/liberation/LiberationSans-Bold.ttf"}
BUTTONS = ["Save", "Cancel", "OK", "Delete", "Apply", "Close", "Sign in", "Sign up", "Continue", "Back", "Next", "Retry",
           "Edit", "Add", "Remove", "Search", "Submit", "Reset", "Export", "Import", "Open", "Help", "Update", "Refresh",
           "Confirm", "Send", "Copy", "Discard"]
FIELDS = ["Email", "Password", "Username", "Name", "Phone", "Address", "City", "Country", "Company", "Code"]
OPTIONS = ["Language", "Theme", "Privacy", "Sound", "Updates", "Location", "Sync", "Auto save", "Dark mode", "Time zone",
           "Font size", "Notifications"]
COLUMNS = ["Name", "Status", "Date", "Price", "Size", "Type", "Owner", "Total"]
ERRORS = ["Wrong password", "Network error", "File not found", "Access denied", "Invalid email", "Server error",
          "Request timed out", "Disk full", "Session expired", "Payment failed"]
TITLES = {"login form": ["Sign in", "Welcome", "Log in", "Create account"], "settings page": ["Settings", "Preferences", "Options"],
          "table": ["Users", "Orders", "Files", "Invoices"], "dialog": ["Save changes?", "Delete file?", "Warning", "Confirm"],
          "error message": ["Error", "Problem", "Failed"], "code editor": ["main.ts", "app.js", "server.py", "index.html"],
          "chart": ["Sales", "Traffic", "Revenue", "Visitors"]}
KINDS = list(TITLES)
WORDS = sorted({w for pool in [BUTTONS, FIELDS, OPTIONS, COLUMNS, ERRORS, *TITLES.values()] for label in pool for w in label.split(" ")})
LIGHT = [("#ffffff", "#f3f3f3", "#1f1f1f", "#c8c8c8"), ("#f5f6f8", "#ffffff", "#202428", "#d0d4d8"), ("#fafafa", "#eeeeee", "#111111", "#bbbbbb")]
DARK = [("#1e1e1e", "#2d2d2d", "#e6e6e6", "#505050"), ("#20242c", "#2b303a", "#dfe3ea", "#4a5160"), ("#121212", "#242424", "#f0f0f0", "#484848")]
ACCENTS = ["#0e639c", "#1a7f37", "#7c3aed", "#0969da", "#c2410c"]
_fonts = {}


def font(path, size):
    if (path, size) not in _fonts:
        _fonts[path, size] = ImageFont.truetype(path, size)
    return _fonts[path, size]


class Screen:
    """Draws one screen and records the facts about it."""

    def __init__(self, rng, size=None):
        self.rng = rng
        self.w, self.h = size or rng.choice(SIZES)
        self.dark = rng.random() < 0.5
        self.bg, self.panel, self.fg, self.line = rng.choice(DARK if self.dark else LIGHT)
        self.accent = rng.choice(ACCENTS)
        self.path = rng.choice(FONTS)
        self.im = Image.new("RGB", (self.w, self.h), self.bg)
        self.d = ImageDraw.Draw(self.im)
        self.facts = dict(kind=rng.choice(KINDS), theme="dark" if self.dark else "light", title="", buttons=[], fields=[],
                          error="", detail="")
        self.texts = []    # (x from, x to, y centre, word, y, x, string) in pixels, for the auxiliary losses
        self.strings = []  # (y centre, x, string), for reading everything in order

    def text(self, x, y, s, size=16, color=None, bold=False, mono=False):
        path = MONO if mono else (BOLD[self.path] if bold else self.path)
        self.d.text((x, y + 12), s, font=font(path, size), fill=color or self.fg, anchor="lm")
        self.note(x, y + 12, s, font(path, size))

    def note(self, x, y, s, f):
        if s.isdigit():
            return
        self.strings.append((y, x, s))
        at = 0
        for word in s.split(" "):
            self.texts.append((x + f.getlength(s[:at]), x + f.getlength(s[:at + len(word)]), y, word, y, x, s))
            at += len(word) + 1

    def button(self, x, y, label, primary):
        w = 96 if len(label) < 9 else 120
        fill = self.accent if primary else self.panel
        self.d.rounded_rectangle((x, y, x + w - 8, y + 35), 4, fill=fill, outline=self.line)
        f = font(self.path, 16)
        self.d.text((x + (w - 8) // 2, y + 18), label, font=f, fill="#ffffff" if primary else self.fg, anchor="mm")
        self.note(x + (w - 8) // 2 - f.getlength(label) / 2, y + 18, label, f)
        self.facts["buttons"].append(label)

    def buttons(self, x, y, n, pool=BUTTONS):
        for i, label in enumerate(self.rng.sample(pool, n)):
            self.button(x + 96 * i, y, label, i == 0)

    def title(self, x, y, size=20):
        t = self.rng.choice(TITLES[self.facts["kind"]])
        self.facts["title"] = t
        self.text(x, y, t, size, bold=True)

    def field(self, x, y, w, label):
        self.text(x, y, label, 16)
        self.d.rectangle((x, y + 24, x + w, y + 46), fill=self.panel, outline=self.line)
        self.facts["fields"].append(label)

    def error_bar(self, x, y, w):
        e = self.rng.choice(ERRORS)
        self.facts["error"] = e
        self.d.rectangle((x, y, x + w, y + 23), fill="#5a1d1d" if self.dark else "#fde7e9", outline="#d13438")
        self.text(x + 8, y, e, 16, "#ffb3b3" if self.dark else "#a4262c")

    def draw(self):
        rng, f, x0 = self.rng, self.facts, self.rng.choice([48, 48, 96])
        k = f["kind"]
        if k == "login form":
            self.d.rectangle((x0 - 12, 24, x0 + 324, self.h - 24), fill=self.bg, outline=self.line)
            self.title(x0, 48)
            n = rng.choice([1, 2, 2, 3])
            for i, l in enumerate(rng.sample(FIELDS, n)):
                self.field(x0, 96 + 48 * i, 288, l)
            y = 96 + 48 * n
            if rng.random() < 0.4:
                self.error_bar(x0, y + 12, 288)
            self.buttons(x0, y + 48, rng.choice([1, 2]))
        elif k == "settings page":
            if rng.random() < 0.5:
                self.d.rectangle((0, 0, x0 - 12, self.h), fill=self.panel)
            self.title(x0, 24)
            n = rng.choice([2, 3, 4])
            for i, l in enumerate(rng.sample(OPTIONS, n)):
                y = 72 + 48 * i
                self.text(x0, y, l, 16)
                on = rng.random() < 0.5
                self.d.rounded_rectangle((x0 + 240, y + 2, x0 + 280, y + 22), 10, fill=self.accent if on else self.line)
                cx = x0 + (270 if on else 250)
                self.d.ellipse((cx - 8, y + 4, cx + 8, y + 20), fill="#ffffff")
                f["fields"].append(l)
            self.buttons(x0, 72 + 48 * n, rng.choice([1, 2, 2]))
        elif k == "table":
            self.title(x0, 24)
            cols = rng.sample(COLUMNS, rng.choice([2, 3, 3]))
            rows = rng.choice([2, 3, 4, 5])
            self.d.rectangle((x0, 72, x0 + 120 * len(cols), 95), fill=self.panel)
            for i, c in enumerate(cols):
                self.text(x0 + 8 + 120 * i, 72, c, 16, bold=True)
                for r in range(rows):
                    self.d.rectangle((x0 + 8 + 120 * i, 104 + 24 * r, x0 + 8 + 120 * i + rng.randint(30, 90), 112 + 24 * r), fill=self.line)
            for r in range(rows + 1):
                self.d.line((x0, 96 + 24 * r, x0 + 120 * len(cols), 96 + 24 * r), fill=self.line)
            f["fields"], f["detail"] = cols, str(rows)
            if rng.random() < 0.7:
                self.buttons(x0, 264, rng.choice([1, 2]))
        elif k == "dialog":
            self.d.rectangle((0, 0, self.w, self.h), fill=self.panel)
            self.d.rounded_rectangle((x0 - 12, 72, x0 + 324, 240), 8, fill=self.bg, outline=self.line)
            self.title(x0, 96)
            for r in range(rng.choice([1, 2])):
                self.d.rectangle((x0, 136 + 20 * r, x0 + rng.randint(120, 290), 143 + 20 * r), fill=self.line)
            self.buttons(x0, 192, rng.choice([1, 2, 2, 3]))
        elif k == "error message":
            for r in range(rng.choice([2, 3])):
                self.d.rectangle((24, 24 + 24 * r, rng.randint(200, 400), 32 + 24 * r), fill=self.line)
            y = rng.choice([120, 144, 192])
            self.d.rectangle((x0 - 12, y - 12, x0 + 324, y + 120), fill=self.panel, outline="#d13438", width=2)
            self.title(x0, y)
            e = rng.choice(ERRORS)
            f["error"] = e
            self.text(x0, y + 36, e, 16, "#ff8080" if self.dark else "#a4262c")
            self.buttons(x0, y + 72, rng.choice([1, 1, 2]))
        elif k == "code editor":
            self.d.rectangle((0, 0, self.w, 35), fill=self.panel)
            self.d.rectangle((48, 0, 168, 35), fill=self.bg)
            t = rng.choice(TITLES[k])
            f["title"] = t
            self.text(60, 6, t, 16)
            n = rng.randint(5, 9)
            palette = ["#569cd6", "#ce9178", "#6a9955", self.fg] if self.dark else ["#0000ff", "#a31515", "#008000", self.fg]
            for r in range(n):
                self.text(12, 48 + 24 * r, str(r + 1), 14, "#858585", mono=True)
                x = 48 + rng.choice([0, 16, 32])
                for _ in range(rng.choice([1, 2, 3, 4])):
                    w = rng.randint(16, 80)
                    self.d.rectangle((x, 56 + 24 * r, x + w, 63 + 24 * r), fill=rng.choice(palette))
                    x += w + 8
            f["detail"] = str(n)
            if rng.random() < 0.4:
                self.error_bar(48, 288, 288)
        else:
            self.title(x0, 24)
            n = rng.randint(3, 6)
            kind = rng.choice(["bar", "line"])
            pts = [(x0 + 24 + 48 * i, 264 - rng.randint(20, 170)) for i in range(n)]
            self.d.line((x0, 72, x0, 264, x0 + 48 * n, 264), fill=self.fg, width=2)
            if kind == "bar":
                for x, y in pts:
                    self.d.rectangle((x - 12, y, x + 12, 263), fill=self.accent)
            else:
                self.d.line(pts, fill=self.accent, width=3)
                for x, y in pts:
                    self.d.ellipse((x - 4, y - 4, x + 4, y + 4), fill=self.accent)
            f["detail"] = f"{kind} {n}"
            if rng.random() < 0.4:
                self.buttons(x0, 276, rng.choice([1, 2]))
        return self.im, f, self.texts


    def wall(self, density=1.0):
        """Labels of every style all over the screen: dense material for learning to read patches; its kind is "label sheet"."""
        rng, y = self.rng, 0
        self.facts["kind"] = "label sheet"
        if rng.random() < 0.3:
            self.d.rectangle((0, 0, self.w, self.h), fill=self.panel)
        while y + 48 <= self.h:
            x, tall = rng.choice([0, 48, 96]), rng.random() < 0.35
            while x < self.w - 90:
                if rng.random() > density:
                    x += 48
                elif tall:
                    self.button(x, y, rng.choice(BUTTONS), rng.random() < 0.4)
                    x += rng.choice([96, 96, 144])
                else:
                    x += self.label(x, y)
            y += 48 if tall else 24
        self.facts["texts"] = self.read()
        return self.im, self.facts, self.texts

    def label(self, x, y):
        """One random text; returns how far to go on, in pixels."""
        rng, style = self.rng, self.rng.random()
        pool = rng.choice([FIELDS, OPTIONS, COLUMNS, TITLES[rng.choice(KINDS)]]) if style < 0.85 else ERRORS
        label, size = rng.choice(pool), 20 if style < 0.3 else 16
        if style >= 0.85:
            self.text(x + 8 * rng.randint(0, 1), y, label, 16, "#ff8080" if self.dark else "#a4262c")
        else:
            self.text(x + rng.choice([0, 0, 0, 8, 8, 12, 32]), y, label, size, bold=size == 20 or rng.random() < 0.2)
        return int(font(BOLD[self.path], size).getlength(label) + 92) // 48 * 48

    def read(self):
        """All strings from top to bottom and left to right."""
        return [s for _, _, s in sorted(self.strings)]


class Rendered:
    """Screens that a browser drew (see browser_screens.py)."""

    def __init__(self, folder):
        self.folder, self.index = folder, json.load(open(os.path.join(folder, "index.json")))

    def pick(self, rng):
        i = rng.randrange(len(self.index))
        im = Image.open(os.path.join(self.folder, f"{i}.png"))
        return im, self.index[i]["facts"], [tuple(t) for t in self.index[i]["texts"]]


rendered = None  # set by batches.py where there are any


def make_screen(rng):
    """Image, facts, words with their places (see Screen)."""
    if rendered and rng.random() < 0.4:
        return rendered.pick(rng)
    screen = Screen(rng)
    im, f, texts = screen.draw()
    f["texts"] = screen.read()
    return im, f, texts


def make_wall(rng):
    return Screen(rng).wall()


def make_strip(rng):
    """A small picture (15 to 40 patches) with a few labels, to learn to read in order; llama.cpp would never make one so small."""
    return Screen(rng, (48 * rng.randint(5, 8), 48 * rng.randint(3, 5))).wall(rng.choice([0.08, 0.15, 0.3]))


def bold_list(items):
    return ", ".join(f"**{i}**" for i in items)


def describe(f):
    k, article = f["kind"], "an" if f["kind"][0] in "aeio" else "a"
    out = f"This is {article} {k} with a {f['theme']} theme."
    if f["title"]:
        out += f" The title is **{f['title']}**."
    n = len(f["fields"])
    s = "" if n == 1 else "s"
    if k == "login form":
        out += f" It has {n} field{s}: {', '.join(f['fields'])}."
    elif k == "settings page":
        out += f" It has {n} option{s}: {', '.join(f['fields'])}."
    elif k == "table":
        out += f" It has {n} columns ({', '.join(f['fields'])}) and {f['detail']} rows."
    elif k == "code editor":
        out += f" It shows {f['detail']} lines of code."
    elif k == "chart":
        kind, n = f["detail"].split()
        out += f" It is a {kind} chart with {n} values."
    if f["error"]:
        out += f" The error says \"{f['error']}\"."
    if f["buttons"]:
        out += f" {'Button' if len(f['buttons']) == 1 else 'Buttons'}: {bold_list(f['buttons'])}."
    return out


QUESTIONS = {
    "describe": ["Describe this screenshot.", "What does this screenshot show?", "Explain this screenshot.", "What is on this screen?",
                 "Explain what you see.", "Describe the image.", "What do you see?", "Explain this UI.", "What is this?",
                 "Explain the attached screenshot.", "Explain this image", "What does this picture show?", "Describe this user interface."],
    "kind": ["What kind of screen is this?", "What type of UI is this?", "Which kind of page is it?"],
    "theme": ["Is the theme light or dark?", "Which theme is used?", "Dark or light mode?"],
    "title": ["What is the title?", "Read the title.", "Which title does the screen have?"],
    "buttons": ["Which buttons are there?", "List the buttons.", "What do the buttons say?", "Read the button labels."],
    "error": ["What error is shown?", "Read the error message.", "What does the error say?", "Is there an error?"],
    "texts": ["List all visible texts as JSON.", "Read every text on the screen and answer with JSON.", "Visible texts as JSON",
              "Which texts are visible? Answer with JSON: texts.", "List every text that you can read, from top to bottom, as JSON."],
    "fields": ["How many fields are there?", "List the fields.", "Which fields does it have?", "What can be entered here?"],
}


def answer(topic, f):
    if topic == "describe":
        return describe(f)
    if topic == "kind":
        return f"It is {'an' if f['kind'][0] in 'aeio' else 'a'} {f['kind']}."
    if topic == "theme":
        return f"It has a {f['theme']} theme."
    if topic == "title":
        return f"The title is **{f['title']}**."
    if topic == "buttons":
        return f"{'Button' if len(f['buttons']) == 1 else 'Buttons'}: {bold_list(f['buttons'])}." if f["buttons"] else "I see no buttons."
    if topic == "error":
        return f"The error says \"{f['error']}\"." if f["error"] else "I see no error message."
    if topic == "texts":
        return "```json\n" + json.dumps({"texts": f["texts"]}) + "\n```"
    n = len(f["fields"])
    if f["kind"] not in ("login form", "settings page", "table"):
        return "I see no input fields."
    what = {"login form": "field", "settings page": "option", "table": "column"}[f["kind"]]
    return f"It has {n} {what}{'' if n == 1 else 's'}: {', '.join(f['fields'])}."


if __name__ == "__main__":
    import time
    t = time.time()
    for i in range(14):
        im, f, _ = make_screen(random.Random(i))
        im.save(f"../data/s{i}.png")
        print(im.size, describe(f))
    print((time.time() - t) / 14)
