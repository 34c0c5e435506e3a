"""Pictures over simulated time: panels, one below the other, under the faults and changes."""

import math

import altair as alt

from axes import COUNT_LABEL
from panels import Panel, from_zero, panel_title
from results import Results, in_order
from style import FAULT, INK, nothing, palette, title_of
from texts import duration_text, means, text_width

# Counts and averages of an interval are drawn from its start to its end, points in its middle,
# levels at its end.
STEP = (0, 0.5, 1)
MIDDLE = (0.5,)
END = (1,)
# In pixels.
WIDTH = 680
# Of the axes: so wide that most labels fit, and panels are aligned.
EXTENT = 52
NAMES_EXTENT = EXTENT + 23  # no title
EVENT_LABEL_SIZE = 11.5
# A change waits while the home region is out.
EVENTS = {"fault": "faults", "change": "scheduled changes"}
# Steps of the axis of time, in seconds, and its units.
TICKS = [
    *(number * 1 for number in (1, 2, 5, 10, 15, 30)),
    *(number * 60 for number in (1, 2, 5, 10, 15, 30)),
    *(number * 3600 for number in (1, 2, 3, 6, 12)),
    *(number * 86400 for number in (1, 2, 7, 14, 28, 91, 182, 365)),
]
UNITS = [(86400, "d"), (3600, "h"), (60, "min"), (1, "s")]
# What is counted in an interval is counted per such a time.
PER = {1: "second", 60: "minute", 3600: "hour", 86400: "day"}


