"""Draws folders of results with Altair; run by `plot`, inside its virtual environment."""

import math
import sys
from pathlib import Path

import altair as alt
import vl_convert as vlc

from results import Results, ResultsError, read

# Okabe and Ito's colours in an order in which neighbours also differ in lightness; black and
# yellow come last, since yellow is faint on paper.
OKABE_ITO = [
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#000000", "#F0E442",
]
SHAPES = [
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left",
]
# Viridis from dark to light without its faintest fifth.
QUANTILES = {
    "p50": "#440154", "p75": "#443A83", "p90": "#31688E", "p95": "#20908C", "p99": "#35B779",
    "p99.9": "#7AD151",
}
# Why pulls fail, as timeline.csv names it.
FAILURES = {
    "not_found": "404", "too_many_requests": "429", "upstream_failed": "502", "overloaded": "503",
}
# Hits are blue and green, misses orange to black; each also has a lightness of its own.
ORIGINS = {
    "zone-hit": ("cache of the same zone", "#0072B2"),
    "region-hit": ("cache of another zone", "#56B4E9"),
    "replicated-hit": ("cache, by replication", "#A6DCCB"),
    "joined-miss": ("joined a fetch under way", "#E69F00"),
    "from-home": ("the home region", "#D55E00"),
    "from-peer": ("another region", "#CC79A7"),
    "from-upstream": ("upstream", "#000000"),
}
# By what a kind of content is measured.
MEASURES = {"layers": "bytes", "manifests": "requests"}
HITS = ("zone-hit", "region-hit", "replicated-hit")
INK = "#222222"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
# Thousands are set apart from five digits on, as on the terminal, by a thin space.
THIN = "\u2009"
COUNT_LABEL = (
    "datum.value < 9999.5 ? format(datum.value, '~r')"
    f" : replace(format(datum.value, ',~r'), regexp(',', 'g'), '{THIN}')"
)
# Labels of a logarithmic time axis.
TIME_LABEL = (
    "datum.value < 0.000999 ? format(datum.value * 1e6, '.3~r') + ' µs'"
    " : datum.value < 0.999 ? format(datum.value * 1e3, '.3~r') + ' ms'"
    f" : ({COUNT_LABEL}) + ' s'"
)
# In pixels.
LATENCY_WIDTH = 640
HIT_RATE_WIDTH = 520
DOT_RADIUS = 5
LABEL_GAP = 9
# A generous mean for a character of a label, as a share of the font's size.
CHARACTER = 0.56
# From so many waiting requests on, the mean of an interval, front ends have a queue to be seen.
WAITING = 0.1
# Counts and averages of an interval are drawn from its start to its end, points in its middle.
STEP = (0, 0.5, 1)
PERCENT_LABEL = "format(datum.value * 100, '.3~r') + ' %'"


def main(arguments: list[str]) -> int:
    alt.data_transformers.disable_max_rows()
    for argument in arguments:
        folder = Path(argument)
        results = read(folder)
        target = folder / "plots"
        target.mkdir(exist_ok=True)
        for name, chart in (
            ("latency", latency(results)),
            ("timeline", timeline(results)),
            ("hit_rate", hit_rate(results)),
        ):
            specification = styled(chart).to_json()
            svg = vlc.vegalite_to_svg(specification)
            (target / f"{name}.svg").write_text(svg, encoding="utf-8")
            (target / f"{name}.png").write_bytes(vlc.svg_to_png(svg, scale=2))
        print(target)
    return 0


# Latency


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
        row["label"] = f"{row['statistic']}   {time_text(row['mean'], width)}"
    # The axis goes on until each label has room inside the plot.
    while not all(place_label(row, low, high) for row in rows):
        high = log_domain([low], [high * 1.5])[1]
    for row in rows:
        # An interval that the dot covers has no ends to be seen.
        reach = math.log(row["high"] / row["mean"]) / math.log(high / low) * LATENCY_WIDTH
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
    ).encode(y=y, yOffset=offset, x=x, color=colour)
    labels = [
        base.transform_filter(f"datum.side == '{side}'")
        .mark_text(
            align="right" if side == "left" else "left",
            dx=-LABEL_GAP if side == "left" else LABEL_GAP, fontSize=11.5, color=INK,
        )
        .encode(
            y=y, yOffset=offset, text="label:N",
            x=alt.X("low:Q" if side == "left" else "high:Q", scale=scale),
        )
        for side in ("left", "right")
    ]
    return alt.layer(bands, bars, *ends, points, *labels).properties(
        width=LATENCY_WIDTH,
        height=len(workloads) * 112,
        title=title_of(
            title,
            f"Quantiles of served pulls by workload, means over {runs(results)}; {bars_text(rows)}",
            results,
        ),
    )


