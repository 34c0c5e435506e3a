"""Reads the results of `longshore sweep`, and finds out what its axes are."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

import tables
from metrics import LABELS, MAIN, is_whole
from quantities import is_geometric, numbers, spaced
from tables import in_order

FORMAT = "longshore-sweep-1"
# So many metrics are drawn.
METRICS = 8


@dataclass
class Axis:
    """A key of the scenario, or several that vary together, with its values in their order."""

    key: str
    # As the file has them, and as a person reads them.
    values: list[str]
    texts: list[str]
    # Where all of them are amounts of one kind.
    numbers: list[float] | None

    @property
    def is_log(self) -> bool:
        return self.numbers is not None and is_geometric(self.numbers)

    @property
    def short(self) -> str:
        """The end of the key, which says most: `servers` of `registry.frontEnds.servers`."""
        return " with ".join(key.rpartition(".")[2] for key in self.key.split(" with "))


@dataclass
class Sweep:
    title: str
    # Those that vary.
    axes: list[Axis]
    # `KEY = VALUE` of those that do not.
    constants: list[str]
    # Rows of sweep.csv, with the value of each axis by its key.
    rows: list[dict]
    points: int
    replications: str

    def metrics(self) -> list[list[dict]]:
        """Rows by metric, the main ones of the whole run first; only of those that vary."""
        found: dict[tuple, list[dict]] = {}
        for row in self.rows:
            if row["mean"] is not None:
                found.setdefault((row["metric"], *(row[label] for label in LABELS)), []).append(row)
        varying = [rows for rows in found.values() if varies(rows)]
        main = [rows for rows in varying if rows[0]["metric"] in MAIN and is_whole(rows[0])]
        main.sort(key=lambda rows: MAIN.index(rows[0]["metric"]))
        return (main or varying)[:METRICS]


def varies(rows: list[dict]) -> bool:
    """Whether a figure differs between points by more than it is uncertain."""
    means = [row["mean"] for row in rows]
    widths = sorted(row["half_width"] or 0 for row in rows)
    rounding = 1e-6 * max(abs(mean) for mean in means)
    return max(means) - min(means) > max(rounding, widths[len(widths) // 2])


def read(folder: Path, manifest: dict) -> Sweep:
    path = folder / "sweep.csv"
    header = tables.columns(path)
    if "metric" not in header:
        raise tables.ResultsError(f"{path}: column 'metric' is missing")
    keys = [name for name in header[: header.index("metric")] if name != "point"]
    rows = tables.table(
        path, ("point", *keys, "metric", "unit"), ("mean", "half_width"),
        optional=(*LABELS, "verdict"),
    )
    points = tables.table(folder / "points.csv", ("point", *keys), ("replications",))
    axes, constants = [], []
    for key in keys:
        values = in_order(point[key] for point in points)
        if len(values) > 1:
            axes.append(axis(key, values))
        elif values:
            constants.append(f"{key} = {spaced(values[0])}")
    axes = together(axes, points, rows)
    counts = sorted({int(point["replications"] or 0) for point in points})
    replications = f"{counts[0]} to {counts[-1]}" if len(counts) > 1 else f"{(counts or [0])[0]}"
    return Sweep(
        tables.title(manifest, folder), axes, constants, rows, len(points), replications
    )


def axis(key: str, values: list[str]) -> Axis:
    """Amounts in their order, words in that of the sweep."""
    amounts = numbers(values)
    if amounts and len(set(amounts)) == len(amounts):
        amounts, values = map(list, zip(*sorted(zip(amounts, values))))
    else:
        amounts = None
    return Axis(key, values, [readable(value) for value in values], amounts)


def readable(value: str) -> str:
    """Lists and texts in quotes without what only a machine needs."""
    try:
        found = json.loads(value)
    except ValueError:
        return spaced(value)
    if isinstance(found, list):
        return ", ".join(map(str, found))
    return found if isinstance(found, str) else spaced(value)


def together(axes: list[Axis], points: list[dict], rows: list[dict]) -> list[Axis]:
    """Axes whose values go one to one, as zipped ones do, are one axis."""
    kept: list[Axis] = []
    for each in axes:
        for place, other in enumerate(kept):
            first = other.key.split(" with ")[0]
            pairs = in_order((point[first], point[each.key]) for point in points)
            if len(pairs) == len(other.values) == len(each.values) == len(dict(pairs)):
                partner = dict(zip(each.values, each.texts))
                mapped = dict(pairs)
                source = [value.split(" / ")[0] for value in other.values]
                kept[place] = replace(
                    other, key=f"{other.key} with {each.key}",
                    texts=[f"{text} / {partner[mapped[value]]}"
                           for text, value in zip(other.texts, source)],
                )
                break
        else:
            kept.append(each)
    for row in rows:
        for each in kept:
            row[each.key] = row[each.key.split(" with ")[0]]
    return kept
