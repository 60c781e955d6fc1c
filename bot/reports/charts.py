"""Charts as pictures: bars with their numbers on them, readable on a phone in light and dark. Holds its thread while it
draws; an office at work draws in another process (`drawing`)."""

from __future__ import annotations

import io

from bot.reports.worded import Bars

WIDTH, HEIGHT, DOTS = 6.4, 4.2, 160
PRINTED = 2.3
"""How high (inches) a chart is on a page between tables; in chat a picture has its message to itself."""

PAPER, INK, FAINT = "#ffffff", "#1f2933", "#d5dbe1"
COLOURS = ("#9aa5b1", "#1f6feb")
"""Grey for the period before, blue for this one: told apart also by those who see no colours, by lightness."""


def picture(chart: Bars, height: float = HEIGHT) -> bytes:
    """Return a chart as PNG on white paper of its own, so that it reads the same in a dark chat."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=DOTS, facecolor=PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    width = 0.8 / max(len(chart.series), 1)
    for number, (name, values) in enumerate(chart.series):
        places = [group + (number - (len(chart.series) - 1) / 2) * width for group in range(len(values))]
        bars = axes.bar(places, values, width * 0.92, label=name, color=COLOURS[number % len(COLOURS)])
        axes.bar_label(bars, color=INK, fontsize=12, padding=2)
    axes.set_title(chart.title, color=INK, fontsize=14, loc="left", pad=26)
    axes.set_xticks(range(len(chart.groups)), chart.groups, fontsize=12, color=INK)
    axes.set_yticks([])
    axes.set_ylim(0, 1.15 * max(1, *(value for _, values in chart.series for value in values)))
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(FAINT)
    axes.legend(
        loc="lower left",  # above the bars, where it covers none
        bbox_to_anchor=(0, 1),
        ncols=max(len(chart.series), 1),
        frameon=False,
        fontsize=12,
        labelcolor=INK,
        borderaxespad=0.2,
    )
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", metadata={"Description": chart.told})
    return drawn.getvalue()
