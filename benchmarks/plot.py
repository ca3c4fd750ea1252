#!/usr/bin/python3
"""Draws curves of benchmarks/Queues as SVG, for docs/plots.

    dotnet run -c Release --project benchmarks/Queues -- --curves --json curves.json
    benchmarks/plot.py curves.json docs/plots

Needs matplotlib (apt-get install python3-matplotlib, and /usr/bin/python3).
"""
import json
import re
import sys
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

# What a figure is called, and what it is drawn over.
CURVES = [
    ("latency-by-size", r"one-way p50, (\d+) (B|KiB)$", "message size", "one way, p50, ns"),
    ("stream-by-size", r"stream (\d+) (B|KiB)$", "message size", "million messages a second"),
    ("stream-by-capacity", r"stream 64 B, capacity (\d+)$", "capacity of the queue", "million messages a second"),
    ("by-priorities", r"send \+ receive, (\d+) priorit", "priorities in use", "send and receive, ns"),
]


def size(match):
    number = int(match[1])
    return number * 1024 if match.re.groups > 1 and match[2] == "KiB" else number


def label(value):
    return f"{value // 1024} KiB" if value >= 1024 and value % 1024 == 0 else str(value)


def main(source, folder):
    figures = json.loads(Path(source).read_text())
    Path(folder).mkdir(parents=True, exist_ok=True)
    plt.rcParams["svg.hashsalt"] = "typedmq"
    for name, pattern, over, what in CURVES:
        lines = defaultdict(list)
        for figure in figures:
            match = re.match(pattern, figure["what"])
            if match:
                lines[figure["system"]].append((size(match), figure["value"]["median"]))

        if not lines:
            continue

        chart, axes = plt.subplots(figsize=(7, 4))
        for system, points in lines.items():
            points.sort()
            axes.plot([point[0] for point in points], [point[1] for point in points], marker="o", markersize=3, label=system)

        ticks = sorted({point[0] for points in lines.values() for point in points})
        axes.set_xscale("log", base=2)
        axes.set_xticks(ticks, [label(tick) if "size" in over else str(tick) for tick in ticks], rotation=45, fontsize=8)
        axes.set_yscale("log" if what.startswith(("one way", "million")) else "linear")
        axes.set_xlabel(over)
        axes.set_ylabel(what)
        axes.grid(alpha=0.3)
        axes.legend(fontsize=8)
        chart.tight_layout()
        chart.savefig(Path(folder) / f"{name}.svg", metadata={"Date": None})
        print(Path(folder) / f"{name}.svg")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)

    main(sys.argv[1], sys.argv[2])
