"""The network: a small Gemma 4 "unified" decoder with encoder-free image and audio projections (PyTorch)."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as F

CONFIG = dict(layers=7, embd=256, ff=640, heads=4, window=512, context=4096, eps=1e-6, softcap=30.0,
              swa=dict(kv=2, dim=64, theta=1e4), full=dict(kv=1, dim=128, theta=1e6), vision_embd=256, patch=48, positions=1120, frame=640)


class RmsFn(torch.autograd.Function):
    """x / rms(x) with a hand-written backward pass (fewer passes over memory than autograd's)."""

    @staticmethod
    def forward(ctx, x, eps):
        r = torch.rsqrt(x.float().square().mean(-1, keepdim=True) + eps).to(x.dtype)
        y = x * r
        ctx.save_for_backward(y, r)
        return y

    @staticmethod
    def backward(ctx, g):
        y, r = ctx.saved_tensors
        return (g - y * (g * y).mean(-1, keepdim=True)) * r, None


class Geglu(torch.autograd.Function):
    """gelu(gate) * up with the tanh form of gelu, which equals g * sigmoid(1.5958 (g + 0.044715 g^3)); PyTorch's is 3 times slower in bfloat16."""
    A, B = 2 * math.sqrt(2 / math.pi), 0.044715

    @staticmethod
    def forward(ctx, g, u):
        s = (g * g).mul_(Geglu.A * Geglu.B).add_(Geglu.A).mul_(g).sigmoid_()
        ctx.save_for_backward(g, u, s)
        return (g * s).mul_(u)

    @staticmethod
    def backward(ctx, d):
        g, u, s = ctx.saved_tensors
        gs = g * s
        k = (g * g).mul_(3 * Geglu.A * Geglu.B).add_(Geglu.A).mul_(gs)
        k.sub_(k * s).add_(s)
        return k.mul_(u).mul_(d), gs * d


def rms(x, eps=1e-6):
    return RmsFn.apply(x, eps)


class RmsNorm(nn.Module):
    def __init__(self, n, init=1.0):
        super().__init__()
        self.weight = nn.Parameter(torch.full((n,), init))

    def forward(self, x):
        return rms(x) * self.weight.to(x.dtype)


def rope_table(dim, theta, positions, full):
    """cos and sin for NEOX-style rotation; global layers rotate only the first quarter of the pairs ("proportional")."""
    freq = theta ** (-torch.arange(0, dim, 2).float() / dim)
    if full:
        freq[dim // 8:] = 0
    a = torch.arange(positions).float()[:, None] * freq
    return a.cos(), a.sin()


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class Layer(nn.Module):
    def __init__(self, c, full):
        super().__init__()
        k = c["full" if full else "swa"]
        self.watch, self.seen = False, None  # keep the attention [B, heads, T, T] for an auxiliary loss
        self.full, self.heads, self.kv, self.dim = full, c["heads"], k["kv"], k["dim"]
        E = c["embd"]

        def lin(i, o, scale=1.0):
            m = nn.Linear(i, o, bias=False)
            nn.init.normal_(m.weight, std=scale / math.sqrt(i))
            return m
        self.attn_norm, self.post_attention_norm = RmsNorm(E), RmsNorm(E, 0.5)
        self.ffn_norm, self.post_ffw_norm = RmsNorm(E), RmsNorm(E, 0.5)
        self.attn_q, self.attn_k = lin(E, self.heads * self.dim), lin(E, self.kv * self.dim)
        self.attn_v = None if full else lin(E, self.kv * self.dim)
        self.attn_output = lin(self.heads * self.dim, E)
        # the attention scale is 1, so the norms of q and k carry 1/sqrt(dim)
        self.attn_q_norm, self.attn_k_norm = RmsNorm(self.dim, self.dim ** -0.25 * 1.2), RmsNorm(self.dim, self.dim ** -0.25 * 1.2)
        self.ffn_gate, self.ffn_up, self.ffn_down = lin(E, c["ff"]), lin(E, c["ff"]), lin(c["ff"], E)

    def forward(self, x, mask, rope, cache=None):
        B, T, E = x.shape
        h = self.attn_norm(x)
        q = self.attn_q(h).view(B, T, self.heads, self.dim)
        k = self.attn_k(h).view(B, T, self.kv, self.dim)
        v = k if self.attn_v is None else self.attn_v(h).view(B, T, self.kv, self.dim)
        cos, sin = rope
        q = rotate(self.attn_q_norm(q), cos, sin)
        k = rotate(self.attn_k_norm(k), cos, sin)
        v = rms(v)
        # group the query heads that share a key head: [B, kv, heads/kv * T, dim]
        g = self.heads // self.kv
        q = q.view(B, T, self.kv, g, self.dim).permute(0, 2, 3, 1, 4).reshape(B, self.kv, g * T, self.dim)
        k, v = k.permute(0, 2, 3, 1), v.permute(0, 2, 1, 3)
        s = torch.matmul(q, k).view(B, self.heads, T, T) + mask
        p = torch.softmax(s, -1, dtype=torch.float32 if s.dtype == torch.float32 else None)
        self.seen = p if self.watch else None
        p = p.view(B, self.kv, g * T, T)
        o = torch.matmul(p.to(v.dtype), v).view(B, self.kv, g, T, self.dim).permute(0, 3, 1, 2, 4).reshape(B, T, -1)
        x = x + self.post_attention_norm(self.attn_output(o))
        h = self.ffn_norm(x)
        h = self.ffn_down(Geglu.apply(self.ffn_gate(h), self.ffn_up(h)))
        return x + self.post_ffw_norm(h)


BANDS, WINDOWS = 32, 4


def audio_filters(c):
    """Audio projection to start from: cosine and sine wavelets, 32 mel bands at 4 places in a frame.

    Row 2 * (32 * place + band) is the cosine, the next the sine. A linear map cannot take magnitudes: the first layer
    squares and adds the pairs (see start_front).
    """
    n, w = c["frame"], torch.zeros(c["embd"], c["frame"])
    mel = torch.linspace(math.log(1 + 130 / 700), math.log(1 + 6200 / 700), BANDS + 1)
    hz = 700 * (mel.exp() - 1)
    t = torch.arange(n).float()
    for place in range(WINDOWS):
        for b in range(BANDS):
            sigma = (16000 / (2 * math.pi * 0.42 * (hz[b + 1] - hz[b]))).clamp(22, 64)
            window = torch.exp(-0.5 * ((t - n * (place + 0.5) / WINDOWS) / sigma) ** 2)
            phase = 2 * math.pi * hz[b] / 16000 * t
            for i, f in enumerate((phase.cos(), phase.sin())):
                row = window * f
                # about 6 dB an octave against the fall of speech towards high frequencies
                w[2 * (BANDS * place + b) + i] = row / row.norm() * (hz[b] / 600).clamp(min=0.5) ** 0.9
    return 0.6 * w


@torch.no_grad()
def start_front(layer, c):
    """The first layer begins as energy of each band: gelu(u) * u + gelu(-u) * -u = u^2 for the cosine and the sine."""
    for p in (layer.attn_output.weight, layer.ffn_down.weight):
        p.mul_(0.3)
    layer.post_attention_norm.weight.fill_(0.05)
    layer.post_ffw_norm.weight.fill_(0.1)
    layer.ffn_gate.weight[:2 * c["embd"]] *= 0.1
    layer.ffn_up.weight[:2 * c["embd"]] *= 0.1
    for ch in range(c["embd"]):
        for unit, sign in ((2 * ch, 1), (2 * ch + 1, -1)):
            layer.ffn_gate.weight[unit, ch] += sign
            layer.ffn_up.weight[unit, ch] += sign
            layer.ffn_down.weight[ch // 2 * 2, unit] += 0.5
    layer.post_ffw_norm.weight[::2] = 0.7


class Nano(nn.Module):
    def __init__(self, vocab, c=CONFIG):
        super().__init__()
        self.c = c
        E, V, D = c["embd"], c["vision_embd"], c["patch"] ** 2 * 3
        self.token_embd = nn.Embedding(vocab, E)
        nn.init.normal_(self.token_embd.weight, std=1 / math.sqrt(E))
        self.layers = nn.ModuleList(Layer(c, i == c["layers"] - 1) for i in range(c["layers"]))
        self.output_norm = RmsNorm(E)
        self.patch_norm_1, self.patch_norm_2, self.patch_norm_3 = nn.LayerNorm(D), nn.LayerNorm(V), nn.LayerNorm(V)
        self.patch_embd = nn.Linear(D, V)
        nn.init.normal_(self.patch_embd.weight, std=1 / math.sqrt(D))  # see start_vision
        nn.init.zeros_(self.patch_embd.bias)
        self.position_embd = nn.Parameter(torch.randn(2, c["positions"], V) * 0.3)
        self.image_projection = nn.Linear(V, E, bias=False)
        nn.init.normal_(self.image_projection.weight, std=1 / math.sqrt(V))
        self.audio_projection = nn.Linear(c["frame"], E, bias=False)
        self.audio_projection.weight.data.copy_(audio_filters(c))
        start_front(self.layers[0], c)
        for full in (False, True):
            k = c["full" if full else "swa"]
            cos, sin = rope_table(k["dim"], k["theta"], c["context"], full)
            self.register_buffer(f"cos{int(full)}", cos, persistent=False)
            self.register_buffer(f"sin{int(full)}", sin, persistent=False)

    def embed_patches(self, patches, xy):
        """patches [N, 6912] in 0..1 (channel-major), xy [N, 2]."""
        h = self.patch_norm_2(self.patch_embd(self.patch_norm_1(patches.float())).float())  # CPU layer norms want one dtype
        h = h + self.position_embd[0, xy[:, 0]] + self.position_embd[1, xy[:, 1]]
        return self.image_projection(rms(self.patch_norm_3(h)))

    def embed_audio(self, frames):
        return self.audio_projection(rms(frames))

    def embed(self, ids, patches=None, xy=None, frames=None):
        """ids [B, T]: token id, or -1 image patch, -2 audio frame (filled in reading order)."""
        x = self.token_embd(ids.clamp(min=0)) * math.sqrt(self.c["embd"])
        flat, idf = x.view(-1, x.shape[-1]), ids.view(-1)
        for code, fill in ((-1, None if patches is None else self.embed_patches(patches, xy)), (-2, None if frames is None else self.embed_audio(frames))):
            if fill is not None:
                flat = flat.index_put((torch.nonzero(idf == code).squeeze(1),), fill.to(flat.dtype))
        return flat.view_as(x)

    def masks(self, ids, dtype):
        """Additive masks of sliding-window and global layers; image patches see each other in window layers only."""
        B, T = ids.shape
        i = torch.arange(T)
        d = i[:, None] - i[None, :]
        causal = d >= 0
        img = ids == -1
        start = img & ~F.pad(img, (1, 0))[:, :-1]
        group = torch.where(img, start.long().cumsum(1), torch.zeros((), dtype=torch.long))
        same = (group[:, :, None] == group[:, None, :]) & img[:, :, None]
        window = (causal | same) & (d < self.c["window"])

        def add(m):
            return torch.zeros(m.shape, dtype=dtype).masked_fill(~m, -1e9 if dtype == torch.float32 else -3e38)[:, None]
        return add(window), add(causal[None])

    def forward(self, ids, patches=None, xy=None, frames=None, pick=None, tap=None):
        """Logits [B, T, vocab], or those of the flat positions in pick; tap(layer index, hidden [B, T, embd]) sees each layer."""
        x = self.embed(ids, patches, xy, frames)
        T = ids.shape[1]
        bf16 = torch.is_autocast_cpu_enabled()
        dt = torch.bfloat16 if bf16 else torch.float32
        x = x.to(dt)
        window, causal = self.masks(ids, dt)
        ropes = [(getattr(self, f"cos{f}")[:T, None].to(dt), getattr(self, f"sin{f}")[:T, None].to(dt)) for f in (0, 1)]
        for i, layer in enumerate(self.layers):
            x = layer(x, causal if layer.full else window, ropes[int(layer.full)])
            if tap is not None:
                tap(i, x)
        x = self.output_norm(x)
        if pick is not None:
            x = x.reshape(-1, x.shape[-1])[pick]
        z = F.linear(x, self.token_embd.weight).float()
        return torch.tanh(z / self.c["softcap"]) * self.c["softcap"]
