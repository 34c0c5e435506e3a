"""Reads faults and changes, which pictures over time mark."""

import math
import re
from pathlib import Path

from tables import table

TEXTS = ("fault", "kind", "element", "figure")
NUMBERS = ("mean", "half_width")


def read_faults(path: Path) -> tuple[list[dict], list[str]]:
    """Faults that every replication had once and at the same time; names of the others, which have
    no place on an axis of time."""
    if not path.exists():
        return [], []
    figures: dict[str, dict] = {}
    for row in table(path, TEXTS, NUMBERS):
        figures.setdefault(row["fault"], {})[row["figure"]] = row
    found, others = [], []
    for name, rows in figures.items():
        begins, lasted = rows.get("begins_at"), rows.get("lasted")
        once = rows.get("occurrences", {}).get("mean") == 1
        if begins and once and not begins["half_width"]:
            end = math.inf if lasted is None else begins["mean"] + lasted["mean"]
            text = f"{name}: {_words(begins['kind'])}"
            found.append({"name": text, "fault": name, "start": begins["mean"], "end": end})
        else:
            others.append(name)
    return found, others


# Of the scenario as manifest.json has it: the list of changes, one of them, and a time.
CHANGES = re.compile(r"^changes:\n((?: .*\n)*)", re.MULTILINE)
CHANGE = re.compile(r"  - at: (.*)\n    what:\n((?:      .*\n)+)")
TIME = re.compile(r"([0-9.]+)(ns|us|ms|s|min|h|d)")
SECONDS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "min": 60, "h": 3600, "d": 86400}


def read_changes(scenario: str) -> list[dict]:
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
