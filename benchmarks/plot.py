#!/usr/bin/python3
"""Draws what benchmarks/Queues has measured as SVG, for README.md and docs.

    dotnet run -c Release --project benchmarks/Queues -- --json usual.json
    dotnet run -c Release --project benchmarks/Queues -- --curves --json curves.json
    benchmarks/plot.py usual.json curves.json docs/plots

Reads JSON and CSV. The same figures give the same files. Needs matplotlib (apt-get install python3-matplotlib, and /usr/bin/python3).
"""
import csv
import io
import json
import re
import sys
from collections import defaultdict
from itertools import groupby
from pathlib import Path

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402
from matplotlib.lines import Line2D  # noqa: E402
from matplotlib.patches import Patch  # noqa: E402
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter  # noqa: E402

# One colour a system, in every plot. Those that belong together have related ones.
COLOURS = {
    "fastmq": "#0550ae", "fastmq-typed": "#54aeff", "fastmq-one-to-one": "#116329", "fastmq-one-to-one-typed": "#4ac26b",
    "plain-ring": "#8c959f", "c-ring": "#424a53", "c-pool": "#6e7781",
    "posix": "#bc4c00", "posix-typed": "#fb8f44", "posix-calls": "#762c00", "c-posix": "#e0ac7f",
    "sysv": "#a40e26", "sysv-typed": "#ff8182", "sysv-calls": "#660018", "c-sysv": "#d9a0a6",
    "boost": "#6639ba", "zeromq": "#bf3989", "unix-socket": "#9a6700", "named-pipe": "#d4a72c", "inprocess": "#1b7c83", "channels": "#3fb8bd",
}
OTHER_COLOURS = ["#57606a", "#7d8590", "#a475f9", "#ff80c8", "#0a7ea4", "#5a7302"]
MARKERS = "osD^vPX"

# They lie on the lines of posix and sysv.
NO_CURVES = {"posix-calls", "c-posix", "sysv-calls", "c-sysv"}

# The file; what a figure is called; what it is drawn over; what is drawn, and in which unit figures have it.
CURVES = [
    ("stream-by-size", r"stream (\d+ (?:B|KiB))$", "size of a message", "million messages a second"),
    ("latency-by-size", r"one-way p50, (\d+ (?:B|KiB))$", "size of a message", "one way, median"),
    ("stream-by-capacity", r"stream 64 B, capacity (\d+)$", "messages that the queue holds", "million messages a second"),
    ("by-priorities", r"send \+ receive, (\d+) priorit(?:y|ies)$", "priorities in use", "a send and a receive"),
    ("stream-by-threads", r"stream 64 B, (\d+) to \d+$", "threads that send, and as many that receive", "million messages a second"),
    ("wake-up-by-queues", r"wake-up p50, (\d+) awaited queues?$", "queues that one process awaits", "until the awaiting code has the message"),
]
# A second line of the same colour.
DASHED = {"wake-up-by-queues": (r"wake-up p99, (\d+) awaited queues?$", "median", "99 %")}

NANOSECONDS = {"ns": 1, "µs": 1_000}


def read(source):
    """The figures of a file, with times in nanoseconds."""
    if source.endswith(".csv"):
        with open(source, newline="", encoding="utf-8") as lines:
            rows = [{**row, "bounce": row["beside value"] if row["beside"] == "bounce" else None} for row in csv.DictReader(lines)]
    else:
        rows = json.loads(Path(source).read_text(encoding="utf-8"))
        rows = [{**row, "value": row["value"]["median"], "bounce": row["besideValue"]["median"] if row.get("beside") == "bounce" else None} for row in rows]

    for row in rows:
        row["value"] = float(row["value"]) * NANOSECONDS.get(row["unit"], 1)
        row["bounce"] = float(row["bounce"]) if row["bounce"] else None

    return rows


def number(text):
    """64, 64 B and 64 KiB as numbers."""
    digits, _, unit = text.partition(" ")
    return int(digits) * (1024 if unit == "KiB" else 1)


def size_text(value):
    return f"{value // 1024} KiB" if value >= 1024 else f"{value} B"


def time_text(nanoseconds):
    for limit, divisor, unit in ((1e3, 1, "ns"), (1e6, 1e3, "µs"), (1e9, 1e6, "ms"), (float("inf"), 1e9, "s")):
        if round(nanoseconds) < limit:
            return f"{nanoseconds / divisor:.{1 if nanoseconds / divisor < 9.95 and divisor > 1 else 0}f} {unit}"


