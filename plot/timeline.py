"""Load and latency over time, why pulls failed, and what was served out of date."""

import altair as alt

from over_time import MIDDLE, STEP, OverTime
from panels import Panel, concerned, latency_panel
from results import Results
from texts import duration_text

# Why pulls fail, as timeline.csv names it.
FAILURES = {
    "not_found": "404", "too_many_requests": "429", "upstream_failed": "502", "overloaded": "503",
    "throttled": "429 (the registry's own limit)", "unauthorized": "401", "forbidden": "403",
    "unavailable": "no answer",
}


def timeline(results: Results) -> alt.Chart:
    run = OverTime(results)
    panels = []
    started = run.rows("workload", "pulls_started", at=STEP)
    if started:
        panels.append(Panel(
            f"Pulls started per {run.per}", started, "workload", f"Pulls per {run.per}"
        ))
    for metric, name in (("latency_p50", "median"), ("latency_p95", "95th percentile")):
        rows = run.rows("workload", metric, at=MIDDLE)
        panel = latency_panel(f"Latency of served pulls, {name}", rows, "workload")
        if panel:
            panels.append(panel)
    for key, text in FAILURES.items():
        rows = concerned(run.rows("workload", f"pulls_failed_{key}", at=STEP))
        if rows:
            panels.append(Panel(
                f"Pulls that failed per {run.per}: {text}", rows, "workload",
                f"Pulls per {run.per}",
            ))
    for metric, title in (
        ("stale_manifests", "Manifests of a replaced version that clients were given"),
        ("pulls_too_early", "Requests for images that were pushed elsewhere and had not come"),
    ):
        rows = concerned(run.rows("region", metric, at=STEP))
        if rows:
            panels.append(Panel(
                f"{title} per {run.per}", rows, "region", f"Requests per {run.per}"
            ))
    return run.picture(
        panels, f"Load and latency over {duration_text(run.end)}", "The run has no intervals"
    )