class OverTime:
    """The timeline of a run, its unit of time, its faults and changes."""

    def __init__(self, results: Results):
        self.results = results
        self.times = sorted({row["time_s"] for row in results.timeline})
        self.interval = results.timeline[0]["interval_s"] if self.times else 0
        self.end = self.times[-1] + self.interval if self.times else 0
        # Ticks at whole numbers of the unit, which is one that people count in.
        self.tick = next((step for step in TICKS if self.end <= 12 * step), TICKS[-1])
        self.divisor, self.unit = next(
            (size, name) for size, name in UNITS if self.tick >= size
        )
        self.per = PER.get(self.interval) or duration_text(self.interval)
        # A line looks the same in all panels of a picture.
        self.elements: dict[str, list[str]] = {}
        for row in results.timeline:
            names = self.elements.setdefault(row["kind"], [])
            if name_of(row["element"]) not in names:
                names.append(name_of(row["element"]))
        self.scale = alt.Scale(domain=[0, self.end / self.divisor], nice=False)

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
                        "time": (time + self.interval * place) / self.divisor,
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
        events = self._events()
        if events:
            charts.insert(0, self._names(events))
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

    def _ticks(self) -> list[float]:
        count = math.floor(self.end / self.tick)
        return [number * self.tick / self.divisor for number in range(count + 1)]

    def _events(self) -> list[dict]:
        events = [
            {"name": event["name"], "kind": kind, "start": event["start"] / self.divisor,
             "end": min(event["end"], self.end) / self.divisor}
            for kind, events in (("fault", self.results.faults), ("change", self.results.changes))
            for event in events if event["start"] < self.end
        ]
        for event in events:
            # Right of the bar, or left of it, or in it, where there is room.
            needed = text_width(event["name"], EVENT_LABEL_SIZE) + 10
            pixels = self.divisor / self.end * WIDTH
            left, right = event["start"] * pixels, event["end"] * pixels
            event["side"] = (
                "right" if WIDTH - right >= needed else "left" if left >= needed else "inside"
            )
        return events

    def _names(self, events: list[dict]) -> alt.Chart:
        """Faults and changes, each in a line of its own, over the panels that they mark."""
        base = alt.Chart(alt.Data(values=events))
        y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(
            labels=False, ticks=False, domain=False, minExtent=NAMES_EXTENT
        ))
        x = alt.X(
            "start:Q", scale=self.scale, title=None,
            axis=alt.Axis(labels=False, ticks=False, values=self._ticks()),
        )
        bars = base.transform_filter("datum.kind == 'fault'").mark_bar(
            color=FAULT, height=14
        ).encode(x=x, x2="end:Q", y=y)
        # A fault of no width is seen all the same.
        starts = base.transform_filter("datum.kind == 'fault'").mark_tick(
            color=FAULT, thickness=2, size=14, orient="vertical"
        ).encode(x=x, y=y)
        marks = base.transform_filter("datum.kind == 'change'").mark_point(
            color=INK, filled=True, shape="triangle-down", size=70, opacity=1
        ).encode(x=x, y=y)
        labels = [
            base.transform_filter(f"datum.side == '{side}'").mark_text(
                align="right" if side == "left" else "left", dx=-7 if side == "left" else 7,
                fontSize=EVENT_LABEL_SIZE, color="white" if side == "inside" else INK,
            ).encode(x=alt.X(place, scale=self.scale), y=y, text="name:N")
            for side, place in (("left", "start:Q"), ("right", "end:Q"), ("inside", "start:Q"))
        ]
        kinds = in_order(event["kind"] for event in events)
        return alt.layer(bars, starts, marks, *labels).properties(
            width=WIDTH, height=18 * len({event["name"] for event in events}),
            title=panel_title(" and ".join(EVENTS[kind] for kind in kinds).capitalize()),
        )

    def _shade(self) -> list[alt.Chart]:
        """The warm-up, faults with dashed edges, and changes as lines."""
        layers = []
        if self.results.warm_up:
            end = min(self.results.warm_up, self.end) / self.divisor
            layers.append(
                alt.Chart(alt.Data(values=[{"start": 0, "end": end}]))
                .mark_rect(color="black", opacity=0.07)
                .encode(x=alt.X("start:Q", scale=self.scale), x2="end:Q")
            )
        events = self._events()
        if events:
            layers.append(
                alt.Chart(alt.Data(values=united(events))).mark_rect(color=FAULT, opacity=0.13)
                .encode(x=alt.X("start:Q", scale=self.scale), x2="end:Q")
            )
            edges = [
                {"at": event[edge], "kind": event["kind"]}
                for event in events
                for edge in (("start", "end") if event["kind"] == "fault" else ("start",))
                if event[edge] < self.end / self.divisor
            ]
            layers.append(
                alt.Chart(alt.Data(values=edges)).mark_rule(strokeDash=[4, 3], opacity=0.8)
                .encode(
                    x=alt.X("at:Q", scale=self.scale),
                    color=alt.condition(
                        "datum.kind == 'fault'", alt.value(FAULT), alt.value(INK)
                    ),
                )
            )
        return layers

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
        x = alt.X(
            "time:Q", scale=self.scale, sort=None,
            title=f"Time since the start of the run ({self.unit})" if last else None,
            axis=alt.Axis(labels=last, ticks=last, values=self._ticks(), labelExpr=COUNT_LABEL),
        )
        y = alt.Y(
            "mean:Q", title=panel.y_title, scale=scale,
            axis=alt.Axis(minExtent=EXTENT, **panel.axis),
        )
        layers = [
            *self._shade(),
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
                alt.Tooltip("time:Q", title=f"Time ({self.unit})", format=".4~r"),
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
                    row["time"] += place * self.interval / self.divisor


def united(events: list[dict]) -> list[dict]:
    """When there is any fault: those that overlap are one shade."""
    spans: list[dict] = []
    faults = (event for event in events if event["kind"] == "fault")
    for event in sorted(faults, key=lambda event: event["start"]):
        if spans and event["start"] <= spans[-1]["end"]:
            spans[-1]["end"] = max(spans[-1]["end"], event["end"])
        else:
            spans.append({"start": event["start"], "end": event["end"]})
    return spans


def name_of(element: str) -> str:
    """`FROM>TO` of a link as it is read."""
    return element.replace(">", " → ")
