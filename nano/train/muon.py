"""Muon: momentum whose update is made orthogonal (Newton-Schulz), for the matrices inside the layers."""
import torch
import torch.distributed as dist


def orthogonalise(g, steps=5):
    x = g.bfloat16()
    flip = x.shape[0] > x.shape[1]
    x = (x.T if flip else x) / (x.norm() + 1e-7)
    for _ in range(steps):
        a = x @ x.T
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * (a @ a)) @ x
    return (x.T if flip else x).float()


class Muon:
    """Each process updates its share of the matrices and sends them to the others."""

    def __init__(self, params, momentum=0.95):
        self.params, self.momentum = params, momentum
        self.buf = [torch.zeros_like(p) for p in params]

    @torch.no_grad()
    def step(self, lr, rank=0, world=1, decay=0.01):
        for i, (p, b) in enumerate(zip(self.params, self.buf)):
            b.mul_(self.momentum).add_(p.grad)
            if i % world == rank:
                g = p.grad + self.momentum * b
                p.mul_(1 - lr * decay)
                p.add_(orthogonalise(g), alpha=-lr * max(1, p.shape[0] / p.shape[1]) ** 0.5)
        if world > 1:
            for r in range(world):
                share = [p for i, p in enumerate(self.params) if i % world == r]
                flat = torch.cat([p.view(-1) for p in share])
                dist.broadcast(flat, r)
                for p, q in zip(share, flat.split([p.numel() for p in share])):
                    p.copy_(q.view_as(p))


@torch.no_grad()
def average_gradients(params, world):
    """Means over the processes, clipped to norm 1; returns the norm before."""
    flat = torch.cat([(torch.zeros_like(p) if p.grad is None else p.grad).view(-1) for p in params])
    dist.all_reduce(flat)
    flat /= world
    norm = flat.norm()
    flat *= min(1.0, 1.0 / (norm.item() + 1e-6))
    at = 0
    for p in params:
        p.grad = flat[at:at + p.numel()].view_as(p)
        at += p.numel()
    return norm.item()
