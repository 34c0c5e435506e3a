"""What a panel over time is, and panels of bytes, shares and latencies."""

import math
from dataclasses import dataclass, field

import altair as alt

from axes import COUNT_LABEL, PERCENT_LABEL, TIME_LABEL, log_domain, log_ticks
from texts import bytes_unit


@dataclass
class Panel:
    title: str
    rows: list[dict]
    # What the lines are: `workload`, `region`, `link` or `upstream`.
    kind: str
    y_title: str
    # From zero to a little over the highest where it is not said.
    scale: alt.Scale | None = None
    axis: dict = field(default_factory=lambda: {"labelExpr": COUNT_LABEL, "tickCount": 5})


def panel_title(text: str) -> alt.TitleParams:
    return alt.TitleParams(text, fontSize=14, fontWeight="bold", anchor="start", offset=6)


def concerned(rows: list[dict]) -> list[dict]:
    """Without the elements that are zero throughout."""
    elements = {row["element"] for row in rows if row["mean"]}
    return [row for row in rows if row["element"] in elements]


def from_zero(rows: list[dict]) -> alt.Scale:
    """From zero to the next round number over the highest; where all are zero, to a hundredth."""
    highest = max((row["high"] or 0 for row in rows), default=0) * 1.03
    if highest <= 0:
        return alt.Scale(domain=[0, 0.01])
    power = 10.0 ** math.floor(math.log10(highest))
    digits = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
    return alt.Scale(domain=[0, next(d * power for d in digits if d * power >= highest)])


def bytes_panel(title: str, rows: list[dict], kind: str, y_title: str) -> Panel:
    """Bytes, in the unit that suits the highest."""
    size, name = bytes_unit(max((row["high"] or 0 for row in rows), default=0))
    for row in rows:
        for key in ("mean", "low", "high"):
            row[key] = None if row[key] is None else row[key] / size
    return Panel(title, rows, kind, f"{y_title} ({name})")


def share_panel(title: str, rows: list[dict], kind: str, y_title: str) -> Panel:
    """Shares: up to 100 % where a half is reached, else up to the highest."""
    for row in rows:
        row["high"] = row["high"] and min(row["high"], 1)
    highest = max((row["high"] or 0 for row in rows), default=0)
    if highest > 0.5:
        scale = alt.Scale(domain=[0, 1])
    else:
        scale = from_zero(rows)
    return Panel(title, rows, kind, y_title, scale, {"labelExpr": PERCENT_LABEL, "tickCount": 5})


def latency_panel(title: str, rows: list[dict], kind: str) -> Panel | None:
    """Times on a logarithmic scale, where there are any.

    Their intervals are those of the logarithm (delta method), which fit the scale: they reach as
    far up as down, and never to zero.
    """
    seen = [row for row in rows if row["mean"]]
    for row in rows:
        mean, high = row["mean"], row["high"]
        if mean:
            factor = math.exp((high - mean) / mean)
            row["low"], row["high"] = mean / factor, mean * factor
        else:  # zero has no place on a log scale
            row["mean"] = row["low"] = row["high"] = None
    if not seen:
        return None
    low, high = log_domain([row["low"] for row in seen], [row["high"] for row in seen])
    return Panel(
        title, rows, kind, "Latency (log scale)",
        alt.Scale(type="log", domain=[low, high], nice=False),
        {"values": log_ticks(low, high), "labelExpr": TIME_LABEL, "labelOverlap": True},
    )
