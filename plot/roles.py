"""Which axis of a sweep is which in its pictures."""

from dataclasses import dataclass

from sweep import Axis, Sweep
from tables import in_order

# So many series are told apart by colour and marker.
SERIES = 8
# Verdicts under which a figure is one of a backlog that grows, rather than of the system.
UNSTABLE = ("overloaded", "backlogged", "unstable")


@dataclass
class Roles:
    x: Axis
    # Told apart by colour and marker; none where there is one axis.
    series: Axis | None
    # Each combination of their values is a panel.
    facets: list[Axis]

    def names(self) -> str:
        axes = [self.x, *([self.series] if self.series else []), *self.facets]
        texts = [axis.short for axis in axes]
        return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"

    def facet_of(self, row: dict) -> str:
        return ", ".join(f"{axis.short} {text_of(axis, row)}" for axis in self.facets)

    def facet_texts(self, rows: list[dict]) -> list[str]:
        """In the order of their axes' values."""
        def place(row: dict) -> tuple:
            return tuple(axis.values.index(row[axis.key]) for axis in self.facets)
        return in_order(self.facet_of(row) for row in sorted(rows, key=place))

    def point_of(self, row: dict) -> str:
        axes = [self.x, *([self.series] if self.series else []), *self.facets]
        return ", ".join(f"{axis.short} {text_of(axis, row)}" for axis in axes)

    def values_of(self, row: dict) -> str:
        axes = [self.x, *([self.series] if self.series else []), *self.facets]
        return ", ".join(text_of(axis, row) for axis in axes)


def text_of(axis: Axis, row: dict) -> str:
    return axis.texts[axis.values.index(row[axis.key])]


def roles(sweep: Sweep) -> Roles:
    """Along x goes the amount with the most values; then the axes have the order of the sweep."""
    amounts = [axis for axis in sweep.axes if axis.numbers]
    x = max(amounts or sweep.axes, key=lambda axis: len(axis.values))
    others = [axis for axis in sweep.axes if axis is not x]
    series = next((axis for axis in others if len(axis.values) <= SERIES), None)
    return Roles(x, series, [axis for axis in others if axis is not series])


def subtitle(sweep: Sweep) -> str:
    count = f"{sweep.points} point" + ("" if sweep.points == 1 else "s")
    replications = sweep.replications + " replication" + ("" if sweep.replications == "1" else "s")
    known = any(row["half_width"] is not None for row in sweep.rows)
    return f"{count} of {replications} each" + (
        "; with 95 % confidence intervals" if known else "; no confidence intervals"
    )


def is_unstable(row: dict) -> bool:
    return row["verdict"] in UNSTABLE
