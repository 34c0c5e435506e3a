"""How busy the registry's parts are over time, and who waits for them."""

import altair as alt

from over_time import STEP, OverTime, Panel, concerned, share_panel
from results import Results
from texts import duration_text

# From so many waiting requests on, the mean of an interval, front ends have a queue to be seen.
WAITING = 0.1
# The busiest links that are shown; there are as many as pairs of regions.
LINKS = 8


def utilisation(results: Results) -> alt.Chart:
    run = OverTime(results)
    panels = []
    for kind, metric, name in (
        ("region", "front_end_utilisation", "front ends"),
        ("region", "storage_utilisation", "storage, of what it can send"),
        ("link", "link_utilisation", "links between regions"),
    ):
        rows = run.rows(kind, metric, at=STEP)
        if kind == "link":
            rows = busiest(concerned(rows))
        if rows:
            panels.append(share_panel(f"Utilisation of {name}", rows, kind, "Share in use"))
    waiting = run.rows("region", "front_end_waiting", at=STEP)
    if any((row["mean"] or 0) >= WAITING for row in waiting):
        panels.append(Panel(
            "Requests that wait for a front end, on average", waiting, "region", "Requests"
        ))
    for metric, name in (
        ("pulls_in_flight", "Pulls under way at the end of each interval"),
    ):
        rows = concerned(run.rows("workload", metric, at=(1,)))
        if rows:
            panels.append(Panel(name, rows, "workload", "Pulls"))
    throttled = concerned(run.rows("region", "throttled_requests", at=STEP))
    if throttled:
        panels.append(Panel(
            f"Requests that met the registry's own limit per {run.per}", throttled, "region",
            f"Requests per {run.per}",
        ))
    return run.picture(
        panels, f"Utilisation and queues over {duration_text(run.end)}", "The run has no intervals"
    )


def busiest(rows: list[dict]) -> list[dict]:
    total: dict[str, float] = {}
    for row in rows:
        total[row["element"]] = total.get(row["element"], 0) + (row["mean"] or 0)
    kept = sorted(total, key=lambda element: -total[element])[:LINKS]
    return [row for row in rows if row["element"] in kept]
