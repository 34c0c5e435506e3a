"""The axis of simulated time, and what is marked on it: warm-up, faults and changes."""

import math

import altair as alt

from axes import COUNT_LABEL
from panels import panel_title
from style import FAULT, INK
from tables import in_order
from texts import text_width

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


class TimeAxis:
    """From the start of a run, or from later on, to its end, in a unit that people count in."""

    def __init__(self, end: float, faults: list[dict], changes: list[dict], warm_up: float = 0,
                 start: float = 0):
        self.end, self.faults, self.changes, self.warm_up = end, faults, changes, warm_up
        self.start = start
        # Ticks at whole numbers of the unit.
        self.tick = next((step for step in TICKS if end - start <= 12 * step), TICKS[-1])
        self.divisor, self.unit = next(
            (size, name) for size, name in UNITS if self.tick >= size
        )
        self.scale = alt.Scale(domain=[start / self.divisor, end / self.divisor], nice=False)

    def x(self, labelled: bool) -> alt.X:
        return alt.X(
            "time:Q", scale=self.scale, sort=None,
            title=f"Time since the start of the run ({self.unit})" if labelled else None,
            axis=alt.Axis(
                labels=labelled, ticks=labelled, values=self.ticks(), labelExpr=COUNT_LABEL
            ),
        )

    def ticks(self) -> list[float]:
        first, last = math.ceil(self.start / self.tick), math.floor(self.end / self.tick)
        return [number * self.tick / self.divisor for number in range(first, last + 1)]

    def events(self) -> list[dict]:
        events = [
            {"name": event["name"], "kind": kind, "start": event["start"] / self.divisor,
             "end": min(event["end"], self.end) / self.divisor}
            for kind, events in (("fault", self.faults), ("change", self.changes))
            for event in events if event["start"] < self.end
        ]
        for event in events:
            # Right of the bar, or left of it, or in it, where there is room.
            needed = text_width(event["name"], EVENT_LABEL_SIZE) + 10
            first = self.start / self.divisor
            pixels = self.divisor / (self.end - self.start) * WIDTH
            left, right = ((event[edge] - first) * pixels for edge in ("start", "end"))
            event["side"] = (
                "right" if WIDTH - right >= needed else "left" if left >= needed else "inside"
            )
        return events

    def names(self, events: list[dict]) -> alt.Chart:
        """Faults and changes, each in a line of its own, over the panels that they mark."""
        base = alt.Chart(alt.Data(values=events))
        y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(
            labels=False, ticks=False, domain=False, minExtent=NAMES_EXTENT
        ))
        x = alt.X(
            "start:Q", scale=self.scale, title=None,
            axis=alt.Axis(labels=False, ticks=False, values=self.ticks()),
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

    def shade(self) -> list[alt.Chart]:
        """The warm-up, faults with dashed edges, and changes as lines."""
        layers = []
        if self.warm_up:
            end = min(self.warm_up, self.end) / self.divisor
            layers.append(
                alt.Chart(alt.Data(values=[{"start": 0, "end": end}]))
                .mark_rect(color="black", opacity=0.07)
                .encode(x=alt.X("start:Q", scale=self.scale), x2="end:Q")
            )
        events = self.events()
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
