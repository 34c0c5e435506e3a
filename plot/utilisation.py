"""How busy the registry's parts are over time, and who waits for them."""

import altair as alt

from over_time import END, STEP, OverTime
from panels import Panel, concerned, share_panel
from results import Results
from texts import duration_text

# From so many waiting requests on, the mean of an interval, front ends have a queue to be seen.
WAITING = 0.1
# From so many pulls on, at the end of some interval, their number is worth a panel.
UNDER_WAY = 2
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
    under_way = concerned(run.rows("workload", "pulls_in_flight", at=END))
    if any((row["mean"] or 0) >= UNDER_WAY for row in under_way):
        panels.append(Panel(
            "Pulls under way at the end of each interval", under_way, "workload", "Pulls"
        ))
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
