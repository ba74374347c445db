"""Frozen weights as 8-bit integers, for processors that multiply these several times as fast.

The method of SwitchBack (Wortsman et al., "Stable and low-precision training for large-scale
vision-language models", 2023): the product of the forward pass and that of the gradient of its
input are of 8-bit integers, with a scale a row; what is trained, here the adapter, stays in float.
"""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn

_LARGEST = 127


def to_int8(model: nn.Module) -> None:
    """Replace each frozen linear layer that an adapter stands on by one of 8-bit integers.

    What gives the logits stays as it is: its gradient would lose most by rounding.
    """
    for module in list(model.modules()):
        base = getattr(module, "base_layer", None)
        if isinstance(base, nn.Linear):
            cast(Any, module).base_layer = Int8Linear(base)


class Int8Linear(nn.Module):
    """A frozen linear layer whose products are of 8-bit integers.

    Args:
        linear: The layer that it stands for; its weights can be dropped afterwards.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.in_features, self.out_features = linear.in_features, linear.out_features
        weight = linear.weight.detach()
        # Each product needs a scale for what is not summed over: two copies.
        for name, of in (("forward", weight), ("backward", weight.t())):
            rows, scale = quantised(of)
            self.register_buffer(f"_{name}", rows, persistent=False)
            self.register_buffer(f"_{name}_scale", scale.t().contiguous(), persistent=False)
        self.bias = linear.bias

    def forward(self, given: Tensor) -> Tensor:
        """As the layer's own."""
        result = cast(Tensor, _Product.apply(given, *self.buffers()))
        return result if self.bias is None else result + self.bias


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, given: Tensor, *weights: Tensor) -> Tensor:
        ctx.weights = weights[2:]
        return _times(given, *weights[:2])

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> Any:
        return _times(grads[0], *ctx.weights), None, None, None, None


def _times(given: Tensor, rows: Tensor, scale: Tensor) -> Tensor:
    """`given` times the transpose of a quantised matrix."""
    flat = given.reshape(-1, given.shape[-1])
    numbers, own = quantised(flat)
    product = torch._int_mm(numbers, rows.t()).to(given.dtype)  # noqa: SLF001 - it has no other name
    return product.mul_(own).mul_(scale).view(*given.shape[:-1], rows.shape[0])


def quantised(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """A matrix as 8-bit integers, and the scale of each of its rows."""
    scale = matrix.abs().amax(dim=1, keepdim=True).clamp_(min=1e-12).div_(_LARGEST)
    return (matrix / scale).round_().to(torch.int8), scale
