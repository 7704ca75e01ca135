"""The product's prompts and voice commands, as scripts/nanoPrompts.ts writes them from its source."""
import functools
import json
import os

FILE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "prompts.jsonl")


@functools.cache
def lines():
    with open(FILE) as f:
        return [json.loads(l) for l in f]


@functools.cache
def prompts():
    """Name -> {messages, schema}; texts have marks (`@@code@@`) where one question differs from the next."""
    return {l["name"]: l for l in lines() if "name" in l}


@functools.cache
def intents():
    """Voice commands: {intent, arguments, phrases, examples}."""
    return [l for l in lines() if "intent" in l]
