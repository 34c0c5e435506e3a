"""Reads a folder of results."""

import csv
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path

FORMAT = "longshore-results-1"
TEXT_COLUMNS = {
    "summary.csv": ("metric", "workload", "region", "upstream"),
    "latency.csv": ("workload", "region", "outcome", "statistic"),
    "timeline.csv": ("kind", "element", "metric"),
    "hit_rate.csv": ("region", "kind", "origin"),
    "faults.csv": ("fault", "kind", "element", "figure"),
    "cost.csv": ("item", "region", "to_region", "per", "currency"),
}
NUMBER_COLUMNS = {
    "summary.csv": ("mean", "half_width", "warm_up_s"),
    "latency.csv": ("pulls_per_replication", "mean", "half_width"),
    "timeline.csv": ("time_s", "interval_s", "mean", "half_width"),
    "faults.csv": ("mean", "half_width"),
    "cost.csv": ("mean", "half_width"),
    "hit_rate.csv": (
        "requests_mean", "bytes_mean", "share_of_requests", "share_of_requests_half_width",
        "share_of_bytes", "share_of_bytes_half_width",
    ),
}


class ResultsError(Exception):
    """What is wrong with the results, in one line."""


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


def read(folder: Path) -> Results:
    if not folder.exists():
        raise ResultsError(f"{folder}: no such folder")
    if not folder.is_dir():
        raise ResultsError(f"{folder}: not a folder")
    manifest = _manifest(folder / "manifest.json")
    summary = _table(folder / "summary.csv")
    faults, faults_without_place = _faults(folder / "faults.csv")
    return Results(
        title=str(manifest.get("title") or folder.resolve().name),
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
        changes=_changes(str(manifest.get("scenario", ""))),
    )


def _faults(path: Path) -> tuple[list[dict], list[str]]:
    """Faults that every replication had once and at the same time; names of the others, which have
    no place on an axis of time."""
    if not path.exists():
        return [], []
    figures: dict[str, dict] = {}
    for row in _table(path):
        figures.setdefault(row["fault"], {})[row["figure"]] = row
    found, others = [], []
    for name, rows in figures.items():
        begins, lasted = rows.get("begins_at"), rows.get("lasted")
        once = rows.get("occurrences", {}).get("mean") == 1
        if begins and once and not begins["half_width"]:
            end = math.inf if lasted is None else begins["mean"] + lasted["mean"]
            name = f"{name}: {_words(begins['kind'])}"
            found.append({"name": name, "start": begins["mean"], "end": end})
        else:
            others.append(name)
    return found, others


# Of the scenario as manifest.json has it: the list of changes, one of them, and a time.
CHANGES = re.compile(r"^changes:\n((?: .*\n)*)", re.MULTILINE)
CHANGE = re.compile(r"  - at: (.*)\n    what:\n((?:      .*\n)+)")
TIME = re.compile(r"([0-9.]+)(ns|us|ms|s|min|h|d)")
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400}


def _changes(scenario: str) -> list[dict]:
    """When the scenario changes its world, from its canonical text."""
    listed = CHANGES.search(scenario)
    found = []
    for at, what in CHANGE.findall(listed.group(1) if listed else ""):
        start = sum(float(number) * SECONDS[unit] for number, unit in TIME.findall(at))
        kind, _, rest = " ".join(what.replace('"', "").split()).partition(":")
        name = f"{_words(kind)}:{rest}"
        adds = name.removeprefix("add replica: ") if name.startswith("add replica: ") else None
        found.append({"name": name, "start": start, "end": start, "adds": adds})
    return found


def _words(name: str) -> str:
    """`zoneOut` as `zone out`."""
    return re.sub("[A-Z]", lambda capital: " " + capital.group().lower(), name)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ResultsError(f"{path}: no such file; is this a folder of results?") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ResultsError(f"{path}: {reason}") from None


def _manifest(path: Path) -> dict:
    try:
        manifest = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise ResultsError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    found = manifest.get("format") if isinstance(manifest, dict) else None
    if found != FORMAT:
        raise ResultsError(f"{path}: format is {found!r}, not {FORMAT!r}")
    return manifest


def _table(path: Path) -> list[dict]:
    """The rows; an empty number is None."""
    text_columns, number_columns = TEXT_COLUMNS[path.name], NUMBER_COLUMNS[path.name]
    reader = csv.DictReader(_text(path).splitlines())
    for column in text_columns + number_columns:
        if column not in (reader.fieldnames or ()):
            raise ResultsError(f"{path}: column {column!r} is missing")
    rows = []
    for row in reader:
        values = {column: row[column] or "" for column in text_columns}
        for column in number_columns:
            try:
                values[column] = float(row[column]) if row[column] else None
                if values[column] is not None and not math.isfinite(values[column]):
                    raise ValueError
            except ValueError:
                raise ResultsError(
                    f"{path}:{reader.line_num}: {column} is {row[column]!r}, not a number"
                ) from None
        rows.append(values)
    return rows


def failed_share(results: Results) -> float:
    """Of the pulls that ended; each row of one outcome says how many there were."""
    pulls = {
        row["outcome"]: row["pulls_per_replication"] for row in results.latency
        if row["workload"] == row["region"] == "all"
    }
    failed = pulls.get("failed", 0)
    return failed / (failed + pulls.get("served", 0)) if failed else 0


def in_order(names) -> list:
    return list(dict.fromkeys(names))
