"""Holds exported files to what the model said, with nothing of this project: a check by other eyes.

    python3 -m venv venv && venv/bin/pip install numpy onnx onnxruntime safetensors
    jobs/tributary export RUN model.onnx && jobs/tributary export RUN model.safetensors
    venv/bin/python trainer/src/test/python/check_exports.py model.onnx model.safetensors

An .onnx file goes through onnx.checker (with shape inference) and is run by onnxruntime on the raw
rows of the parity sample that it carries. A .safetensors file is read by the safetensors package,
and its network is computed in float64 NumPy from the description that it carries. Exits with 1 if
a file differs by more than 1e-5 (probabilities) or 1e-5 of scale + |value| (numbers).
"""

import base64
import json
import math
import sys

import numpy as np
import onnx
import onnxruntime
from safetensors import safe_open
from safetensors.numpy import load as load_tensors

TOLERANCE = 1e-5
UNSEEN = "a level that is none"


def sample(metadata):
    model = json.loads(metadata["tributary.model"])
    parity = load_tensors(base64.b64decode(metadata["tributary.parity"]))
    return model, parity


def raw_columns(model, inputs):
    """The parity inputs, cut into one array per column; levels as their places."""
    at = 0
    for column in model["table"]["features"]:
        width = len(column["means"]) if column["type"] == "vector" else 1
        yield column, inputs[:, at : at + width]
        at += width


def unit(model, expected):
    target = model["table"]["target"]
    if target["type"] != "regression":
        return np.ones_like(expected)
    return np.abs(np.array(target["scales"])) + np.abs(expected)


def difference(model, found, expected):
    return float(np.max(np.abs(found - expected) / unit(model, expected)))


def check_onnx(path):
    file = onnx.load(path)
    onnx.checker.check_model(file, full_check=True)
    model, parity = sample({entry.key: entry.value for entry in file.metadata_props})
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    types = {value.name: value.type for value in session.get_inputs()}
    feed = {}
    for column, values in raw_columns(model, parity["inputs"]):
        if column["type"] == "categorical":
            levels = column["levels"] + [UNSEEN]
            feed[column["name"]] = np.array([[levels[int(place)]] for place in values[:, 0]], dtype=object)
        else:
            wide = types[column["name"]] == "tensor(double)"
            feed[column["name"]] = values.astype(np.float64 if wide else np.float32)
    outputs = session.run(None, feed)
    regression = model["table"]["target"]["type"] == "regression"
    return difference(model, outputs[0 if regression else 1].astype(np.float64), parity["outputs"])


def encoded(model, inputs):
    parts = []
    for column, values in raw_columns(model, inputs):
        if column["type"] == "categorical":
            parts.append((np.arange(len(column["levels"])) == values).astype(np.float64))
        elif column["type"] == "vector":
            parts.append((values - column["means"]) / column["scales"])
        else:
            parts.append((values - column["mean"]) / column["scale"])
    return np.concatenate(parts, axis=1)


ACTIVATIONS = {
    "identity": lambda z: z,
    "relu": lambda z: np.maximum(z, 0),
    "leakyRelu": lambda z: np.where(z > 0, z, np.float32(0.01) * z),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "gelu": lambda z: z * 0.5 * (1 + np.vectorize(math.erf)(z / math.sqrt(2))),
    "silu": lambda z: z / (1 + np.exp(-z)),
}


def forward(prefix, layers, weights, x):
    for i, layer in enumerate(layers):
        x = forward_one(f"{prefix}{i}", layer, weights, x)
    return x


def forward_one(name, layer, weights, x):
    if layer["type"] == "dense":
        z = x @ weights[name + ".weight"].T + weights[name + ".bias"]
        f = ACTIVATIONS[layer["activation"]](z)
        return z + f if layer["skip"] else f
    if layer["type"] == "layerNorm":
        distance = x - x.mean(axis=1, keepdims=True)
        variance = (distance**2).mean(axis=1, keepdims=True)
        normal = distance / np.sqrt(variance + layer["epsilon"])
        return normal * weights[name + ".weight"] + weights[name + ".bias"]
    if layer["type"] == "residual":
        f = forward(name + ".body.", layer["body"], weights, x)
        projection = weights.get(name + ".projection.weight")
        return (x if projection is None else x @ projection.T) + f
    return x


def decoded(model, logits):
    target = model["table"]["target"]
    if target["type"] == "regression":
        return logits * target["scales"] + target["means"]
    if target["type"] == "labels":
        return 1 / (1 + np.exp(-logits))
    if logits.shape[1] == 1:
        return np.concatenate([1 / (1 + np.exp(logits)), 1 / (1 + np.exp(-logits))], axis=1)
    exp = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exp / exp.sum(axis=1, keepdims=True)


def check_safetensors(path):
    with safe_open(path, "np") as file:
        metadata = file.metadata()
        weights = {name: file.get_tensor(name).astype(np.float64) for name in file.keys()}
    assert metadata["format"] == "pt"
    model, parity = sample(metadata)
    layers = model["network"]["layers"]
    logits = forward("layers.", layers, weights, encoded(model, parity["inputs"]))
    return difference(model, decoded(model, logits), parity["outputs"])


def main(paths):
    bad = 0
    for path in paths:
        found = check_onnx(path) if path.endswith(".onnx") else check_safetensors(path)
        bad += found > TOLERANCE
        print(f"{path}: largest difference {found:.1e}, {'agrees' if found <= TOLERANCE else 'DIFFERS'}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
