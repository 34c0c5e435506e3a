"""The figures of a sweep over one of its axes."""

import altair as alt

from metrics import row_name
from panels import panel_title
from roles import Roles, is_unstable, roles, subtitle, text_of
from style import OKABE_ITO, SHAPES, nothing, ordered, title_of
from sweep import Axis, Sweep
from values import value_axis, value_text

# In pixels.
WIDTH = 600
# So many panels stand side by side.
COLUMNS = 3
HEIGHT = 170
# Between series at the same place.
BESIDE = 6
EXTENT = 58


def curves(sweep: Sweep) -> alt.Chart:
    metrics = sweep.metrics()
    if not sweep.axes or not metrics:
        return nothing("The points of this sweep do not differ", sweep, subtitle(sweep))
    chosen = roles(sweep)
    panels = [metric_panels(rows, chosen, rows is metrics[-1]) for rows in metrics]
    unstable = any(is_unstable(row) for rows in metrics for row in rows)
    ordinary = f"What depends on {chosen.names()}"
    return alt.vconcat(*panels, spacing=22).resolve_scale(
        x="independent", y="independent", color="shared", shape="shared"
    ).properties(title=title_of(
        headline(metrics[0], chosen) or ordinary, subtitle(sweep), sweep,
        *(["Hollow: the load was more than could be served, so that figures grow with the run"]
          if unstable else []),
        *(["; ".join(sweep.constants)] if sweep.constants else []),
    ))


def headline(rows: list[dict], chosen: Roles) -> str | None:
    """The least and the most of the first metric, where that fits into a title."""
    least, most = extremes(rows)
    text = (
        f"{row_name(rows[0])}: {value_text(least['mean'], least['unit'])} at "
        f"{chosen.values_of(least)}; {value_text(most['mean'], most['unit'])} at "
        f"{chosen.values_of(most)}"
    )
    return text if len(text) <= 110 else None


def extremes(rows: list[dict]) -> tuple[dict, dict]:
    return min(rows, key=lambda row: row["mean"]), max(rows, key=lambda row: row["mean"])


def metric_panels(rows: list[dict], chosen: Roles, last: bool) -> alt.Chart:
    """A metric: one panel, or one a value of the further axes, side by side."""
    facets = chosen.facet_texts(rows)
    least, most = extremes(rows)
    title = (
        f"{row_name(rows[0])}: {value_text(least['mean'], least['unit'])} to "
        f"{value_text(most['mean'], most['unit'])}"
    )
    drawn = [drawn_row(row, chosen) for row in rows]
    scale, axis, y_title = value_axis(drawn, rows[0]["unit"])
    columns = max(1, min(len(facets), COLUMNS))
    width = (WIDTH - 20 * (columns - 1)) // columns
    panels = []
    for number, facet in enumerate(facets or [""]):
        own = [row for row in drawn if row["facet"] == facet]
        y = alt.Y(
            "mean:Q", scale=scale, title=None if number % columns else y_title,
            axis=alt.Axis(**axis.to_dict(), **(
                {"labels": False, "ticks": False} if number % columns else {"minExtent": EXTENT}
            )),
        )
        panel = lines(own, y, chosen, scale, last).properties(width=width, height=HEIGHT)
        panels.append(panel.properties(
            title=alt.TitleParams(facet, fontSize=12.5, fontWeight="normal", anchor="middle")
        ) if facet else panel)
    return alt.concat(*panels, columns=columns, spacing=14, title=panel_title(title))


def drawn_row(row: dict, chosen: Roles) -> dict:
    mean, width = row["mean"], row["half_width"] or 0
    x = chosen.x
    place = x.values.index(row[x.key])
    return {
        "x": beside(x, place, chosen, row) if x.numbers else x.texts[place], "place": x.texts[place],
        "series": text_of(chosen.series, row) if chosen.series else "",
        "facet": chosen.facet_of(row), "mean": mean, "low": mean - width, "high": mean + width,
        "label": value_text(mean, row["unit"], width), "hollow": is_unstable(row),
    }


