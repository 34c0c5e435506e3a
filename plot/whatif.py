"""Reads the results of `longshore whatif`."""

from dataclasses import dataclass
from pathlib import Path

import tables
from faults import read_faults
from metrics import LABELS
from tables import in_order

FORMAT = "longshore-whatif-1"


@dataclass
class WhatIf:
    title: str
    replications: int
    # Rows of whatif_timeline.csv, and its branches, each named after its fault.
    timeline: list[dict]
    branches: list[str]
    # Rows of branches.csv, which compare the whole of each branch.
    totals: list[dict]
    # As of a run.
    faults: list[dict]
    faults_without_place: list[str]


def read(folder: Path, manifest: dict) -> WhatIf:
    timeline = tables.table(
        folder / "whatif_timeline.csv", ("branch", "kind", "element", "metric", "unit"),
        ("time_s", "interval_s", "n", "undisturbed_mean", "branch_mean", "difference",
         "difference_half_width"),
    )
    totals = tables.table(
        folder / "branches.csv", ("branch", "metric", "unit", *LABELS),
        ("n", "undisturbed_mean", "undisturbed_half_width", "branch_mean", "branch_half_width",
         "difference", "difference_half_width"),
    )
    faults, others = read_faults(folder / "faults.csv")
    return WhatIf(
        tables.title(manifest, folder), int(max((row["n"] or 0 for row in timeline), default=0)),
        timeline, in_order(row["branch"] for row in timeline), totals, faults, others,
    )
