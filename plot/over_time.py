"""Pictures over simulated time: panels, one below the other, under the faults and changes."""

import math

import altair as alt

from panels import Panel, from_zero, panel_title
from results import Results
from style import nothing, palette, title_of
from tables import in_order
from texts import duration_text, means
from time_axis import EXTENT, WIDTH, TimeAxis

# Counts and averages of an interval are drawn from its start to its end, points in its middle,
# levels at its end.
STEP = (0, 0.5, 1)
MIDDLE = (0.5,)
END = (1,)
# What is counted in an interval is counted per such a time.
PER = {1: "second", 60: "minute", 3600: "hour", 86400: "day"}


class OverTime:
    """The timeline of a run, its unit of time, its faults and changes."""

    def __init__(self, results: Results):
        self.results = results
        self.times = sorted({row["time_s"] for row in results.timeline})
        self.interval = results.timeline[0]["interval_s"] if self.times else 0
        self.end = self.times[-1] + self.interval if self.times else 0
        self.axis = TimeAxis(self.end, results.faults, results.changes, results.warm_up)
        self.per = PER.get(self.interval) or duration_text(self.interval)
        # A line looks the same in all panels of a picture.
        self.elements: dict[str, list[str]] = {}
        for row in results.timeline:
            names = self.elements.setdefault(row["kind"], [])
            if name_of(row["element"]) not in names:
                names.append(name_of(row["element"]))

    def rows(self, kind: str, *metrics: str, at: tuple) -> list[dict]:
        """Rows at places of each interval, with gaps where one has no value, so that no line
        bridges them."""
        found = {}
        for row in self.results.timeline:
            if row["kind"] == kind and row["metric"] in metrics:
                found[row["element"], row["metric"], row["time_s"]] = row
        rows = []
        added = {change["adds"]: change["start"] for change in self.results.changes}
        missing = {"mean": None, "half_width": None}
        for element, metric in in_order((key[0], key[1]) for key in found):
            for number, time in enumerate(self.times):
                row = found.get((element, metric, time), missing)
                if kind == "region" and time + self.interval <= added.get(element, 0):
                    row = missing  # there is no such region yet
                mean, width = row["mean"], row["half_width"] or 0
                rows += [
                    {
                        "element": name_of(element),
                        "time": (time + self.interval * place) / self.axis.divisor,
                        "mean": mean,
                        "low": None if mean is None else max(mean - width, 0),
                        "high": None if mean is None else mean + width,
                        "number": number,
                        "is_point": place == at[len(at) // 2],
                    }
                    for place in at
                ]
        return rows

    def picture(self, panels: list[Panel], title: str, absent: str) -> alt.Chart:
        """The panels below the faults and changes, or `absent` where there are none."""
        if not panels or not self.times:
            return nothing(absent, self.results)
        known = any(row["half_width"] is not None for row in self.results.timeline)
        charts = [self._drawn(panel, panel is panels[-1]) for panel in panels]
        events = self.axis.events()
        if events:
            charts.insert(0, self.axis.names(events))
        unplaced = self.results.faults_without_place
        return alt.vconcat(*charts, spacing=14).resolve_scale(
            color="independent", shape="independent", y="independent"
        ).properties(
            title=title_of(
                title,
                f"{means(self.results)} in intervals of {duration_text(self.interval)}"
                + ("; bands are 95 % confidence intervals" if known else "")
                + ("; grey: the warm-up, which other results leave out"
                   if self.results.warm_up else ""),
                self.results,
                *([f"Not marked, since replications have them at different times or repeatedly: "
                   f"{', '.join(unplaced)}"] if unplaced else []),
            ),
        )

    def _drawn(self, panel: Panel, last: bool) -> alt.Chart:
        rows, kind = panel.rows, panel.kind
        scale = panel.scale or from_zero(rows)
        present = {row["element"] for row in rows}
        elements = [name for name in self.elements[kind] if name in present]
        self._mark_points(rows, elements)
        # Of links a panel has few, and each picture one panel.
        known = elements if kind == "link" else self.elements[kind]
        colours, shapes = palette(kind, len(known))
        legend = alt.Legend(symbolOpacity=1, symbolSize=80, values=elements)
        colour = alt.Color(
            "element:N", title=kind.capitalize(), legend=legend,
            scale=alt.Scale(domain=known, range=colours),
        )
        shape = alt.Shape(
            "element:N", title=kind.capitalize(), legend=legend,
            scale=alt.Scale(domain=known, range=shapes),
        )
        base = alt.Chart()
        x = self.axis.x(labelled=last)
        y = alt.Y(
            "mean:Q", title=panel.y_title, scale=scale,
            axis=alt.Axis(minExtent=EXTENT, **panel.axis),
        )
        layers = [
            *self.axis.shade(),
            base.mark_area(opacity=0.22).encode(
                x=x, y=alt.Y("low:Q", scale=scale), y2="high:Q", color=colour
            ),
        ]
        # The first lines are the widest, so that lines which coincide all stay visible.
        for position, element in enumerate(elements):
            below = len(elements) - 1 - position
            step = min(1.7 if kind == "region" else 1.1, 3.4 / max(1, len(elements) - 1))
            layers.append(
                base.transform_filter(alt.datum.element == element)
                .mark_line(strokeWidth=1.7 + step * below, strokeJoin="round")
                .encode(x=x, y=y, color=colour)
            )
        layers.append(
            base.transform_filter("datum.marked")
            .mark_point(filled=True, opacity=1, size=42, stroke="white", strokeWidth=0.6)
            .encode(x=x, y=y, color=colour, shape=shape)
        )
        # Wide and unseen: what a pointer that is near a value is shown, on the page.
        layers.append(
            base.transform_filter("datum.is_point && datum.mean != null")
            .mark_point(filled=True, opacity=0, size=120)
            .encode(x=x, y=y, tooltip=[
                alt.Tooltip("element:N", title=kind.capitalize()),
                alt.Tooltip("time:Q", title=f"Time ({self.axis.unit})", format=".4~r"),
                *(alt.Tooltip(f"{field}:Q", title=title, format=".4~r")
                  for field, title in (("mean", "Mean"), ("low", "From"), ("high", "To"))),
            ])
        )
        return alt.layer(*layers, data=alt.Data(values=rows)).properties(
            width=WIDTH, height=130, title=panel_title(panel.title)
        )

    def _mark_points(self, rows: list[dict], elements: list[str]) -> None:
        """Decides which points bear a marker: some of a line, and those that stand alone."""
        every = max(len(elements), math.ceil(len(self.times) / 20))
        for position, element in enumerate(elements):
            own = [row for row in rows if row["element"] == element and row["is_point"]]
            start = position * every // len(elements)  # markers do not coincide
            for before, row, after in zip([None, *own], own, [*own[1:], None]):
                alone = all(not r or r["mean"] is None for r in (before, after))
                row["marked"] = row["mean"] is not None and (
                    alone or row["number"] % every == start
                )
                if alone:  # beside those of the other lines, in its interval
                    place = (position + 0.5) / len(elements) - 0.5
                    row["time"] += place * self.interval / self.axis.divisor


def name_of(element: str) -> str:
    """`FROM>TO` of a link as it is read."""
    return element.replace(">", " → ")
