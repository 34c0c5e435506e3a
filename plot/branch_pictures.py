"""What each fault changes along time, against the undisturbed run."""

import math

import altair as alt

from axes import COUNT_LABEL
from over_time import END, MIDDLE, PER, STEP
from panels import panel_title
from style import OKABE_ITO, SHAPES, nothing, title_of
from tables import in_order
from texts import duration_text, grouped, runs
from time_axis import EXTENT, WIDTH, TimeAxis
from values import value_text
from whatif import WhatIf

# In pixels.
HEIGHT = 120
# Up to this share of the undisturbed latency, more of it is not felt.
NOTABLE = 0.1
# Of workloads, those with the largest differences of latency.
WORKLOADS = 7
ALL = "all"
# Panels: metric, title, title of the axis, and which place of an interval a value is of.
PANELS = (
    ("pulls_failed", "More pulls failed per {per}", "Pulls per {per}", STEP),
    ("latency_p95", "Change of the 95th percentile of latency", "Seconds", MIDDLE),
    ("pulls_in_flight", "More pulls under way", "Pulls", END),
    ("pulls_served", "More pulls served per {per}", "Pulls per {per}", STEP),
)


def branch_pictures(results: WhatIf) -> dict[str, alt.Chart]:
    if not results.branches:
        return {}
    names: dict[str, str] = {}
    for branch in results.branches:
        name = "branch_" + "".join(c if c.isalnum() or c in "-_" else "_" for c in branch)
        while name in names.values():
            name += "_"
        names[branch] = name
    return {names[branch]: picture(results, branch) for branch in results.branches}


def picture(results: WhatIf, branch: str) -> alt.Chart:
    rows = [row for row in results.timeline if row["branch"] == branch]
    interval = rows[0]["interval_s"]
    per = PER.get(interval) or duration_text(interval)
    end = max(row["time_s"] + row["interval_s"] for row in results.timeline)
    faults = [fault for fault in results.faults if fault["fault"] == branch]
    # From a little before the fork: up to there, all branches are the same.
    fork = min(row["time_s"] for row in rows)
    axis = TimeAxis(end, faults, [], start=max(0, fork - 0.06 * (end - fork)))
    workloads = in_order(
        row["element"] for row in results.timeline if row["kind"] == "workload"
    )
    panels = []
    for metric, title, y_title, at in PANELS:
        own = chosen_rows(rows, metric)
        if any(row["difference"] for row in own):
            panels.append((own, title.format(per=per), y_title.format(per=per), at))
    if not panels:
        return nothing(f"{branch}: no difference in any interval", results)
    charts = [
        drawn(*panel, axis, workloads, number == 0, number == len(panels) - 1)
        for number, panel in enumerate(panels)
    ]
    events = axis.events()
    if events:
        charts.insert(0, axis.names(events))
    known = any(row["difference_half_width"] is not None for row in rows)
    return alt.vconcat(*charts, spacing=14).resolve_scale(
        color="independent", shape="independent", y="independent"
    ).properties(title=title_of(
        headline(results, branch, rows),
        f"Differences to the same run without the fault, in intervals of "
        f"{duration_text(interval)}, means over {runs(results)}"
        + ("; bands are 95 % confidence intervals" if known else ""), results,
        *(["Bands that reach far beyond all means are cut"] if any(
            reach(in_intervals(own, at, axis))[2] for own, _, _, at in panels
        ) else []),
        *([] if faults else ["Not marked, since replications have the fault at different times or "
                             "repeatedly"]),
    ))


def chosen_rows(rows: list[dict], metric: str) -> list[dict]:
    """Of all workloads together where they are added up, else of those that change most."""
    found = [row for row in rows if row["kind"] == "workload" and row["metric"] == metric]
    together = [row for row in found if row["element"] == ALL]
    if together:
        return together
    most: dict[str, float] = {}
    for row in found:
        most[row["element"]] = max(most.get(row["element"], 0), abs(row["difference"] or 0))
    kept = sorted(most, key=lambda element: -most[element])[:WORKLOADS]
    return [row for row in found if row["element"] in kept]


def headline(results: WhatIf, branch: str, rows: list[dict]) -> str:
    """Pulls that fail, and the most of latency that is more than chance."""
    failed = next((row for row in results.totals if row["branch"] == branch
                   and row["metric"] == "pulls_failed" and row["workload"] == ALL), None)
    change = (failed and failed["difference"]) or 0
    width = (failed and failed["difference_half_width"]) or 0
    text = grouped(math.floor(abs(change) + 0.5)) + (f" ± {grouped(width)}" if width else "")
    text = text if change else "no"
    parts = [f"{text} {'fewer' if change < 0 else 'more'} pulls fail"]
    slower = max((row for row in chosen_rows(rows, "latency_p95")
                  if (row["difference"] or 0) > max(
                      row["difference_half_width"] or 0, NOTABLE * (row["undisturbed_mean"] or 0)
                  )),
                 key=lambda row: row["difference"], default=None)
    parts.append(
        f"p95 of {slower['element']} is up to {value_text(slower['difference'], 's')} longer"
        if slower else "p95 not much longer"
    )
    return f"{branch}: {', '.join(parts)}"