def rate_text(millions):
    return f"{millions:.{0 if millions >= 9.95 else 1 if millions >= 0.995 else 2}f}"


def remark(figure):
    return "" if figure["cores"] == "near" else f", {figure['cores']}"


def explain_remarks(figures):
    remarks = " ".join(figure["cores"] for figure in figures)
    return ("; far: processors far apart" if "far" in remarks else "") + ("; loaded: others ran" if "loaded" in remarks else "")


def log_axis(axis, is_time):
    axis.set_major_formatter(FuncFormatter(lambda value, _: time_text(value).replace(".0", "") if is_time else f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())


def draw_one_way(figures, colours):
    """One bar a system: the median, and a mark where 99 % are done."""
    rows = {}
    for share in ("p50", "p99"):
        for figure in figures:
            if re.match(rf"one-way {share}, (64 B|record)$", figure["what"]):
                rows.setdefault(figure["system"], {})[share] = figure

    rows = sorted(((system, row["p50"], row["p99"]) for system, row in rows.items() if len(row) == 2), key=lambda row: row[1]["value"], reverse=True)
    if not rows:
        return None

    chart, axes = plt.subplots(figsize=(8, 0.3 * len(rows) + 1.3))
    for place, (system, median, most) in enumerate(rows):
        axes.barh(place, median["value"], height=0.66, color=colours[system])
        axes.plot(most["value"], place, marker="|", markersize=11, markeredgewidth=2, color="#1f2328")
        axes.text(1.2 * most["value"], place, f"{time_text(median['value'])} / {time_text(most['value'])}{remark(median)}", va="center", fontsize=8)

    bounces = sorted(median["bounce"] for _, median, _ in rows if median["bounce"])
    if bounces:
        bounce = bounces[len(bounces) // 2]
        axes.axvline(bounce, color="#1f2328", linewidth=0.8, linestyle=":", zorder=3)
        axes.text(1.06 * bounce, len(rows) - 0.35, f"a cache line: {time_text(bounce)}", va="bottom", fontsize=8)

    axes.set_xscale("log")
    axes.set_xlim(10, 20 * max(most["value"] for _, _, most in rows))
    axes.set_ylim(-0.6, len(rows) + 0.3)
    axes.set_yticks(range(len(rows)), [system for system, _, _ in rows])
    axes.set_xlabel(f"one way, 64 bytes or a record: median (bar) and 99 % (mark){explain_remarks(median for _, median, _ in rows)}")
    log_axis(axes.xaxis, is_time=True)
    axes.grid(axis="x", alpha=0.3)
    return chart


def draw_streams(figures, colours):
    """Two bars a system: small messages, and larger ones in a lighter colour."""
    kinds = {"stream 64 B": 0, "stream of records": 0, "stream 1 KiB": 1}
    rows = {}
    for figure in figures:
        if figure["what"] in kinds:
            rows.setdefault(figure["system"], {})[kinds[figure["what"]]] = figure

    rows = sorted(((system, row) for system, row in rows.items() if 0 in row), key=lambda item: item[1][0]["value"])
    if not rows:
        return None

    chart, axes = plt.subplots(figsize=(8, 0.36 * len(rows) + 1.3))
    for place, (system, row) in enumerate(rows):
        for kind, figure in row.items():
            middle = place if len(row) == 1 else place + 0.2 - 0.4 * kind
            axes.barh(middle, figure["value"], height=0.38, color=colours[system], alpha=1 if kind == 0 else 0.45)
            axes.text(1.08 * figure["value"], middle, rate_text(figure["value"]) + remark(figure), va="center", fontsize=7)

    axes.set_xscale("log")
    axes.set_xlim(0.1, 2 * max(row[0]["value"] for _, row in rows))
    axes.set_ylim(-0.6, len(rows) - 0.4)
    axes.set_yticks(range(len(rows)), [system for system, _ in rows])
    axes.set_xlabel(f"million messages a second{explain_remarks(figure for _, row in rows for figure in row.values())}")
    log_axis(axes.xaxis, is_time=False)
    axes.grid(axis="x", alpha=0.3)
    axes.legend(handles=[Patch(color="#57606a", label="64 bytes, or a record"), Patch(color="#57606a", alpha=0.45, label="1 KiB")], loc="lower right", fontsize=8)
    return chart


def points_of(figures, pattern):
    """Of each system, its points: where, how much, and whether the processors were near, and left alone."""
    lines = defaultdict(list)
    for figure in figures:
        match = re.match(pattern, figure["what"])
        if match and figure["system"] not in NO_CURVES:
            lines[figure["system"]].append((number(match[1]), figure["value"], figure["cores"] == "near"))

    return {system: sorted(points) for system, points in lines.items() if len(points) > 2}


def draw_line(axes, points, colour, marker, style="-"):
    """Faint between points that were measured under different conditions, and say nothing of each other."""
    parts = [list(part) for _, part in groupby(points, key=lambda point: point[2])]
    for part in parts:
        axes.plot([point[0] for point in part], [point[1] for point in part], color=colour, linestyle=style, linewidth=1.4)

    for before, after in zip(parts, parts[1:]):
        axes.plot([before[-1][0], after[0][0]], [before[-1][1], after[0][1]], color=colour, linestyle=":", linewidth=0.7)

    for is_near, inside in ((True, colour), (False, "white")):
        some = [point for point in points if point[2] == is_near]
        axes.plot([point[0] for point in some], [point[1] for point in some], color=colour, linestyle="", marker=marker, markersize=4.5, markerfacecolor=inside)


def draw_curve(figures, colours, name, pattern, over, what):
    """One line a system, those on top first in the legend. Hollow marks were measured while the processors were far apart, or others ran on them."""
    lines = points_of(figures, pattern)
    if not lines:
        return None

    chart, axes = plt.subplots(figsize=(8, 4.2))
    order = sorted(lines, key=lambda system: (-lines[system][-1][1], system))
    handles = []
    for system in order:
        marker = MARKERS[list(colours).index(system) % len(MARKERS)]
        draw_line(axes, lines[system], colours[system], marker)
        handles.append(Line2D([], [], color=colours[system], marker=marker, markersize=4.5, label=system))

    if name in DASHED:
        second, solid_label, dashed_label = DASHED[name]
        for system, points in points_of(figures, second).items():
            draw_line(axes, points, colours[system], MARKERS[list(colours).index(system) % len(MARKERS)], "--")

        handles += [Line2D([], [], color="#57606a", label=solid_label), Line2D([], [], color="#57606a", linestyle="--", label=dashed_label)]

    if not all(point[2] for points in lines.values() for point in points):
        handles.append(Line2D([], [], color="#57606a", linestyle="", marker="o", markersize=4.5, markerfacecolor="white", label="processors far apart, or loaded"))

    ticks = sorted({point[0] for points in lines.values() for point in points})
    axes.set_xscale("log", base=2)
    axes.set_xticks(ticks, [size_text(tick) if "size" in over else f"{tick:,}" for tick in ticks], rotation=35 if len(ticks) > 7 else 0, fontsize=8)
    axes.xaxis.set_minor_locator(FixedLocator([]))
    axes.set_yscale("log")
    log_axis(axes.yaxis, is_time=not what.startswith("million"))
    axes.set_xlabel(over)
    axes.set_ylabel(what)
    axes.grid(alpha=0.3)
    axes.legend(handles=handles, fontsize=8, loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False)
    return chart


def draw(figures):
    """All plots for which a file has the figures: those of the usual measurements, or curves."""
    others = sorted({figure["system"] for figure in figures} - COLOURS.keys())
    colours = {**COLOURS, **{system: OTHER_COLOURS[place % len(OTHER_COLOURS)] for place, system in enumerate(others)}}
    charts = {curve[0]: draw_curve(figures, colours, *curve) for curve in CURVES}
    charts["one-way"] = draw_one_way(figures, colours)
    if not charts["stream-by-size"]:
        charts["streams"] = draw_streams(figures, colours)

    return {name: chart for name, chart in charts.items() if chart}


def save(chart, path):
    """Without what differs between two runs, and a hundredth of a point is exact enough."""
    text = io.StringIO()
    chart.savefig(text, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    short = re.sub(r"\d+\.\d{3,}", lambda decimal: f"{float(decimal[0]):.2f}", text.getvalue())
    path.write_text(re.sub(r" *\n *", "\n", short), encoding="utf-8")


def main(sources, folder):
    # The texts stay texts; what identifies shapes does not differ from run to run.
    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "typedmq", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    Path(folder).mkdir(parents=True, exist_ok=True)
    for source in sources:
        for name, chart in draw(read(source)).items():
            path = Path(folder) / f"{name}.svg"
            save(chart, path)
            plt.close(chart)
            print(path)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)

    main(sys.argv[1:-1], sys.argv[-1])
