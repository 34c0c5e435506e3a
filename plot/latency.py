"""Quantiles of latency by workload."""

import math

import altair as alt

from axes import TIME_LABEL, log_domain, log_ticks
from results import Results, failed_share
from style import INK, nothing, title_of
from tables import in_order
from texts import percent, runs, text_width, time_text

# Viridis from dark to light without its faintest fifth.
QUANTILES = {
    "p50": "#440154", "p75": "#443A83", "p90": "#31688E", "p95": "#20908C", "p99": "#35B779",
    "p99.9": "#7AD151",
}
# In pixels.
WIDTH = 640
DOT_RADIUS = 5
LABEL_GAP = 9
LABEL_SIZE = 11.5


def latency(results: Results) -> alt.Chart:
    rows = [
        row
        for row in results.latency
        if row["region"] == "all" and row["outcome"] == "served"
        and row["statistic"] in QUANTILES and (row["mean"] or 0) > 0
    ]
    if not rows:
        return nothing("No pull was served", results)
    workloads = in_order(row["workload"] for row in rows)
    if len(workloads) == 2:  # one workload, and the same again as "all"
        workloads = [name for name in workloads if name != "all"]
    rows = [row for row in rows if row["workload"] in workloads]
    low, high = log_domain([row["mean"] for row in rows], [upper(row) for row in rows])
    for row in rows:
        width = row["half_width"] or 0
        row["low"] = max(row["mean"] - width, low)
        row["high"] = row["mean"] + width
        row["open"] = row["mean"] - width < low  # goes on beyond the axis: without an end
        row["label"] = f"{row['statistic']}: {time_text(row['mean'], width)}"
    # The axis goes on until each label has room inside the plot.
    while not all(place_label(row, low, high) for row in rows):
        high = log_domain([low], [high * 1.5])[1]
    for row in rows:
        # An interval that the dot covers has no ends to be seen.
        reach = math.log(row["high"] / row["mean"]) / math.log(high / low) * WIDTH
        row["covered"] = reach < DOT_RADIUS + 3
    slowest = max((r for r in rows if r["statistic"] == "p99"), key=lambda r: r["mean"])
    whole = [r for r in rows if r["workload"] == ("all" if "all" in workloads else workloads[0])]
    whole = {r["statistic"]: time_text(r["mean"]) for r in whole}
    title = f"Half of the served pulls take up to {whole['p50']}, 99 % up to {whole['p99']}"
    failed = failed_share(results)
    if len([name for name in workloads if name != "all"]) > 1 and slowest["workload"] != "all":
        title += f"; slowest at p99: {slowest['workload']}"
    if failed:
        title = f"{percent(failed)} of all pulls failed. " + title

    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    base = alt.Chart(alt.Data(values=rows))
    y = alt.Y(
        "workload:N",
        sort=workloads,
        title=None,
        scale=alt.Scale(paddingInner=0.12, paddingOuter=0.06),
        axis=alt.Axis(
            labelExpr="datum.value == 'all' ? 'all workloads' : datum.value", labelLimit=260,
            labelFontSize=14, ticks=False, domain=False, labelPadding=8,
        ),
    )
    offset = alt.YOffset("statistic:N", sort=list(QUANTILES))
    colour = alt.Color(
        "statistic:N", legend=None,
        scale=alt.Scale(domain=list(QUANTILES), range=list(QUANTILES.values())),
    )
    x = alt.X(
        "mean:Q", scale=scale, title="Time from the start of a pull to its end (log scale)",
        axis=alt.Axis(values=log_ticks(low, high, 4), labelExpr=TIME_LABEL, labelOverlap=True),
    )
    bands = (
        alt.Chart(alt.Data(values=[{"workload": name} for name in workloads]))
        .mark_bar(color="black", opacity=0.05)
        .encode(y=y)
    )
    bars = base.transform_filter("!datum.covered").mark_rule(strokeWidth=2, color=INK).encode(
        y=y, yOffset=offset, x=alt.X("low:Q", scale=scale), x2="high:Q"
    )
    ends = [
        base.transform_filter("!datum.covered")
        .transform_filter("true" if end == "high" else "!datum.open")
        .mark_tick(thickness=2, size=9, color=INK, orient="vertical")
        .encode(y=y, yOffset=offset, x=alt.X(f"{end}:Q", scale=scale))
        for end in ("low", "high")
    ]
    points = base.mark_circle(
        size=math.pi * DOT_RADIUS**2, opacity=1, stroke="white", strokeWidth=0.8
    ).encode(y=y, yOffset=offset, x=x, color=colour, tooltip=[
        alt.Tooltip("workload:N", title="Workload"), alt.Tooltip("label:N", title="Latency"),
    ])
    labels = [
        base.transform_filter(f"datum.side == '{side}'")
        .mark_text(
            align="right" if side == "left" else "left",
            dx=-LABEL_GAP if side == "left" else LABEL_GAP, fontSize=LABEL_SIZE, color=INK,
        )
        .encode(
            y=y, yOffset=offset, text="label:N",
            x=alt.X("low:Q" if side == "left" else "high:Q", scale=scale),
        )
        for side in ("left", "right")
    ]
    return alt.layer(bands, bars, *ends, points, *labels).properties(
        width=WIDTH,
        height=len(workloads) * 112,
        title=title_of(
            title,
            f"Quantiles of served pulls by workload, means over {runs(results)}; {bars_text(rows)}",
            results,
        ),
    )


def place_label(row: dict, low: float, high: float) -> bool:
    """Right of its bar, or left of it near the right edge; whether there is room for it."""
    needed = text_width(row["label"], LABEL_SIZE) + LABEL_GAP
    pixels = WIDTH / math.log(high / low)
    if WIDTH - math.log(row["high"] / low) * pixels >= needed:
        row["side"] = "right"
    elif math.log(row["low"] / low) * pixels >= needed:
        row["side"] = "left"
    else:
        return False
    return True


def upper(row: dict) -> float:
    return row["mean"] + (row["half_width"] or 0)


def bars_text(rows: list[dict]) -> str:
    known = any(row["half_width"] is not None for row in rows)
    if not known:
        return "no confidence intervals"
    cut = any(row["mean"] < (row["half_width"] or 0) for row in rows)
    return f"bars{', ± and […]' if cut else ' and ±'} are 95 % confidence intervals"
