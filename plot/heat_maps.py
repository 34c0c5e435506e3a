"""The figures of a sweep over two of its axes."""

import math

import altair as alt

from curves import extremes
from metrics import row_name, selector
from roles import Roles, is_unstable, roles, subtitle, text_of
from style import INK, title_of
from sweep import Axis, Sweep
from texts import text_width
from values import value_text

# In pixels.
CELL_HEIGHT = 40
LEAST_CELL = 58
PAGE = 960
LABEL_SIZE, TITLE_SIZE = 12, 12.5
# Above this ratio of the most to the least, colours follow the logarithm.
LOG_RATIO = 20
# Print keeps dark text apart from Viridis above this place of its range.
BRIGHT = 0.55


def heat_maps(sweep: Sweep) -> dict[str, alt.Chart]:
    """One a metric, where there are two axes."""
    if len(sweep.axes) < 2:
        return {}
    chosen = roles(sweep)
    if chosen.series is None:
        return {}
    return {
        f"heat_map_{selector(rows[0])}": heat_map(rows, chosen, sweep) for rows in sweep.metrics()
    }


def heat_map(rows: list[dict], chosen: Roles, sweep: Sweep) -> alt.Chart:
    least, most = extremes(rows)
    low, high, unit = least["mean"], most["mean"], rows[0]["unit"]
    is_log = low > 0 and high > LOG_RATIO * low
    cells = []
    for row in rows:
        mean = row["mean"]
        place = (
            math.log(mean / low) / math.log(high / low) if is_log else (mean - low) / (high - low)
        )
        cells.append({
            "x": text_of(chosen.x, row), "y": text_of(chosen.series, row),
            "facet": chosen.facet_of(row), "mean": mean,
            "label": value_text(mean, unit) + (" †" if is_unstable(row) else ""),
            "full": value_text(mean, unit, row["half_width"] or 0), "bright": place > BRIGHT,
        })
    cell = max(LEAST_CELL, *(text_width(each["label"], LABEL_SIZE) + 14 for each in cells))
    facets = chosen.facet_texts(rows)
    panels = []
    for facet in facets or [""]:
        own = [each for each in cells if each["facet"] == facet]
        panels.append(one(own, facet, chosen, (low, high), is_log).properties(
            width=cell * len(chosen.x.values), height=CELL_HEIGHT * len(chosen.series.values),
        ))
    unstable = any(is_unstable(row) for row in rows)
    columns = max(1, int(PAGE // (cell * len(chosen.x.values))))
    return alt.concat(*panels, columns=columns, spacing=20).resolve_scale(
        color="shared"
    ).properties(title=title_of(
        f"{row_name(rows[0])}: {value_text(low, unit)} to {value_text(high, unit)}",
        subtitle(sweep).split(";")[0], sweep,
        f"Least at {chosen.point_of(least)}; most at {chosen.point_of(most)}",
        *(["†: the load was more than could be served, so that figures grow with the run"]
          if unstable else []),
    ))


def fitting(axis: Axis, pixels: float) -> str:
    """The key of an axis, or its end where there is no room for all of it."""
    return axis.key if text_width(axis.key, TITLE_SIZE) <= pixels else axis.short


def one(
    cells: list[dict], facet: str, chosen: Roles, domain: tuple, is_log: bool
) -> alt.Chart:
    base = alt.Chart(alt.Data(values=cells))
    x = alt.X(
        "x:N", sort=chosen.x.texts, title=chosen.x.key,
        scale=alt.Scale(domain=chosen.x.texts, padding=0),
        axis=alt.Axis(labelAngle=0, domain=False, ticks=False, labelOverlap=True),
    )
    y = alt.Y(
        "y:N", sort=chosen.series.texts[::-1] if chosen.series.numbers else chosen.series.texts,
        title=fitting(
            chosen.series, CELL_HEIGHT * len(chosen.series.values)
        ),
        scale=alt.Scale(padding=0), axis=alt.Axis(
            domain=False, ticks=False, labelLimit=200,
        ),
    )
    rectangles = base.mark_rect(stroke="white", strokeWidth=1.5).encode(
        x=x, y=y,
        color=alt.Color(
            "mean:Q", legend=None,
            scale=alt.Scale(
                scheme="viridis", domain=list(domain), type="log" if is_log else "linear",
                nice=False,
            ),
        ),
        tooltip=[
            alt.Tooltip("x:N", title=chosen.x.short),
            alt.Tooltip("y:N", title=chosen.series.short), alt.Tooltip("full:N", title="Value"),
        ],
    )
    labels = base.mark_text(fontSize=LABEL_SIZE).encode(
        x=x, y=y, text="label:N",
        color=alt.condition("datum.bright", alt.value(INK), alt.value("white")),
    )
    chart = alt.layer(rectangles, labels)
    return chart.properties(title=alt.TitleParams(
        facet, fontSize=12.5, fontWeight="normal", anchor="middle"
    )) if facet else chart