def place_label(row: dict, low: float, high: float) -> bool:
    """Right of its bar, or left of it near the right edge; whether there is room for it."""
    needed = text_width(row["label"], 11.5) + LABEL_GAP
    pixels = LATENCY_WIDTH / math.log(high / low)
    if LATENCY_WIDTH - math.log(row["high"] / low) * pixels >= needed:
        row["side"] = "right"
    elif math.log(row["low"] / low) * pixels >= needed:
        row["side"] = "left"
    else:
        return False
    return True


# Timeline


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

    panels = []
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


# Hit rate


def hit_rate(results: Results) -> alt.Chart:
    regions = in_order(row["region"] for row in results.hit_rate if row["kind"] == "layers")
    if len(regions) == 2:  # one region, and the same again as "all"
        regions = [name for name in regions if name != "all"]
    segments, ends, cut = [], [], False
    for kind, measure in MEASURES.items():
        for region in regions:
            own = [
                row for row in results.hit_rate
                if row["region"] == region and row["kind"] == kind
            ]
            rows = [row for row in own if row["origin"] in ORIGINS]
            failed = sum(row["requests_mean"] for row in own if row["origin"] == "failed")
            total = sum(row[f"{measure}_mean"] or 0 for row in rows)
            if total == 0:
                text = f"{count_text(failed)} failed" if failed else "nothing asked for"
                ends.append({"region": region, "kind": kind, "text": text})
                continue
            start, missed = 0.0, 0.0
            for row in sorted(rows, key=lambda row: list(ORIGINS).index(row["origin"])):
                share = row[f"share_of_{measure}"] or 0
                missed += 0 if row["origin"] in HITS else share
                if share == 0:
                    continue
                width = row[f"share_of_{measure}_half_width"]
                room = share * HIT_RATE_WIDTH - 6
                texts = [percent(share, width), percent(share)] if width else [percent(share)]
                text = next((text for text in texts if text_width(text, 12) <= room), "")
                cut = cut or text.endswith("]")
                segments.append({
                    "region": region, "kind": kind, "origin": row["origin"], "start": start,
                    "end": start + share, "middle": start + share / 2,
                    "label": text,
                    "dark": row["origin"] in ("zone-hit", "from-home", "from-upstream"),
                })
                start += share
            size, unit = bytes_unit(total)
            amount = f"{total / size:.3g} {unit}" if measure == "bytes" else count_text(total)
            text = f"{percent(missed)} missed, of {amount}"
            ends.append({
                "region": region, "kind": kind,
                "text": text + (f"; {count_text(failed)} failed" if failed else ""),
            })
    if not segments:
        return nothing("Nothing was asked for", results)
    used = [name for name in ORIGINS if any(row["origin"] == name for row in segments)]
    names = " : ".join(f"datum.label == '{k}' ? '{ORIGINS[k][0]}'" for k in used) + " : ''"
    colour = alt.Color(
        "origin:N", title=None,
        scale=alt.Scale(domain=used, range=[ORIGINS[name][1] for name in used]),
        legend=alt.Legend(
            orient="top", direction="horizontal", labelExpr=names, columns=3, symbolType="square",
            symbolSize=160, labelLimit=300, columnPadding=24, offset=10,
        ),
    )
    y = alt.Y(
        "region:N", sort=regions, title=None,
        axis=alt.Axis(
            labelExpr="datum.value == 'all' ? 'all regions' : datum.value", labelFontSize=13,
            labelLimit=260, ticks=False, domain=False, labelPadding=8,
        ),
    )
    panels = []
    for kind, title in (("layers", "Layers, by bytes"), ("manifests", "Manifests, by requests")):
        last = kind == "manifests"
        scale = alt.Scale(domain=[0, 1], nice=False)
        x = alt.X(
            "start:Q", scale=scale,
            title="Share of what was answered with content" if last else None,
            axis=alt.Axis(labelExpr=PERCENT_LABEL, tickCount=5, labels=last, ticks=last),
        )
        own = alt.Chart(alt.Data(values=[row for row in segments if row["kind"] == kind]))
        # A white edge would swallow a thin segment.
        bars = own.mark_bar(stroke="white").encode(
            y=y, x=x, x2="end:Q", color=colour,
            strokeWidth=alt.condition(
                "datum.end - datum.start > 0.03", alt.value(0.7), alt.value(0)
            ),
        )
        labels = own.mark_text(fontSize=12).encode(
            y=y, x=alt.X("middle:Q", scale=scale), text="label:N",
            color=alt.condition("datum.dark", alt.value("white"), alt.value(INK)),
        )
        notes = (
            alt.Chart(alt.Data(values=[row for row in ends if row["kind"] == kind]))
            .mark_text(align="left", dx=8, fontSize=12, color=INK)
            .encode(y=y, x=alt.value(HIT_RATE_WIDTH), text="text:N")
        )
        panels.append(alt.layer(bars, labels, notes).properties(
            width=HIT_RATE_WIDTH, height=max(46, 38 * len(regions)),
            title=alt.TitleParams(title, fontSize=14, fontWeight="bold", anchor="start", offset=6),
        ))
    whole = [
        row for row in results.hit_rate if row["region"] == regions[0] and row["kind"] == "layers"
    ]
    hits = sum(row["share_of_bytes"] or 0 for row in whole if row["origin"] in HITS)
    if any(row["bytes_mean"] for row in whole):
        title = f"{percent(hits)} of layer bytes were in the asked region's cache"
    else:
        title = "No layers were asked for"
    known = any(row["share_of_bytes_half_width"] is not None for row in results.hit_rate)
    return alt.vconcat(*panels, spacing=14).properties(
        title=title_of(
            title,
            f"Where requests found their content, by region, over {runs(results)}"
            + (f"; {'± and […] are' if cut else '± is a'} 95 % confidence interval"
               + ("s" if cut else "") if known else ""),
            results,
        )
    )


