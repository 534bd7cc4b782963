#!/usr/bin/python3
"""Trains the example's classifier on rendered frames and writes it as ONNX.

Needs Debian's python3-torch, python3-numpy and python3-pil, and a build of render_frames.
The network is Conv 16/32/64 3x3 (each with ReLU, BatchNormalization, 2x2 max pooling), dense 128
with ReLU, dense 2, softmax. Input: [batch, 3, 48, 48] float32, RGB / 255. Output: probabilities of
LABELS in that order.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import numpy
import torch
from PIL import Image
from torch import nn

SIZE = 48
LABELS = ["inactive", "active"]
PREPROCESS = {
    "width": SIZE,
    "height": SIZE,
    "resize": "area",
    "color": "rgb",
    "mean": [0.0],
    "std": [255.0],
}


def make_model():
    def block(channels_in, channels_out):
        return [
            nn.Conv2d(channels_in, channels_out, 3, padding=1),
            nn.ReLU(),
            nn.BatchNorm2d(channels_out),
            nn.MaxPool2d(2),
        ]

    return nn.Sequential(
        *block(3, 16),
        *block(16, 32),
        *block(32, 64),
        nn.Flatten(),
        nn.Linear(64 * (SIZE // 8) ** 2, 128),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(128, len(LABELS)),
    )


def load_pixels(path):
    """[3, 48, 48] uint8, RGB."""
    image = Image.open(path).convert("RGB")
    if image.size != (SIZE, SIZE):
        image = image.resize((SIZE, SIZE), Image.BILINEAR)
    return numpy.asarray(image).transpose(2, 0, 1)


def load_folder(folder):
    """Paths, pixels [n, 3, 48, 48] uint8 and class indices of a folder with one folder per label."""
    paths, classes = [], []
    for index, label in enumerate(LABELS):
        found = sorted(pathlib.Path(folder, label).glob("*.png"))
        paths += found
        classes += [index] * len(found)
    if not paths:
        raise SystemExit(f"train.py: no PNG files under {folder}/active or {folder}/inactive")
    pixels = torch.from_numpy(numpy.stack([load_pixels(path) for path in paths]))
    return paths, pixels, torch.tensor(classes)


def render(renderer, count, seed):
    with tempfile.TemporaryDirectory() as folder:
        command = [renderer, "--output", folder, "--count", str(count), "--seed", str(seed)]
        subprocess.run(command, check=True)
        _, pixels, classes = load_folder(folder)
    return pixels, classes


def augment(batch):
    """Gain per channel, offset and noise on [n, 3, 48, 48] in 0..1."""
    n = batch.shape[0]
    gain = 1 + 0.1 * (2 * torch.rand(n, 3, 1, 1) - 1)
    offset = 0.05 * (2 * torch.rand(n, 1, 1, 1) - 1)
    noise = 0.02 * torch.rand(n, 1, 1, 1) * torch.randn_like(batch)
    return (batch * gain + offset + noise).clamp(0, 1)


def train(model, pixels, classes, epochs, batch_size):
    steps = epochs * (len(classes) // batch_size)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=steps)
    for epoch in range(epochs):
        model.train()
        order = torch.randperm(len(classes))
        total = 0.0
        for start in range(0, len(classes) - batch_size + 1, batch_size):
            chosen = order[start : start + batch_size]
            output = model(augment(pixels[chosen].float() / 255))
            loss = nn.functional.cross_entropy(output, classes[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * batch_size
        print(f"epoch {epoch + 1}/{epochs}: loss {total / len(classes):.5f}", flush=True)


def report(model, folder):
    """Prints the accuracy on a labelled folder, the least certain right answer and every mistake."""
    paths, pixels, classes = load_folder(folder)
    with torch.no_grad():
        probabilities = torch.cat([model(part.float() / 255) for part in pixels.split(512)])
    of_truth = probabilities[torch.arange(len(classes)), classes]
    right = of_truth > 0.5
    print(f"{folder}: {int(right.sum())} of {len(classes)} right ({100 * right.float().mean():.2f}%)")
    for index, label in enumerate(LABELS):
        chosen = of_truth[classes == index]
        if len(chosen):
            print(f"  {label}: {len(chosen)} frames, lowest probability {chosen.min():.4f}")
    for path, probability in zip(paths, of_truth):
        if probability <= 0.5:
            print(f"  wrong: {path} ({probability:.4f})")


def varint(value):
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def field(number, payload):
    """A length-delimited protobuf field."""
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def metadata_entry(key, value):
    """ModelProto.metadata_props is field 14; StringStringEntryProto has key = 1, value = 2."""
    return field(14, field(1, key.encode()) + field(2, json.dumps(value).encode()))


def export(model, path):
    torch.onnx.export(
        model,
        torch.zeros(1, 3, SIZE, SIZE),
        path,
        opset_version=13,
        input_names=["input"],
        output_names=["probabilities"],
        dynamic_axes={"input": {0: "batch"}, "probabilities": {0: "batch"}},
    )
    with open(path, "ab") as file:
        file.write(metadata_entry("sprint.labels", LABELS))
        file.write(metadata_entry("sprint.preprocess", PREPROCESS))


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--renderer", required=True, help="the render_frames program")
    parser.add_argument("--output", default="sprint_classifier.onnx")
    parser.add_argument("--frames", type=int, default=24000, help="rendered for training")
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--check", nargs="*", default=[], help="labelled folders to report on")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    torch.set_num_threads(2)
    torch.set_flush_denormal(True)
    torch.manual_seed(arguments.seed)
    pixels, classes = render(arguments.renderer, arguments.frames, arguments.seed)
    model = make_model()
    train(model, pixels, classes, arguments.epochs, batch_size=128)
    model = nn.Sequential(*model, nn.Softmax(dim=1)).eval()
    for folder in arguments.check:
        report(model, folder)
    export(model, arguments.output)


if __name__ == "__main__":
    main()
