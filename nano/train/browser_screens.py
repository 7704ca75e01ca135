"""Draws the screens of image_gen.py with a real browser: HTML and CSS in place of Pillow's lines and letters.

usage: browser_screens.py OUT_FOLDER COUNT SEED    (Debian's chromium; writes PNG files and index.json)
Facts and places of the words are those of Pillow's fonts, which are the same files.
"""
import html
import json
import os
import random
import subprocess
import sys
import tempfile

from PIL import Image

from image_gen import BOLD, FONTS, MONO, Screen

FAMILY = dict(zip(FONTS, ["DejaVu Sans", "Noto Sans", "Liberation Sans"])) | {MONO: "DejaVu Sans Mono"}
FAMILY |= {bold: FAMILY[path] for path, bold in BOLD.items()}
A_SHEET = 24  # screens below each other in one picture of the browser


class Elements:
    """What Screen asks of ImageDraw, as absolutely positioned elements."""

    def __init__(self, rng):
        self.out = []
        self.radius = rng.choice([0, 2, 4, 6, 8])
        self.shadow = rng.choice(["", "", "box-shadow:0 1px 3px #0004;"])

    def box(self, xy, style):
        x0, y0, x1, y1 = xy
        self.out.append(f'<div style="left:{x0}px;top:{y0}px;width:{x1 - x0 + 1}px;height:{y1 - y0 + 1}px;{style}"></div>')

    def rectangle(self, xy, fill=None, outline=None, width=1):
        self.box(xy, f"background:{fill or 'none'};" + (f"border:{width}px solid {outline};" if outline else ""))

    def rounded_rectangle(self, xy, radius, fill=None, outline=None):
        self.box(xy, f"background:{fill};border-radius:{radius if radius > 8 else self.radius}px;{self.shadow}" + (f"border:1px solid {outline};" if outline else ""))

    def ellipse(self, xy, fill=None):
        self.box(xy, f"background:{fill};border-radius:50%;")

    def line(self, xy, fill=None, width=1):
        points = [p for pair in xy for p in pair] if isinstance(xy[0], tuple) else xy
        pairs = " ".join(f"{x},{y}" for x, y in zip(points[::2], points[1::2]))
        self.out.append(f'<svg><polyline points="{pairs}" fill="none" stroke="{fill}" stroke-width="{width}"/></svg>')

    def text(self, xy, text, font, fill, anchor):
        x, y = xy
        shift = "" if anchor == "lm" else "transform:translateX(-50%);"
        weight = "bold" if "Bold" in font.path else "normal"
        self.out.append(f'<span style="left:{x}px;top:{y - 24}px;font:{weight} {font.size}px/48px {FAMILY[font.path]};color:{fill};{shift}">{html.escape(text)}</span>')


class BrowserScreen(Screen):
    def __init__(self, rng):
        super().__init__(rng)
        self.d = Elements(rng)

    def markup(self, top):
        return f'<section style="top:{top}px;width:{self.w}px;height:{self.h}px;background:{self.bg}">{"".join(self.d.out)}</section>'


def sheet(screens, folder):
    """One picture of all screens."""
    tops = [sum(s.h for s in screens[:i]) for i in range(len(screens))]
    page, shot = os.path.join(folder, "page.html"), os.path.join(folder, "page.png")
    with open(page, "w") as f:
        f.write("<!doctype html><style>*{margin:0;box-sizing:border-box}body{background:#888}section,div,span,svg{position:absolute}section{left:0;overflow:hidden}"
                "span{white-space:pre}svg{left:0;top:0;width:100%;height:100%}</style>" + "".join(s.markup(t) for s, t in zip(screens, tops)))
    size = f"{max(s.w for s in screens)},{tops[-1] + screens[-1].h}"
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", f"--window-size={size}",
                    f"--user-data-dir={folder}/profile", f"--screenshot={shot}", f"file://{page}"], check=True, capture_output=True)
    im = Image.open(shot).convert("RGB")
    return [im.crop((0, t, s.w, t + s.h)) for s, t in zip(screens, tops)]


def browser_screens(rng, count):
    """[(image, facts, words with their places)], as image_gen.make_screen returns them."""
    out = []
    with tempfile.TemporaryDirectory() as folder:
        while len(out) < count:
            screens = [BrowserScreen(rng) for _ in range(min(A_SHEET, count - len(out)))]
            for s in screens:
                s.draw()
            out += [(im, dict(s.facts, texts=s.read()), s.texts) for s, im in zip(screens, sheet(screens, folder))]
    return out


def main():
    out, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    os.makedirs(out, exist_ok=True)
    index = []
    for i, (im, facts, texts) in enumerate(browser_screens(random.Random(seed), count)):
        im.save(os.path.join(out, f"{i}.png"))
        index.append(dict(facts=facts, texts=texts))
    with open(os.path.join(out, "index.json"), "w") as f:
        json.dump(index, f)


if __name__ == "__main__":
    main()
