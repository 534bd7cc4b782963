#!/usr/bin/python3
"""Cuts the slots of the buff bar out of a screenshot, as a watcher would capture them.

Needs Debian's python3-pil. Writes DIR/active/*.png for the slot given by --active and
DIR/inactive/*.png for all others, at the screenshot's own resolution.
"""

import argparse
import pathlib

from PIL import Image


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("screenshot", type=pathlib.Path)
    parser.add_argument("--output", required=True, type=pathlib.Path)
    parser.add_argument("--left", type=int, required=True, help="left edge of the first slot")
    parser.add_argument("--top", type=int, default=0)
    parser.add_argument("--side", type=int, default=32, help="of a slot; slots touch each other")
    parser.add_argument("--count", type=int, required=True, help="number of slots")
    parser.add_argument("--active", type=int, help="index of the running figure's slot")
    parser.add_argument("--jitter", type=int, default=0, help="also cut up to so many pixels beside")
    parser.add_argument("--zoom", type=float, default=1.0, help="resize the screenshot first")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    image = Image.open(arguments.screenshot).convert("RGB")
    zoom = arguments.zoom
    image = image.resize((round(image.width * zoom), round(image.height * zoom)), Image.BILINEAR)
    side = round(arguments.side * zoom)
    steps = range(-arguments.jitter, arguments.jitter + 1)
    for slot in range(arguments.count):
        folder = arguments.output / ("active" if slot == arguments.active else "inactive")
        folder.mkdir(parents=True, exist_ok=True)
        for dy in steps:
            for dx in steps:
                left = round((arguments.left + slot * arguments.side) * zoom) + dx
                top = round(arguments.top * zoom) + dy
                if left < 0 or top < 0 or left + side > image.width or top + side > image.height:
                    continue
                name = f"{arguments.screenshot.stem}_x{zoom}_slot{slot}_{dx:+d}_{dy:+d}.png"
                image.crop((left, top, left + side, top + side)).save(folder / name)


if __name__ == "__main__":
    main()
