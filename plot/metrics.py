"""Names of metrics as a person reads them; of the standard library only."""

LABELS = ("workload", "region", "to_region", "upstream", "outcome", "fault")
NAMES = {
    "latency_mean": "Latency of served pulls, mean",
    "latency_p50": "Latency of served pulls, median",
    "latency_p90": "Latency of served pulls, 90th percentile",
    "latency_p95": "Latency of served pulls, 95th percentile",
    "latency_p99": "Latency of served pulls, 99th percentile",
    "served_share": "Share of pulls served",
    "pulls_started": "Pulls started",
    "pulls_ended": "Pulls ended",
    "pulls_failed": "Pulls failed",
    "pulls_served": "Pulls served",
    "pulls_in_flight": "Pulls under way",
    "pulls_in_flight_at_end": "Pulls under way at the end",
    "pulls_served_per_second": "Pulls served per second",
    "layer_byte_hit_ratio": "Hit ratio of layers, by bytes",
    "layer_hit_ratio": "Hit ratio of layers, by requests",
    "manifest_hit_ratio": "Hit ratio of manifests",
    "bytes_fetched": "Layers fetched from upstreams",
    "bytes_delivered": "Layers delivered to clients",
    "bytes_saved": "Upstream traffic saved",
    "bytes_saved_share": "Share of upstream traffic saved",
    "upstream_requests": "Requests to upstreams",
    "quota_requests_refused": "Requests refused by quotas",
    "cost": "Cost of the run",
    "cost_per_30_days": "Cost of 30 days",
}
# Those that most questions are about come first.
MAIN = (
    "latency_p95", "latency_p99", "latency_p50", "served_share", "layer_byte_hit_ratio",
    "bytes_fetched", "upstream_requests", "cost_per_30_days",
)


def name_of(metric: str) -> str:
    return NAMES.get(metric) or (metric[:1].upper() + metric[1:]).replace("_", " ")


def is_whole(row: dict) -> bool:
    """Whether a row is of the whole run, of no part of it."""
    return (
        all(row[label] in ("", "all") for label in ("workload", "region", "to_region", "upstream"))
        and not row["outcome"] and not row["fault"]
    )


def row_name(row: dict) -> str:
    """`Latency of served pulls, 95th percentile · workload pipelines`."""
    labels = [
        f"{label.replace('_', ' ')} {row[label]}" for label in LABELS
        if row[label] and not (row[label] == "all" and label != "outcome")
    ]
    return " · ".join([name_of(row["metric"]), *labels])


def selector(row: dict) -> str:
    """A name for files: the metric, and the values of its labels."""
    parts = [row["metric"], *(row[label] for label in LABELS if row[label] not in ("", "all"))]
    return "_".join("".join(c if c.isalnum() or c in "-." else "_" for c in part) for part in parts)