def beside(axis: Axis, place: int, chosen: Roles, row: dict) -> float:
    """Where a point stands along an axis of amounts: series side by side, lest bars coincide."""
    number = axis.numbers[place]
    if chosen.series is None:
        return number
    count = len(chosen.series.values)
    step = (chosen.series.values.index(row[chosen.series.key]) - (count - 1) / 2) * BESIDE / WIDTH
    low, high = axis.numbers[0], axis.numbers[-1]
    return number * (high / low) ** step if axis.is_log else number + (high - low) * step


def lines(    rows: list[dict], y: alt.Y, chosen: Roles, scale: alt.Scale, titled: bool
) -> alt.Chart:
    """Lines over amounts, one alone with a band; over words points; bars side by side."""
    names = chosen.series.texts if chosen.series else [""]
    by_amount = bool(chosen.series and chosen.series.numbers)
    colours = (ordered(len(names)) if by_amount else OKABE_ITO[: len(names)])
    title = chosen.series.short if chosen.series else None
    legend = alt.Legend(symbolOpacity=1, symbolSize=80) if chosen.series else None
    colour = alt.Color(
        "series:N", title=title, legend=legend, scale=alt.Scale(domain=names, range=colours),
        sort=names,
    )
    shape = alt.Shape(
        "series:N", title=title, legend=legend, sort=names,
        scale=alt.Scale(domain=names, range=SHAPES[: len(names)]),
    )
    # The first are the largest, so that those which coincide all stay visible.
    width, size = (
        channel("series:N", legend=None, sort=names, scale=alt.Scale(
            domain=names,
            range=[least + step * min(n, 3) for n in reversed(range(len(names)))],
        )) if len(names) > 1 else alt.value(alone)
        for channel, least, step, alone in ((alt.StrokeWidth, 1.8, 1, 2), (alt.Size, 50, 26, 62))
    )
    base = alt.Chart(alt.Data(values=rows))
    x = x_of(chosen.x, titled)
    across = {"x": x, "color": colour}
    layers = []
    if chosen.x.numbers:
        if len(names) == 1:
            layers.append(base.mark_area(opacity=0.2, clip=True).encode(
                y=alt.Y("low:Q", scale=scale), y2="high:Q", **across
            ))
        layers += [
            base.mark_line(strokeJoin="round").encode(y=y, strokeWidth=width, **across),
        ]
    else:
        across["xOffset"] = alt.XOffset("series:N", sort=names)
    layers.append(
        base.mark_rule(strokeWidth=1.6, clip=True).encode(
            y=alt.Y("low:Q", scale=scale), y2="high:Q", **across
        )
    )
    layers.append(
        base.mark_point(filled=True, opacity=1, strokeWidth=1.6).encode(
            y=y, shape=shape, size=size, stroke=alt.Stroke("series:N", legend=None, sort=names,
                                                scale=alt.Scale(domain=names, range=colours)),
            fill=alt.condition("datum.hollow", alt.value("white"), colour), **(
                {key: value for key, value in across.items() if key != "color"}
            ),
            tooltip=[
                alt.Tooltip("place:N", title=chosen.x.short),
                *([alt.Tooltip("series:N", title=title)] if chosen.series else []),
                alt.Tooltip("label:N", title="Value"),
            ],
        )
    )
    return alt.layer(*layers)


def x_of(axis: Axis, titled: bool) -> alt.X:
    if not axis.numbers:
        return alt.X(
            "x:N", sort=axis.texts, title=axis.key if titled else None,
            axis=alt.Axis(labelAngle=0, labelLimit=150), scale=alt.Scale(paddingInner=0.3),
        )
    low, high = axis.numbers[0], axis.numbers[-1]
    if axis.is_log:
        margin = (high / low) ** 0.04
        scale = alt.Scale(type="log", domain=[low / margin, high * margin], nice=False)
    else:
        margin = (high - low) * 0.04
        scale = alt.Scale(domain=[low - margin, high + margin], nice=False, zero=False)
    # Ticks are at the values that were run, and read as the scenario has them.
    label = "''"
    for number, text in zip(axis.numbers, axis.texts):
        near = max(abs(number) * 1e-9, 1e-12)
        label = f"abs(datum.value - {number!r}) <= {near!r} ? '{text}' : {label}"
    return alt.X(
        "x:Q", scale=scale, title=(
            axis.key + (" (log scale)" if axis.is_log else "") if titled else None
        ),
        axis=alt.Axis(values=axis.numbers, labelExpr=label, labelOverlap=True, grid=False),
    )
