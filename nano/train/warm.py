"""Reads the weights of the published GGUF files back, so that training can go on without the state of the run that made them.

The auxiliary heads and the optimisers' momentum are in no file: they start anew.
"""
import gguf
import numpy as np
import torch

PROJECTOR = {"v.patch_embd": "patch_embd", "v.patch_norm.1": "patch_norm_1", "v.patch_norm.2": "patch_norm_2",
             "v.patch_norm.3": "patch_norm_3", "mm.input_projection": "image_projection", "mm.a.input_projection": "audio_projection"}


def weights(path):
    """Name -> float32 array of one GGUF file."""
    return {t.name: gguf.quants.dequantize(t.data, t.tensor_type).astype(np.float32) for t in gguf.GGUFReader(path).tensors}


def name_in_model(name):
    if name == "v.position_embd.weight":
        return "position_embd"
    if name.startswith("blk."):
        return "layers." + name[len("blk."):]
    stem, _, kind = name.rpartition(".")
    return f"{PROJECTOR.get(stem, stem)}.{kind}"


@torch.no_grad()
def warm_start(model, folder):
    state, seen = model.state_dict(), set()
    for file in ("nano.gguf", "nano.mmproj.gguf"):
        for name, value in weights(f"{folder}/{file}").items():
            key = name_in_model(name)
            if key in state:  # not rope_freqs and layer_output_scale, which are constants of the layout
                state[key].copy_(torch.from_numpy(value).view_as(state[key]))
                seen.add(key)
    missing = set(state) - seen
    assert not missing, missing
