"""Load, latency and use of the registry over time."""

import math

import altair as alt

from axes import COUNT_LABEL, PERCENT_LABEL, TIME_LABEL, log_domain, log_ticks
from results import Results, in_order
from style import nothing, palette, title_of
from texts import bytes_unit, duration_text, runs

# Why pulls fail, as timeline.csv names it.
FAILURES = {
    "not_found": "404", "too_many_requests": "429", "upstream_failed": "502", "overloaded": "503",
    "throttled": "429 (own limit)", "unauthorized": "401", "forbidden": "403", "unavailable": "cut",
}
# From so many waiting requests on, the mean of an interval, front ends have a queue to be seen.
WAITING = 0.1
# Counts and averages of an interval are drawn from its start to its end, points in its middle.
STEP = (0, 0.5, 1)


def timeline(results: Results) -> alt.Chart:
    times = sorted({row["time_s"] for row in results.timeline})
    if not times:
        return nothing("The run has no intervals", results)
    interval = results.timeline[0]["interval_s"]
    end = times[-1] + interval
    divisor, unit = next(
        (size, name)
        for size, name in ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))
        if end >= 3 * size or size == 1
    )

    def rows_of(kind: str, *metrics: str, at: tuple = (0.5,)) -> list[dict]:
        """Rows at places of each interval, with gaps where one has no value, so that no line
        bridges them."""
        found = {}
        for row in results.timeline:
            if row["kind"] == kind and row["metric"] in metrics:
                found[row["element"], row["metric"], row["time_s"]] = row
        rows = []
        for element, metric in in_order((key[0], key[1]) for key in found):
            for number, time in enumerate(times):
                row = found.get((element, metric, time), {"mean": None, "half_width": None})
                mean, width = row["mean"], row["half_width"] or 0
                rows += [
                    {
                        "element": element,
                        "metric": metric,
                        "time": (time + interval * place) / divisor,
                        "mean": mean,
                        "low": None if mean is None else max(mean - width, 0),
                        "high": None if mean is None else mean + width,
                        "number": number,
                        "is_point": place == at[len(at) // 2],
                    }
                    for place in at
                ]
        return rows

    every = max(1, math.ceil(len(times) / 20))
    x_scale = alt.Scale(domain=[0, end / divisor], nice=False)
    shade = []
    if results.warm_up:
        warm_up = {"start": 0, "end": min(results.warm_up, end) / divisor}
        shade.append(
            alt.Chart(alt.Data(values=[warm_up])).mark_rect(color="black", opacity=0.07)
            .encode(x=alt.X("start:Q", scale=x_scale), x2="end:Q")
        )

    faults = [
        {"fault": fault["fault"], "start": fault["start"] / divisor,
         "end": min(fault["end"], end) / divisor}
        for fault in results.faults if fault["start"] < end
    ]
    if faults:
        shade.append(
            alt.Chart(alt.Data(values=faults)).mark_rect(color="#D55E00", opacity=0.13)
            .encode(x=alt.X("start:Q", scale=x_scale), x2="end:Q")
        )

    def names_of_faults() -> alt.Chart:
        """The faults, each in a line of its own, over the panels that they shade."""
        base = alt.Chart(alt.Data(values=faults))
        y = alt.Y("fault:N", sort=None, title=None, axis=alt.Axis(minExtent=52, labelLimit=150))
        x = alt.X(
            "start:Q", scale=x_scale, title=None, axis=alt.Axis(labels=False, ticks=False)
        )
        return base.mark_bar(color="#D55E00", opacity=0.7, height=8, minBandSize=2).encode(
            x=x, x2="end:Q", y=y
        ).properties(
            width=680, height=16 * len(faults),
            title=alt.TitleParams(
                "Faults", fontSize=14, fontWeight="bold", anchor="start", offset=6),
        )

    def panel(title: str, rows: list[dict], kind: str, y_title: str, y: dict, last=False,
              height=130) -> alt.Chart:
        elements = in_order(row["element"] for row in rows)
        for position, element in enumerate(elements):
            own = [row for row in rows if row["element"] == element and row["is_point"]]
            start = position * every // max(1, len(elements))  # markers do not coincide
            for before, row, after in zip([None, *own], own, [*own[1:], None]):
                alone = all(not r or r["mean"] is None for r in (before, after))
                row["marked"] = row["mean"] is not None and (
                    alone or row["number"] % every == start
                )
        colours, shapes = palette(kind, len(elements))
        colour = alt.Color(
            "element:N", title=kind.capitalize(), scale=alt.Scale(domain=elements, range=colours),
            legend=alt.Legend(symbolOpacity=1, symbolSize=80),
        )
        shape = alt.Shape(
            "element:N", title=kind.capitalize(), scale=alt.Scale(domain=elements, range=shapes)
        )
        base = alt.Chart(alt.Data(values=rows))
        x = alt.X(
            "time:Q", scale=x_scale, sort=None,
            title=f"Time since the start of the run ({unit})" if last else None,
            axis=alt.Axis(labels=last, ticks=last, tickCount=10),
        )
        axis = alt.Y(
            "mean:Q", title=y_title, scale=y["scale"],
            axis=alt.Axis(minExtent=52, **y.get("axis", {})),
        )
        layers = [
            *shade,
            base.mark_area(opacity=0.22).encode(
                x=x, y=alt.Y("low:Q", scale=y["scale"]), y2="high:Q", color=colour
            )
        ]
        # The first lines are the widest, so that lines which coincide all stay visible.
        for position, element in enumerate(elements):
            below = len(elements) - 1 - position
            step = min(1.7 if kind == "region" else 1.1, 3.4 / max(1, len(elements) - 1))
            layers.append(
                base.transform_filter(alt.datum.element == element)
                .mark_line(strokeWidth=1.7 + step * below, strokeJoin="round")
                .encode(x=x, y=axis, color=colour)
            )
        layers.append(
            base.transform_filter("datum.marked")
            .mark_point(filled=True, opacity=1, size=42, stroke="white", strokeWidth=0.6)
            .encode(x=x, y=axis, color=colour, shape=shape)
        )
        return alt.layer(*layers).properties(
            width=680, height=height,
            title=alt.TitleParams(title, fontSize=14, fontWeight="bold", anchor="start", offset=6),
        )

    panels = [names_of_faults()] if faults else []
    started = rows_of("workload", "pulls_started", at=STEP)
    per = duration_text(interval).removeprefix("1 ")
    if started:
        panels.append(panel(
            f"Pulls started per {per}", started, "workload", f"Pulls per {per}",
            {"scale": alt.Scale(domainMin=0, nice=True),
             "axis": {"labelExpr": COUNT_LABEL, "tickCount": 5}},
        ))
    for metric, name in (("latency_p50", "median"), ("latency_p95", "95th percentile")):
        rows = rows_of("workload", metric)
        values = [row["mean"] for row in rows if row["mean"]]
        if not values:
            continue
        low, high = log_domain(values, [row["high"] for row in rows if row["mean"]])
        for row in rows:  # zero has no place on a log scale
            if not row["mean"]:
                row["mean"] = row["low"] = row["high"] = None
            else:
                row["low"] = max(row["low"], low)
        panels.append(panel(
            f"Latency of served pulls, {name}", rows, "workload", "Latency (log scale)",
            {
                "scale": alt.Scale(type="log", domain=[low, high], nice=False),
                "axis": {
                    "values": log_ticks(low, high), "labelExpr": TIME_LABEL,
                    "labelOverlap": True,
                },
            },
        ))
    for metric, name, kind in (
        *((f"pulls_failed_{key}", f"Pulls that failed with {text} per {per}", "workload")
          for key, text in FAILURES.items()),
        ("quota_refusals", f"Requests that an upstream's quota refused per {per}", "upstream"),
    ):
        rows = rows_of(kind, metric, at=STEP)
        concerned = {row["element"] for row in rows if row["mean"]}
        if concerned:
            rows = [row for row in rows if row["element"] in concerned]
            panels.append(panel(
                name, rows, kind, "Pulls" if kind == "workload" else "Requests",
                {"scale": alt.Scale(domainMin=0, nice=True),
                 "axis": {"labelExpr": COUNT_LABEL, "tickCount": 5}},
            ))
    for metric, name in (
        ("front_end_utilisation", "front ends"), ("storage_utilisation", "storage"),
    ):
        rows = rows_of("region", metric, at=STEP)
        if rows:
            for row in rows:
                row["high"] = row["high"] and min(row["high"], 1)
            highest = max((row["high"] or 0 for row in rows), default=0)
            scale = alt.Scale(domain=[0, 1]) if highest > 0.5 else alt.Scale(domainMin=0, nice=True)
            if highest == 0:
                scale = alt.Scale(domain=[0, 0.01])
            panels.append(panel(
                f"Utilisation of {name}", rows, "region", "Share in use",
                {"scale": scale, "axis": {"labelExpr": PERCENT_LABEL, "tickCount": 5}},
            ))
    waiting = rows_of("region", "front_end_waiting", at=STEP)
    if any((row["mean"] or 0) >= WAITING for row in waiting):
        panels.append(panel(
            "Requests that wait for a front end", waiting, "region", "Requests",
            {"scale": alt.Scale(domainMin=0, nice=True),
             "axis": {"labelExpr": COUNT_LABEL, "tickCount": 5}},
        ))
    held = rows_of("region", "cache_bytes_held", at=(1,))
    if held:
        size, name = bytes_unit(max((row["high"] or 0 for row in held), default=0))
        for row in held:
            for key in ("mean", "low", "high"):
                row[key] = None if row[key] is None else row[key] / size
        panels.append(panel(
            "Layers held in the cache at the end of each interval", held, "region",
            f"Bytes held ({name})",
            {"scale": alt.Scale(domainMin=0, nice=True),
             "axis": {"labelExpr": COUNT_LABEL, "tickCount": 5}},
            last=True,
        ))
    if not panels:
        return nothing("The run has no intervals", results)
    known = any(row["half_width"] is not None for row in results.timeline)
    return alt.vconcat(*panels, spacing=14).resolve_scale(
        color="independent", shape="independent", y="independent"
    ).properties(
        title=title_of(
            f"Load, latency and use of the registry over {duration_text(end)}",
            f"Means over {runs(results)} in intervals of {duration_text(interval)}; "
            + ("bands are 95 % confidence intervals" if known else "no confidence intervals")
            + ("; grey: the warm-up, which other results leave out" if shade else ""),
            results,
        ),
    )