def reach(points: list[dict]) -> tuple[float, float, bool]:
    """From where to where an axis goes, and whether that cuts bands: as far again as the means."""
    means = [0, *(point["mean"] for point in points if point["mean"] is not None)]
    low, high = min(means), max(means)
    span = high - low
    bottom = min([0, *(point["low"] for point in points if point["low"] is not None)])
    top = max([0, *(point["high"] for point in points if point["high"] is not None)])
    kept = max(bottom, low - span), min(top, high + span)
    return *kept, kept != (bottom, top)


def drawn(
    rows: list[dict], title: str, y_title: str, at: tuple, axis: TimeAxis, workloads: list[str],
    first: bool, last: bool,
) -> alt.Chart:
    elements = [name for name in workloads if any(row["element"] == name for row in rows)]
    points = in_intervals(rows, at, axis)
    known = [name for name in workloads if name != ALL]
    colours = [
        "#000000" if name == ALL else OKABE_ITO[known.index(name) % len(OKABE_ITO)]
        for name in elements
    ]
    shapes = ["circle" if name == ALL else SHAPES[known.index(name) % len(SHAPES)]
              for name in elements]
    labels = ["all workloads" if name == ALL else name for name in elements]
    # All panels have the same workloads, where these are few enough.
    legend = alt.Legend(symbolOpacity=1, symbolSize=80) if (
        first or len(known) > WORKLOADS
    ) else None
    colour = alt.Color("element:N", title="Workload", sort=labels, legend=legend,
                       scale=alt.Scale(domain=labels, range=colours))
    shape = alt.Shape("element:N", title="Workload", sort=labels, legend=legend,
                      scale=alt.Scale(domain=labels, range=shapes))
    low, high, _ = reach(points)
    margin = (high - low) * 0.06 or 1
    scale = alt.Scale(domain=[low - margin, high + margin], nice=False)
    x = axis.x(labelled=last)
    y = alt.Y("mean:Q", title=y_title, scale=scale, axis=alt.Axis(
        minExtent=EXTENT, tickCount=5, labelExpr=SIGNED,
    ))
    base = alt.Chart(alt.Data(values=points))
    return alt.layer(
        *axis.shade(),
        alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color="#555555").encode(
            y=alt.Y("at:Q", scale=scale)
        ),
        base.mark_area(opacity=0.17, clip=True).encode(
            x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q", color=colour
        ),
        base.mark_line(strokeWidth=1.9, strokeJoin="round").encode(x=x, y=y, color=colour),
        base.transform_filter("datum.marked").mark_point(
            filled=True, opacity=1, size=42, stroke="white", strokeWidth=0.6
        ).encode(x=x, y=y, color=colour, shape=shape),
        base.transform_filter("datum.is_point && datum.mean != null").mark_point(
            filled=True, opacity=0, size=120
        ).encode(x=x, y=y, tooltip=[
            alt.Tooltip("element:N", title="Workload"),
            alt.Tooltip("time:Q", title=f"Time ({axis.unit})", format=".4~r"),
            *(alt.Tooltip(f"{field}:Q", title=name, format="+.4~r")
              for field, name in (("mean", "Difference"), ("low", "From"), ("high", "To"))),
        ]),
    ).properties(width=WIDTH, height=HEIGHT, title=panel_title(title))


SIGNED = f"datum.value > 0 ? '+' + ({COUNT_LABEL}) : ({COUNT_LABEL})"


def in_intervals(rows: list[dict], at: tuple, axis: TimeAxis) -> list[dict]:
    """Each row at places of its interval; lines break where a row is missing."""
    points = []
    for element in in_order(row["element"] for row in rows):
        own = sorted((row for row in rows if row["element"] == element),
                     key=lambda row: row["time_s"])
        name = "all workloads" if element == ALL else element
        every = max(1, len(own) // 12)
        before = None
        for number, row in enumerate(own):
            start, length = row["time_s"], row["interval_s"]
            if before is not None and start > before + length * 1.5:
                points.append({"element": name, "time": (before + length * 1.5) / axis.divisor,
                               "mean": None, "low": None, "high": None})
            before = start
            mean, width = row["difference"], row["difference_half_width"] or 0
            for place in at:
                middle = place == at[len(at) // 2]
                points.append({
                    "element": name, "time": (start + length * place) / axis.divisor, "mean": mean,
                    "low": None if mean is None else mean - width,
                    "high": None if mean is None else mean + width, "is_point": middle,
                    "marked": middle and number % every == 0 and mean is not None,
                })
    return points