# Parts of pictures


def styled(chart: alt.Chart) -> alt.Chart:
    return (
        chart.configure(font=FONT, background="white", padding=18)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=12, titleFontSize=12.5, titleFontWeight="normal", labelColor=INK,
            labelFlush=False, titleColor=INK, gridColor="#DDDDDD", domainColor="#888888",
            tickColor="#888888", titlePadding=10,
        )
        .configure_legend(labelFontSize=12, titleFontSize=12, labelColor=INK, labelLimit=220)
    )


def title_of(title: str, subtitle: str, results: Results) -> alt.TitleParams:
    return alt.TitleParams(
        title, subtitle=[results.title, subtitle], anchor="start", fontSize=18, subtitleFontSize=13,
        subtitleColor="#444444", subtitlePadding=5, subtitleLineHeight=18, offset=16, color=INK,
        limit=1000,
    )


def nothing(text: str, results: Results) -> alt.Chart:
    """A picture which says that there is nothing to see."""
    return (
        alt.Chart(alt.Data(values=[{"text": "no data"}]))
        .mark_text(fontSize=14, color="#666666")
        .encode(text="text:N")
        .properties(width=520, height=80, title=title_of(text, f"Over {runs(results)}", results))
    )


def palette(kind: str, count: int) -> tuple[list[str], list[str]]:
    """Regions start elsewhere in the palette, lest they be taken for workloads."""
    shift = 3 if kind == "region" else 0
    shapes = [SHAPES[(number + shift) % len(SHAPES)] for number in range(count)]
    if count <= len(OKABE_ITO):
        order = OKABE_ITO if kind != "region" else [OKABE_ITO[i] for i in (4, 6, 3, 2, 5, 0, 1, 7)]
        return order[:count], shapes
    anchors = ["#440154", "#443A83", "#31688E", "#20908C", "#35B779", "#8FD744"]
    return [blend(anchors, number / (count - 1)) for number in range(count)], shapes


