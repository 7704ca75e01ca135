"""Loads the weights of an older, six-layer checkpoint behind the new first layer."""
import torch


def warm_start(model, path):
    old = {k: v.float() for k, v in torch.load(path).items()}
    new = model.state_dict()
    for k, v in old.items():
        if k.startswith("layers."):
            n, rest = k[len("layers."):].split(".", 1)
            k = f"layers.{int(n) + 1}.{rest}"
        if k != "audio_projection.weight":
            new[k] = v
    model.load_state_dict(new)
