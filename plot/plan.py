"""Reads the results of `longshore plan`."""

from dataclasses import dataclass
from pathlib import Path

import tables
from metrics import LABELS
from quantities import spaced

FORMAT = "longshore-plan-1"
KNOWN = ("feasible", "infeasible", "undecided", "dominated", "not run", "no warm up")


@dataclass
class Plan:
    title: str
    currency: str
    knobs: list[str]
    # Whether one that may be preferred to the answer could not be decided.
    has_doubt: bool
    # With which all intervals hold together; None where the manifest does not say.
    confidence: float | None
    # Rows of candidates.csv, each with `name`, `state` (one of KNOWN) and `objectives`, its rows of
    # objectives.csv by objective.
    candidates: list[dict]
    # The first row of each objective, in their order, with `is_most`: whether the bound is the most
    # that is allowed.
    objectives: list[dict]

    def ranked(self, rank: int) -> dict | None:
        """The candidate of that rank: 1 is the chosen one, 2 the runner-up."""
        return next((each for each in self.candidates if each["rank"] == rank), None)

    def costs(self) -> list[dict]:
        return [each for each in self.candidates if each["cost_mean"] is not None]


def read(folder: Path, manifest: dict) -> Plan:
    path = folder / "candidates.csv"
    header = tables.columns(path)
    if "replications" not in header:
        raise tables.ResultsError(f"{path}: column 'replications' is missing")
    knobs = [name for name in header[: header.index("replications")] if name != "candidate"]
    candidates = tables.table(
        path, ("candidate", *knobs, "currency", "verdict", "binding_objective", "on_frontier"),
        ("replications", "cost_mean", "cost_half_width", "rank"),
    )
    rows = tables.table(
        folder / "objectives.csv",
        ("candidate", "objective", "unit", "sense", "met"),
        ("bound", "mean", "half_width", "lower", "upper"), optional=("metric", *LABELS, "under"),
    )
    objectives: dict[str, dict] = {}
    found: dict[str, dict[str, dict]] = {}
    for row in rows:
        row["is_most"] = is_most(row["sense"])
        objectives.setdefault(row["objective"], row)
        found.setdefault(row["candidate"], {})[row["objective"]] = row
    for each in candidates:
        each["name"] = ", ".join(f"{knob_name(knob)} {spaced(each[knob])}" for knob in knobs)
        each["state"] = state_of(each)
        each["is_on_frontier"] = each["on_frontier"] == "true"
        each["objectives"] = found.get(each["candidate"], {})
    return Plan(
        tables.title(manifest, folder),
        next((each["currency"] for each in candidates if each["currency"]), ""),
        knobs, manifest.get("verdict") == "found-with-doubt", confidence(manifest), candidates,
        list(objectives.values()),
    )


def confidence(manifest: dict) -> float | None:
    try:
        return float(manifest["confidence"])
    except (KeyError, TypeError, ValueError):
        return None


def knob_name(key: str) -> str:
    return key.rpartition(".")[2]


def state_of(candidate: dict) -> str:
    verdict = candidate["verdict"].replace("-", " ")
    return verdict if verdict in KNOWN else "undecided"


def is_most(sense: str) -> bool:
    return sense == "at-most"
