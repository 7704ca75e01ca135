"""Checks that llama-server computes what PyTorch computes: tokens and the distribution of the first answer token.

usage: parity.py URL STATE.pt AUDIO_PREFIX [COUNT]
"""
import random
import sys

import torch

import conversations as c
from batches import Audio, collate, encode
from client import messages, post
from model import Nano
from tokenizer import Tokenizer


def main():
    url, tok, audio = sys.argv[1], Tokenizer.load("tokenizer.json"), Audio(sys.argv[3])
    count = int(sys.argv[4]) if len(sys.argv) > 4 else 4
    model = Nano(len(tok.tokens))
    model.load_state_dict(torch.load(sys.argv[2])["model"])
    model.eval()
    rng = random.Random(4242)
    same = 0
    for i in range(count * 20):
        conv = c.code_conversation(rng, held_out=True)
        text = "".join(p[1] for p in conv["parts"]) + conv["answer"] + rng.choice(["", " é ü €", "\n\n\n\n x", "\t\tif (a)  {", "  🙂 "])
        got = post(url + "/tokenize", {"content": text, "add_special": False, "parse_special": True})["tokens"]
        same += got == tok.encode(text)
    print(f"tokenizer: {same} of {count * 20} texts have the same tokens")
    makers = dict(code=lambda: c.code_conversation(rng), image=lambda: c.image_conversation(rng, "title"),
                  audio=lambda: c.audio_conversation(rng, *audio.get(rng.randrange(len(audio.items)))))
    for name, make in makers.items():
        worst = 0
        for _ in range(count):
            conv = make()
            ids, start, *media = encode(tok, conv)
            b = [None if x is None else torch.from_numpy(x) for x in collate([(ids[:start + 1], start, *media)], 0)]
            with torch.no_grad():
                z = model(b[0], None if b[2] is None else b[2].float() / 255, b[3], None if b[4] is None else b[4].float() / 32768,
                          torch.tensor([start - 1]))
            want = torch.softmax(z[0], -1)
            r = post(url + "/v1/chat/completions", {"messages": messages(conv), "max_tokens": 1, "temperature": 0, "logprobs": True, "top_logprobs": 5,
                                                    "chat_template_kwargs": {"enable_thinking": False}})
            n = r["usage"]["prompt_tokens"]
            for t in r["choices"][0]["logprobs"]["content"][0]["top_logprobs"]:
                worst = max(worst, abs(2.718281828 ** t["logprob"] - want[t["id"]].item()))
            if n != start:
                print(f"{name}: {n} prompt tokens in llama.cpp, {start} in training")
        print(f"{name}: largest difference of a first-token probability {worst:.4f}")


if __name__ == "__main__":
    main()
