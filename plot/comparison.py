"""Reads the results of `longshore compare`."""

from dataclasses import dataclass
from pathlib import Path

import tables
from metrics import LABELS

FORMAT = "longshore-comparison-1"


@dataclass
class Comparison:
    title: str
    # What is compared.
    first: str
    second: str
    # Rows of comparison.csv, each with `is_judged`: whether it decides on the comparison.
    rows: list[dict]
    replications: int
    # Whether both sides ran under the same random numbers.
    is_paired: bool


def read(folder: Path, manifest: dict) -> Comparison:
    rows = tables.table(
        folder / "comparison.csv", ("metric", "unit", "better", "verdict", "judged"),
        ("n", "first_mean", "second_mean", "difference", "difference_half_width",
         "relative_difference", "tolerance", "level"),
        optional=LABELS,
    )
    for row in rows:
        row["is_judged"] = row["judged"] == "yes"
    return Comparison(
        tables.title(manifest, folder), side(manifest, "first"), side(manifest, "second"), rows,
        int(max((row["n"] or 0 for row in rows), default=0)),
        manifest.get("pairing") == "paired",
    )


def side(manifest: dict, name: str) -> str:
    """What the manifest calls one of the two."""
    found = manifest.get(name)
    if isinstance(found, dict):
        found = found.get("title") or found.get("name")
    return str(found or manifest.get(f"{name}_title") or f"the {name}")
