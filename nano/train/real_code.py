"""Functions of real packages, as real_code.mjs wrote them, for questions that their syntax answers."""
import json

from code_gen import Sample

TOPICS = ["explain"] * 6 + ["bug"] * 2 + ["params"] * 2 + ["returns", "name"]
samples = []    # filled by load(); a run without the file has no such questions


def load(path):
    """Reads JSON lines of real_code.mjs; none may have a planted bug."""
    samples[:] = [Sample(good_name=[], **json.loads(line)) for line in open(path)]
