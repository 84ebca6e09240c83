"""Writes the golden values that GoldenNetworkTest and GoldenTrainingTest compare with.

    python make_golden.py OUTDIR        (needs torch and safetensors)

One safetensors file per network. All arithmetic is done by PyTorch's autograd in float64 on inputs
that are exact in float32, so that what is stored is the true value as far as float32 can tell:

    x, y, sample_weight           the rows (F32)
    initial.<slot>                the weights before training (F32)
    logits, loss, gradient.<slot> over all rows; loss and gradient are sums weighted by example (F64)
    losses.<mode>, final.<mode>.<slot>
                                  ten steps of SGD with momentum, mode is free or clipped (F64); step
                                  s uses rows 3s to 3s+10, and a loss is the mean before the update

The networks are written out again, by the same names, in GoldenNetwork.java.
"""

import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

ROWS, STEPS, STRIDE, STEP_ROWS = 40, 10, 3, 10
LEARNING_RATE, MOMENTUM = 0.02, 0.9
MAX_NORM = 0.3

ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "gelu": F.gelu,
    "silu": F.silu,
}


def dense(units, activation="identity", skip=False):
    return ("dense", units, activation, skip)


def block(*body):
    return ("block", list(body))


NORM = ("norm", 1e-5)

# name: (inputs, layers, loss, outputs, whether the rows are weighted)
NETWORKS = {
    "relu_softmax": (
        5, [dense(9, "relu"), dense(7, "relu"), dense(4)], "softmax", 4, False),
    "tanh_norm_block_squared": (
        6,
        [dense(8, "tanh"), NORM, block(dense(10, "tanh"), dense(5)), dense(2)],
        "squared", 2, True),
    "skips_huber": (
        4,
        [dense(7, "gelu", True), dense(6, "silu", True), dense(5, "leaky_relu", True),
         dense(5, "sigmoid", True), dense(3)],
        "huber", 3, False),
    "block_many_labels": (
        5,
        [block(dense(7, "leaky_relu"), dense(5, "sigmoid")), NORM, dense(6, "silu"), dense(3)],
        "binary", 3, True),
    "gelu_one_label": (
        3,
        [NORM, dense(6, "gelu"), dense(6, "relu", True), dense(4, "tanh", True), dense(1)],
        "binary", 1, False),
}
HUBER_DELTA = 0.75


def draw(shape, scale, generator):
    values = scale * torch.randn(shape, generator=generator, dtype=torch.float64)
    return values.to(torch.float32).to(torch.float64)


def make_weights(layers, inputs, prefix, generator):
    """Slots by name, in the order of ParameterLayout, and how many values the last layer gives."""
    weights = {}
    for i, layer in enumerate(layers):
        name = f"{prefix}{i}"
        outputs = inputs
        if layer[0] == "dense":
            outputs = layer[1]
            weights[name + ".weight"] = draw((outputs, inputs), inputs**-0.5, generator)
            weights[name + ".bias"] = draw((outputs,), 0.2, generator)
        elif layer[0] == "norm":
            weights[name + ".weight"] = 1 + draw((inputs,), 0.25, generator)
            weights[name + ".bias"] = draw((inputs,), 0.2, generator)
        else:
            body, outputs = make_weights(layer[1], inputs, name + ".body.", generator)
            weights.update(body)
            if outputs != inputs:
                weights[name + ".projection.weight"] = draw(
                    (outputs, inputs), inputs**-0.5, generator)
        inputs = outputs
    return {k: v.to(torch.float32).to(torch.float64) for k, v in weights.items()}, inputs


def forward(layers, weights, x, prefix):
    for i, layer in enumerate(layers):
        name = f"{prefix}{i}"
        if layer[0] == "dense":
            z = F.linear(x, weights[name + ".weight"], weights[name + ".bias"])
            y = ACTIVATIONS[layer[2]](z)
            x = z + y if layer[3] else y
        elif layer[0] == "norm":
            x = F.layer_norm(
                x, x.shape[1:], weights[name + ".weight"], weights[name + ".bias"], layer[1])
        else:
            y = forward(layer[1], weights, x, name + ".body.")
            projection = weights.get(name + ".projection.weight")
            x = y + (x if projection is None else F.linear(x, projection))
    return x


