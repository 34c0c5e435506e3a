"""Traffic of upstreams over time, and what the cache saves of it."""

import altair as alt

from over_time import STEP, OverTime
from panels import Panel, bytes_panel, concerned
from results import Results
from texts import bytes_text, percent


def upstreams(results: Results) -> alt.Chart:
    run = OverTime(results)
    panels = []
    for kind, metric, title in (
        ("region", "storage_bytes_sent", "Layers that storage sent to clients"),
        ("upstream", "upstream_bytes_sent", "Layers fetched from upstreams"),
    ):
        rows = concerned(run.rows(kind, metric, at=STEP))
        if rows:
            panels.append(bytes_panel(f"{title} per {run.per}", rows, kind, f"Per {run.per}"))
    for metric, title in (
        ("upstream_requests", "Requests to upstreams"),
        ("quota_refusals", "Requests that an upstream's quota refused"),
    ):
        rows = concerned(run.rows("upstream", metric, at=STEP))
        if rows:
            panels.append(Panel(
                f"{title} per {run.per}", rows, "upstream", f"Requests per {run.per}"
            ))
    return run.picture(panels, saving(results), "No traffic: nothing was sent or fetched")


def saving(results: Results) -> str:
    """What clients received and upstreams sent, after the warm-up, in one sentence."""
    delivered, fetched, share = (
        results.whole.get(metric) for metric in
        ("bytes_delivered", "bytes_fetched", "bytes_saved_share")
    )
    if not delivered or not delivered["mean"]:
        return "Traffic of upstreams: no layers were delivered"
    texts = [bytes_text(row["mean"]) for row in (delivered, fetched)]
    after = "After the warm-up, clients" if results.warm_up else "Clients"
    text = f"{after} received {texts[0]}, upstreams sent {texts[1]}"
    if share and share["mean"] is not None and share["mean"] >= 0:
        return text + f": {percent(share['mean'], share['half_width'] or 0)} saved"
    return text + ": more than was delivered"
