"""Which picture patches or sound frames an answer token is read from: targets for the auxiliary attention loss."""
from labels import PATCH, patches_under, word_frames


def answer_links(tok, answer, places):
    """[(token index in the answer, media positions)]; places: [(string, positions)] in the order of reading."""
    ids = tok.encode(answer)
    if not answer.isascii():
        return []
    ends, at = [], 0
    for i in ids:
        at += len(tok.tokens[i])
        ends.append(at)
    out, cursor = [], 0
    for string, positions in places:
        start = answer.find(string, cursor)
        if start < 0:
            continue
        cursor = start + len(string)
        out += [(n, positions) for n, end in enumerate(ends) if start < end <= cursor]
    return out


def image_places(texts, strings, w, first):
    """Strings of a screen with their patches; strings: those that the answer names, in its order; first: position of patch 0."""
    where = {s: (y, x) for *_, y, x, s in texts}
    return [(s, [first + p for p in patches_under(texts, *where[s], w)]) for s in strings if s in where]


def sheet_places(texts, w, first):
    """All strings in reading order."""
    return [(s, [first + p for p in patches_under(texts, y, x, w)]) for y, x, s in sorted({t[4:] for t in texts})]


def sound_places(item, lead, n, first):
    """Words as spoken with their frames; a number in digits is read from the frames of all its words."""
    frames, out = word_frames(item, lead, n), []
    said = [w for _, _, w in item["words"] if w]
    if len(frames) != len(said):
        return []
    at, written = 0, item["text"].split()
    for k, word in enumerate(written):
        if not word.isdigit():
            if at >= len(frames) or frames[at][0] != word:
                return out
            out.append((word, [first + f for f in frames[at][1]]))
            at += 1
        else:
            rest = len(written) - k - 1
            spoken = frames[at:len(frames) - rest]
            out.append((word, [first + f for _, fs in spoken for f in fs]))
            at = len(frames) - rest
    return out