def loss_sum(kind, logits, y, sample_weight):
    if kind == "softmax":
        each = F.cross_entropy(logits, y[:, 0].long(), reduction="none")
    elif kind == "squared":
        each = F.mse_loss(logits, y, reduction="none").mean(dim=1)
    elif kind == "huber":
        each = F.huber_loss(logits, y, reduction="none", delta=HUBER_DELTA).mean(dim=1)
    else:
        each = F.binary_cross_entropy_with_logits(logits, y, reduction="none").mean(dim=1)
    return (sample_weight * each).sum()


def draw_targets(kind, outputs, generator):
    if kind == "softmax":
        return torch.randint(outputs, (ROWS, 1), generator=generator).to(torch.float64)
    if kind == "binary":
        return torch.randint(2, (ROWS, outputs), generator=generator).to(torch.float64)
    return draw((ROWS, outputs), 1.0, generator)


def gradient_of(network, weights, x, y, sample_weight):
    _, layers, kind, _, _ = network
    leaves = {k: v.clone().requires_grad_(True) for k, v in weights.items()}
    logits = forward(layers, leaves, x, "layers.")
    loss = loss_sum(kind, logits, y, sample_weight)
    gradients = torch.autograd.grad(loss, list(leaves.values()))
    return logits.detach(), loss.detach(), dict(zip(leaves, gradients))


def train(network, weights, x, y, sample_weight, max_norm):
    """Mean gradient, clipped to exactly max_norm over all slots together, heavy-ball momentum."""
    weights = {k: v.clone() for k, v in weights.items()}
    velocity = {k: torch.zeros_like(v) for k, v in weights.items()}
    losses = []
    norms = []
    for step in range(STEPS):
        rows = slice(STRIDE * step, STRIDE * step + STEP_ROWS)
        _, loss, gradient = gradient_of(network, weights, x[rows], y[rows], sample_weight[rows])
        total = sample_weight[rows].sum()
        losses.append(loss / total)
        gradient = {k: g / total for k, g in gradient.items()}
        norm = torch.sqrt(sum((g * g).sum() for g in gradient.values()))
        norms.append(float(norm))
        # torch.nn.utils.clip_grad_norm_ divides by norm + 1e-6; the trainer does not.
        coefficient = max_norm / norm if max_norm is not None and norm > max_norm else 1.0
        for k in weights:
            velocity[k] = MOMENTUM * velocity[k] + coefficient * gradient[k]
            weights[k] = weights[k] - LEARNING_RATE * velocity[k]
    return torch.stack(losses), weights, norms


def golden(name, network):
    inputs, layers, kind, outputs, weighted = network
    generator = torch.Generator().manual_seed(sum(name.encode()))
    x = draw((ROWS, inputs), 1.0, generator)
    y = draw_targets(kind, outputs, generator)
    sample_weight = torch.ones(ROWS, dtype=torch.float64)
    if weighted:
        sample_weight = draw((ROWS,), 1.0, generator).abs()
    weights, _ = make_weights(layers, inputs, "layers.", generator)
    logits, loss, gradient = gradient_of(network, weights, x, y, sample_weight)

    tensors = {"x": x, "y": y, "sample_weight": sample_weight}
    tensors.update({f"initial.{k}": v for k, v in weights.items()})
    tensors = {k: v.to(torch.float32) for k, v in tensors.items()}
    tensors["logits"] = logits
    tensors["loss"] = loss.reshape(1)
    tensors.update({f"gradient.{k}": v for k, v in gradient.items()})
    for mode, max_norm in (("free", None), ("clipped", MAX_NORM)):
        losses, final, norms = train(network, weights, x, y, sample_weight, max_norm)
        if max_norm is not None:
            clipped = sum(norm > max_norm for norm in norms)
            assert clipped >= 3, f"{name}: only {clipped} of {STEPS} steps were clipped"
        tensors[f"losses.{mode}"] = losses
        tensors.update({f"final.{mode}.{k}": v for k, v in final.items()})
    return {k: v.contiguous() for k, v in tensors.items()}


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    metadata = {
        "generator": "make_golden.py",
        "torch": torch.__version__,
        "learning_rate": str(LEARNING_RATE),
        "momentum": str(MOMENTUM),
        "max_norm": str(MAX_NORM),
    }
    for name, network in NETWORKS.items():
        save_file(golden(name, network), out / f"{name}.safetensors", metadata=metadata)


if __name__ == "__main__":
    main()
