"""python3 -m unittest discover plot: reading, and what the pictures are made of.

Pictures are built where Altair is installed: plot/.venv/bin/python -m unittest discover plot
"""

import csv
import json
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from kinds import read  # noqa: E402
from quantities import is_geometric, numbers, quantity, spaced  # noqa: E402
from tables import ResultsError  # noqa: E402

try:
    from pictures import pictures
    from style import styled
except ImportError:
    pictures = None
LABELS = ["workload", "region", "to_region", "upstream", "outcome", "fault"]
NONE = [""] * 6
ALL = ["all", *[""] * 5]


class Folder:
    """A folder of results for the length of the tests."""

    def __init__(self, kind: str, **manifest):
        self.path = Path(tempfile.mkdtemp())
        unittest.addModuleCleanup(shutil.rmtree, self.path)
        found = {"format": f"longshore-{kind}-1", "title": "A <question>", **manifest}
        (self.path / "manifest.json").write_text(json.dumps(found))

    def table(self, name: str, header: list[str], *rows: list) -> "Folder":
        with open(self.path / name, "w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return self


def sweep() -> Folder:
    keys = ["registry.cache.capacity", "registry.cache.policy"]
    points = [(size, policy) for size in ("10GiB", "5GiB", "20GiB") for policy in ("lru", "none")]
    rows = [
        [number, *point, "latency_p95", *ALL, 5, 1 + number, 0.1, "s",
         "overloaded" if number == 5 else "stable"]
        for number, point in enumerate(points)
    ]
    return Folder("sweep").table(
        "sweep.csv",
        ["point", *keys, "metric", *LABELS, "n", "mean", "half_width", "unit", "verdict"],
        *rows,
    ).table(
        "points.csv",
        ["point", *keys, "replications", "warm_up_s", "verdict", "fingerprint", "scenario_hash"],
        *([number, *point, 5, 1800, "stable", "f", "h"] for number, point in enumerate(points)),
    )


def plan() -> Folder:
    return Folder("plan", verdict="found-with-doubt", confidence="0.9").table(
        "candidates.csv",
        ["candidate", "registry.frontEnds.servers", "replications", "warm_up_s", "cost_mean",
         "cost_half_width", "currency", "verdict", "binding_objective", "on_frontier", "rank"],
        [1, 1, 5, 60, 100, 1, "USD", "infeasible", 1, "true", ""],
        [2, 2, 20, 60, 150, 1, "USD", "feasible", 1, "true", 1],
        [3, 3, 40, 60, 140, 1, "USD", "undecided", "", "true", ""],
        [4, 4, 5, 60, 200, 1, "USD", "dominated", "", "false", ""],
        [5, 5, 0, "", "", "", "USD", "not-run", "", "false", ""],
        [6, 6, 0, "", "", "", "USD", "no-warm-up", "", "false", ""],
    ).table(
        "objectives.csv",
        ["candidate", "objective", "metric", *LABELS, "unit", "bound", "sense", "under",
         "n", "mean", "half_width", "lower", "upper", "met"],
        *([number, 1, "latency_p99", *ALL, "s", 2, "at-most", "zone-loss", 5, mean, 0.2, mean - 0.4,
           mean + 0.4, met]
          for number, mean, met in ((1, 3, "missed"), (2, 1, "met"), (3, 2, "open"), (4, 2, "open"))),
    )


def comparison() -> Folder:
    return Folder("comparison", pairing="paired").table(
        "comparison.csv",
        ["metric", *LABELS, "unit", "n", "first_mean", "first_half_width", "second_mean",
         "second_half_width", "difference", "difference_half_width", "relative_difference",
         "correlation", "variance_ratio", "tolerance", "better", "verdict", "level", "judged"],
        ["latency_p95", *ALL, "s", 10, 2, 0.1, 3, 0.1, 1, 0.1, 0.5, 0.9, 0.1, 0.1, "lower", "worse",
         0.995, "yes"],
        ["pull_retries", *ALL, "retries", 10, 0, 0, 0, 0, 0, 0, "", "", "", 0, "lower", "identical",
         0.995, "yes"],
        ["quota_requests_refused", *NONE, "requests", 10, 0, 0, 4, 1, 4, 1, "", "", "", 0, "",
         "changed", 0.95, "no"],
        ["messages", *NONE, "messages", 10, 9, 1, 9, 1, 2e-17, 1e-17, 2e-18, 1, 0.1, 1, "",
         "no significant difference", 0.95, "no"],
        ["stale_manifest_share", "", "all", *[""] * 4, "1", 0, *[""] * 11, "only in A", "", "no"],
    )


def what_if() -> Folder:
    header = ["branch", "time_s", "interval_s", "kind", "element", "metric", "unit", "n",
              "undisturbed_mean", "branch_mean", "difference", "difference_half_width"]
    return Folder("whatif", replications=5).table(
        "whatif_timeline.csv", header,
        *(["hub out", time, 900, "workload", "all", "pulls_failed", "pulls", 5, 0, 4, 4, 1]
          for time in (900, 1800)),
    ).table(
        "branches.csv",
        ["branch", "metric", *LABELS, "unit", "n", "undisturbed_mean", "undisturbed_half_width",
         "branch_mean", "branch_half_width", "difference", "difference_half_width", "correlation"],
        ["hub out", "pulls_failed", *ALL, "pulls", 5, 0, 0, 8.5, 2, 8.5, 2, ""],
        ["hub out", "latency_p95", *ALL, "s", 5, 1, 0.1, 1, 0.1, 0, 0, 1],
    ).table(
        "faults.csv", ["fault", "kind", "element", "figure", "unit", "replications", "mean",
                       "half_width"],
        ["hub out", "upstreamOut", "docker.io", "occurrences", "occurrences", 5, 1, 0],
        ["hub out", "upstreamOut", "docker.io", "begins_at", "s", 5, 1000, 0],
        ["hub out", "upstreamOut", "docker.io", "lasted", "s", 5, 600, 0],
    )


class Quantities(unittest.TestCase):
    def test_amounts(self):
        self.assertEqual(quantity("1h30min"), ("time", 5400))
        self.assertEqual(quantity("5GiB"), ("bytes", 5 * 2**30))
        self.assertEqual(quantity("30/min"), (" per time", 0.5))
        for word in ("lru", "store-then-serve", "true", "5GiB10s", ""):
            self.assertIsNone(quantity(word), word)
        self.assertIsNone(numbers(["5GiB", "10s"]))
        self.assertEqual(spaced("5GiB"), "5 GiB")

    def test_spread(self):
        self.assertTrue(is_geometric([5, 10, 20, 40]))
        self.assertFalse(is_geometric([10, 20, 30, 40]))
        self.assertFalse(is_geometric([0, 1, 10, 100]))


class Reading(unittest.TestCase):
    def test_axes_of_a_sweep_are_in_the_order_of_their_amounts(self):
        folder = sweep()
        found = read(folder.path)
        self.assertEqual(found.axes[0].texts, ["5 GiB", "10 GiB", "20 GiB"])
        self.assertEqual(found.axes[1].values, ["lru", "none"])
        self.assertEqual(len(found.metrics()), 1)

    def test_a_plan_knows_its_answer(self):
        folder = plan()
        found = read(folder.path)
        self.assertEqual(found.ranked(1)["name"], "servers 2")
        self.assertEqual([each["state"] for each in found.candidates],
                         ["infeasible", "feasible", "undecided", "dominated", "not run",
                          "no warm up"])
        self.assertTrue(found.objectives[0]["is_most"])

    def test_what_is_wrong_is_named(self):
        folder = Folder("nonsense")
        with self.assertRaisesRegex(ResultsError, "expected longshore-results-1, .*-plan-1"):
            read(folder.path)
        folder = Folder("comparison").table("comparison.csv", ["metric", "unit"])
        with self.assertRaisesRegex(ResultsError, "column 'better' is missing"):
            read(folder.path)
        with self.assertRaisesRegex(ResultsError, "no such folder"):
            read(folder.path / "absent")


@unittest.skipIf(pictures is None, "Altair is not installed")
class Pictures(unittest.TestCase):
    def specifications(self, folder: Folder) -> dict[str, str]:
        found = pictures(read(folder.path))
        return {name: styled(chart).to_json() for name, chart in found.items()}

    def test_sweep(self):
        found = self.specifications(sweep())
        self.assertEqual(list(found), ["curves", "heat_map_latency_p95"])
        self.assertIn('"type": "log"', found["curves"])
        self.assertIn("more than could be served", found["curves"])
        self.assertIn("6.00 s †", found["heat_map_latency_p95"])

    def test_plan(self):
        found = self.specifications(plan())
        self.assertEqual(list(found), ["frontier", "objectives"])
        self.assertIn("The cheapest that surely meets all objectives costs 150.00 USD",
                      found["frontier"])
        self.assertIn("percentile, under zone-loss", found["frontier"])
        self.assertIn("1 open, but dearer than the answer, 1 not run", found["frontier"])
        self.assertIn("1 without a steady state", found["frontier"])
        self.assertIn("all hold together at 90 %", found["objectives"])

    def test_comparison(self):
        found = self.specifications(comparison())["differences"]
        self.assertIn("Worse in 1 figure: latency of served pulls, 95th percentile", found)
        self.assertIn("0 requests → 4 requests", found)
        self.assertIn("Identical in every replication: pull retries", found)
        self.assertIn("intervals are of 99.5 % each", found)
        self.assertNotIn("9 messages", found)

    def test_what_if(self):
        found = self.specifications(what_if())
        self.assertEqual(list(found), ["branches", "branch_hub_out"])
        self.assertIn("0 pulls", found["branches"])
        self.assertIn("hub out: 9 ± 2 more pulls fail", found["branch_hub_out"])
        self.assertIn("hub out: upstream out", found["branch_hub_out"])


if __name__ == "__main__":
    unittest.main()
