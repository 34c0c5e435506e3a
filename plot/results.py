"""Reads the results of `longshore run`."""

from dataclasses import dataclass
from pathlib import Path

import tables
from faults import read_changes, read_faults

FORMAT = "longshore-results-1"
TEXT_COLUMNS = {
    "summary.csv": ("metric", "workload", "region", "upstream"),
    "latency.csv": ("workload", "region", "outcome", "statistic"),
    "timeline.csv": ("kind", "element", "metric"),
    "hit_rate.csv": ("region", "kind", "origin"),
    "cost.csv": ("item", "region", "to_region", "per", "currency"),
}
NUMBER_COLUMNS = {
    "summary.csv": ("mean", "half_width", "warm_up_s"),
    "latency.csv": ("pulls_per_replication", "mean", "half_width"),
    "timeline.csv": ("time_s", "interval_s", "mean", "half_width"),
    "cost.csv": ("mean", "half_width"),
    "hit_rate.csv": (
        "requests_mean", "bytes_mean", "share_of_requests", "share_of_requests_half_width",
        "share_of_bytes", "share_of_bytes_half_width",
    ),
}


@dataclass
class Results:
    title: str
    replications: int
    # In seconds from the start of the run.
    warm_up: float
    latency: list[dict]
    timeline: list[dict]
    hit_rate: list[dict]
    cost: list[dict]
    # Of the run as a whole, by metric: rows of summary.csv without workload, region or upstream.
    whole: dict[str, dict]
    # Of faults: name, start and end in seconds, infinity where it lasts beyond the run.
    faults: list[dict]
    # Names of those that replications have at different times, repeatedly, or not at all.
    faults_without_place: list[str]
    # Of changes: name, start and (the same) end in seconds, the region that they add.
    changes: list[dict]


def read(folder: Path, manifest: dict) -> Results:
    summary = _table(folder / "summary.csv")
    faults, faults_without_place = read_faults(folder / "faults.csv")
    return Results(
        title=tables.title(manifest, folder),
        replications=manifest.get("replications", 0),
        warm_up=max((row["warm_up_s"] or 0 for row in summary), default=0),
        latency=_table(folder / "latency.csv"),
        timeline=_table(folder / "timeline.csv"),
        hit_rate=_table(folder / "hit_rate.csv"),
        cost=_table(folder / "cost.csv"),
        whole={
            row["metric"]: row for row in summary
            if not (row["workload"] or row["region"] or row["upstream"])
        },
        faults=faults,
        faults_without_place=faults_without_place,
        changes=read_changes(str(manifest.get("scenario", ""))),
    )


def _table(path: Path) -> list[dict]:
    return tables.table(path, TEXT_COLUMNS[path.name], NUMBER_COLUMNS[path.name])


def failed_share(results: Results) -> float:
    """Of the pulls that ended; each row of one outcome says how many there were."""
    pulls = {
        row["outcome"]: row["pulls_per_replication"] for row in results.latency
        if row["workload"] == row["region"] == "all"
    }
    failed = pulls.get("failed", 0)
    return failed / (failed + pulls.get("served", 0)) if failed else 0
