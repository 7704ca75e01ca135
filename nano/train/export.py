"""Writes a trained checkpoint as two GGUF files (text model and multimodal projector) in the Gemma 4 unified layout.

usage: export.py STATE.pt OUT_FOLDER    (needs the Python package gguf, e.g. PYTHONPATH=llama.cpp/gguf-py)
"""
import sys

import gguf
import numpy as np
import torch
from gguf import GGMLQuantizationType as Q, GGUFWriter

from model import CONFIG, Nano
from tokenizer import CONTROL, USER_DEFINED, Tokenizer

NAME = "Gloss nano"


def info(w):
    w.add_name(NAME)
    w.add_string("general.license", "MIT")
    w.add_string("general.size_label", "8M")
    w.add_description("Tiny test model: trained on synthetic code, screens and speech. Not a substitute for Gemma 4.")


def f32(w, name, t):
    w.add_tensor(name, t.detach().float().contiguous().numpy())


def q8(w, name, t):
    a = t.detach().float().contiguous().numpy()
    w.add_tensor(name, gguf.quants.quantize(a, Q.Q8_0), raw_dtype=Q.Q8_0)


def text(model, tok, path):
    c = CONFIG
    w = GGUFWriter(path, "gemma4")
    info(w)
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    full = [l.full for l in model.layers]
    w.add_block_count(c["layers"])
    w.add_context_length(c["context"])
    w.add_embedding_length(c["embd"])
    w.add_feed_forward_length(c["ff"])
    w.add_head_count(c["heads"])
    w.add_head_count_kv([c["full" if f else "swa"]["kv"] for f in full])
    w.add_key_length(c["full"]["dim"])
    w.add_value_length(c["full"]["dim"])
    w.add_key_length_swa(c["swa"]["dim"])
    w.add_value_length_swa(c["swa"]["dim"])
    w.add_sliding_window(c["window"])
    w.add_sliding_window_pattern([not f for f in full])
    w.add_uint32("gemma4.attention.shared_kv_layers", 0)
    w.add_uint32("gemma4.embedding_length_per_layer_input", 0)
    w.add_layer_norm_rms_eps(c["eps"])
    w.add_rope_freq_base(c["full"]["theta"])
    w.add_float32("gemma4.rope.freq_base_swa", c["swa"]["theta"])
    w.add_rope_dimension_count(c["full"]["dim"])
    w.add_uint32("gemma4.rope.dimension_count_swa", c["swa"]["dim"])
    w.add_final_logit_softcapping(c["softcap"])
    w.add_tokenizer_model("gemma4")
    w.add_token_list(tok.tokens)
    w.add_token_scores([0.0] * len(tok.tokens))

    def kind(t):
        if t in CONTROL:
            return 4 if t in USER_DEFINED else 3
        return 6 if len(t) == 6 and t.startswith("<0x") else 1
    w.add_token_types([kind(t) for t in tok.tokens])
    w.add_token_merges([" ".join(m) for m in tok.merges])
    for n in ("pad", "eos", "bos", "unk", "mask"):
        getattr(w, f"add_{n}_token_id")(tok.ids[f"<{n}>"])
    w.add_add_bos_token(True)
    w.add_add_space_prefix(False)
    w.add_array("tokenizer.ggml.suppress_tokens", [tok.ids["<audio|>"], tok.ids["<image|>"]])
    w.add_chat_template(open("chat_template.jinja").read())
    q8(w, "token_embd.weight", model.token_embd.weight)
    f32(w, "output_norm.weight", model.output_norm.weight)
    d = c["full"]["dim"]
    w.add_tensor("rope_freqs.weight", np.array([1.0] * (d // 8) + [1e30] * (d // 2 - d // 8), np.float32))
    for i, l in enumerate(model.layers):
        f32(w, f"blk.{i}.layer_output_scale.weight", torch.ones(1))
        for n, p in l.named_parameters():
            (q8 if p.ndim == 2 else f32)(w, f"blk.{i}.{n}", p)
    finish(w)


def projector(model, path):
    c = CONFIG
    w = GGUFWriter(path, "clip")
    info(w)
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    for part in ("vision", "audio"):
        w.add_bool(f"clip.has_{part}_encoder", True)
        w.add_uint32(f"clip.{part}.projection_dim", c["embd"])
        for k in ("feed_forward_length", "block_count", "attention.head_count"):
            w.add_uint32(f"clip.{part}.{k}", 0)
        w.add_float32(f"clip.{part}.attention.layer_norm_epsilon", c["eps"])
    w.add_string("clip.vision.projector_type", "gemma4uv")
    w.add_string("clip.audio.projector_type", "gemma4ua")
    w.add_uint32("clip.vision.image_size", 224)
    w.add_uint32("clip.vision.patch_size", c["patch"] // 3)
    w.add_uint32("clip.vision.embedding_length", c["vision_embd"])
    w.add_array("clip.vision.image_mean", [0.0] * 3)
    w.add_array("clip.vision.image_std", [1.0] * 3)
    w.add_uint32("clip.audio.embedding_length", c["frame"])
    w.add_uint32("clip.audio.num_mel_bins", 128)
    q8(w, "v.patch_embd.weight", model.patch_embd.weight)
    f32(w, "v.patch_embd.bias", model.patch_embd.bias)
    for i, n in enumerate((model.patch_norm_1, model.patch_norm_2, model.patch_norm_3), 1):
        f32(w, f"v.patch_norm.{i}.weight", n.weight)
        f32(w, f"v.patch_norm.{i}.bias", n.bias)
    w.add_tensor("v.position_embd.weight", model.position_embd.detach().numpy().astype(np.float16))
    q8(w, "mm.input_projection.weight", model.image_projection.weight)
    q8(w, "mm.a.input_projection.weight", model.audio_projection.weight)
    finish(w)


def finish(w):
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def main():
    tok = Tokenizer.load("tokenizer.json")
    model = Nano(len(tok.tokens))
    model.load_state_dict(torch.load(sys.argv[1])["model"])
    text(model, tok, sys.argv[2] + "/nano.gguf")
    projector(model, sys.argv[2] + "/nano.mmproj.gguf")


if __name__ == "__main__":
    main()