def blend(anchors: list[str], place: float) -> str:
    left = min(int(place * (len(anchors) - 1)), len(anchors) - 2)
    part = place * (len(anchors) - 1) - left
    one, two = ([int(text[i : i + 2], 16) for i in (1, 3, 5)] for text in anchors[left : left + 2])
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(one, two))


def log_domain(values: list[float], uppers: list[float]) -> tuple[float, float]:
    """From the next lower to the next higher 1, 2 or 5 times a power of ten."""
    ticks = [
        digit * 10.0**power
        for power in range(math.floor(math.log10(min(values))) - 1,
                           math.ceil(math.log10(max(uppers))) + 1)
        for digit in (1, 2, 5)
    ]
    low = max(tick for tick in ticks if tick <= min(values) * 0.9)
    high = min((tick for tick in ticks if tick >= max(uppers) * 1.05), default=10 * ticks[-3])
    return low, high


def log_ticks(low: float, high: float, decades: int = 2) -> list[float]:
    """1, 2 and 5 times powers of ten, or over more decades the powers alone."""
    digits = (1, 2, 5) if high / low < 10.0**decades else (1,)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [float(f"{digit}e{power}") for power in powers for digit in digits]
    return [tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]


def upper(row: dict) -> float:
    return row["mean"] + (row["half_width"] or 0)


def in_order(names) -> list:
    return list(dict.fromkeys(names))


def runs(results: Results) -> str:
    return f"{results.replications} replication" + ("" if results.replications == 1 else "s")


def bars_text(rows: list[dict]) -> str:
    known = any(row["half_width"] is not None for row in rows)
    if not known:
        return "no confidence intervals"
    cut = any(row["mean"] < (row["half_width"] or 0) for row in rows)
    return f"bars{', ± and […]' if cut else ' and ±'} are 95 % confidence intervals"


def text_width(text: str, size: float) -> float:
    """About how many pixels a text takes."""
    return len(text) * size * CHARACTER


def time_text(value: float, width: float = 0) -> str:
    if width > value:  # no time is negative
        return f"{time_text(value)} [0…{time_text(value + width)}]"
    size, unit = next(
        (size, unit) for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs"))
        if value >= size * 0.9995 or unit == "µs"
    )
    return measured(value / size, width / size) + f" {unit}"


def percent(share: float, width: float = 0) -> str:
    if width and 0 <= share - width and share + width <= 1:
        return measured(share * 100, width * 100) + " %"
    if width:
        low, high = percent(max(share - width, 0)), percent(min(share + width, 1))
        return f"{percent(share)} [{low.removesuffix(' %')}…{high}]"
    value = share * 100
    # Close to 100 %, what is missing counts.
    places = 2 if value < 1 or 99 < value < 99.995 else 1
    text = f"{value:.{places}f}" if value >= 0.005 else "under 0.01"
    return ("0" if value == 0 else "100" if value >= 99.995 else text) + " %"


def measured(value: float, width: float) -> str:
    """At least three digits, and the half-width to the same place."""
    places = max(0, 2 - math.floor(math.log10(value))) if value > 0 else 0
    if width:  # up to two more for a narrow interval
        places = max(places, min(places + 2, -math.floor(math.log10(width))))
    return grouped(value, places) + (f" ± {grouped(width, places)}" if width else "")


def grouped(value: float, places: int = 0) -> str:
    """A number with its thousands apart from five digits on, as on the terminal."""
    text = f"{value:,.{places}f}"
    return text.replace(",", THIN if round(value, places) >= 10_000 else "")


def bytes_unit(value: float) -> tuple[float, str]:
    names = ("PiB", "TiB", "GiB", "MiB", "KiB", "B")
    units = [(1024.0 ** (5 - place), name) for place, name in enumerate(names)]
    return next((size, unit) for size, unit in units if value >= size or unit == "B")


def count_text(value: float) -> str:
    return f"{value:.3g}" if value < 100 else grouped(value)


def failed_share(results: Results) -> float:
    """Of the pulls that ended; each row of one outcome says how many there were."""
    pulls = {
        row["outcome"]: row["pulls_per_replication"] for row in results.latency
        if row["workload"] == row["region"] == "all"
    }
    failed = pulls.get("failed", 0)
    return failed / (failed + pulls.get("served", 0)) if failed else 0


def duration_text(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ResultsError, OSError) as error:
        print(f"plot: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
