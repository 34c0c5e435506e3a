"""What is stored in each region over time, and what replication brings."""

import altair as alt

from over_time import END, STEP, OverTime
from panels import Panel, bytes_panel, concerned
from results import Results
from texts import duration_text


def storage(results: Results) -> alt.Chart:
    run = OverTime(results)
    panels = []
    held = run.rows("region", "cache_bytes_held", at=END)
    if any(row["mean"] for row in held):
        panels.append(bytes_panel(
            "Layers held in the cache at the end of each interval", held, "region", "Held"
        ))
    brought = concerned(run.rows("region", "replicated_bytes", at=STEP))
    if brought:
        panels.append(bytes_panel(
            f"Layers that replication brought per {run.per}", brought, "region",
            f"Per {run.per}",
        ))
    backlog = concerned(run.rows("region", "replication_backlog", at=END))
    if backlog:
        panels.append(Panel(
            "Images that replication has yet to bring at the end of each interval", backlog,
            "region", "Images",
        ))
    return run.picture(
        panels, f"Storage over {duration_text(run.end)}", "Nothing was stored"
    )
