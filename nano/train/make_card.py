"""Writes ../card.json (files, bytes, sha256, figures) and the table of figures in ../README.md.

usage: make_card.py EVAL.json PARITY.txt DECODE_TOKENS_PER_SECOND MINUTES TOKENS
(EVAL.json from `npm run eval -- --json FOLDER` on ../heldout, PARITY.txt from parity.py)
"""
import hashlib
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FILES = ["nano.gguf", "nano.mmproj.gguf"]


def file_facts(name):
    data = (ROOT / name).read_bytes()
    return dict(name=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())


def figures_table(figures):
    rows = [f"| {k} | {hit} / {of} | {100 * hit / max(of, 1):.1f} % |" for k, (hit, of) in figures.items()]
    return "\n".join(["| measure | count | share |", "| --- | ---: | ---: |", *rows])


def files_table(files):
    return "\n".join(["| file | bytes | sha256 |", "| --- | ---: | --- |", *(f"| `{f['name']}` | {f['bytes']:,} | `{f['sha256']}` |" for f in files)])


def fill(text, block, content):
    return re.sub(rf"(<!-- {block} -->\n).*?(<!-- end -->)", lambda m: m[1] + content + "\n" + m[2], text, flags=re.S)


def main():
    product, parity, decode, minutes, tokens = sys.argv[1:]
    figures = {k: [f["hits"], f["of"]] for k, f in json.loads(pathlib.Path(product).read_text())["figures"].items()}
    files = [file_facts(f) for f in FILES]
    card = dict(name="Gloss nano", licence="MIT", files=files, decode_tokens_per_second=float(decode), training=dict(minutes=float(minutes), tokens=int(tokens)),
                figures={k: dict(hit=hit, of=of, share=round(hit / max(of, 1), 4)) for k, (hit, of) in figures.items()})
    (ROOT / "card.json").write_text(json.dumps(card, indent=2) + "\n")
    readme = ROOT / "README.md"
    text = fill(readme.read_text(), "files", files_table(files))
    text = fill(text, "figures", figures_table(figures))
    text = fill(text, "parity", "```\n" + pathlib.Path(parity).read_text().strip() + "\n```")
    readme.write_text(text)


if __name__ == "__main__":
    main()
