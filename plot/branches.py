"""What each fault changes in all, against the undisturbed run."""

import altair as alt

from metrics import is_whole, name_of
from panels import panel_title
from style import INK, OKABE_ITO, nothing, title_of
from texts import runs
from values import value_axis, value_text
from whatif import WhatIf

METRICS = ("pulls_failed", "served_share", "latency_p95", "latency_p99")
DIFFERENCES = {"s": "Difference in time", "1": "Difference in percentage points"}
# In pixels.
WIDTH, ROW = 430, 26


def branches(results: WhatIf) -> alt.Chart:
    rows = [row for row in results.totals if is_whole(row) and row["difference"] is not None]
    by_metric = [[row for row in rows if row["metric"] == metric] for metric in METRICS]
    found = [own for own in by_metric if any(row["difference"] for row in own)]
    if not found:
        return nothing("No fault changes what clients get", results)
    known = any(row["difference_half_width"] is not None for own in found for row in own)
    return alt.vconcat(*(panel(own, results) for own in found), spacing=18).properties(
        title=title_of(
            headline(found[0]),
            f"Each fault alone against the same run without any, means over {runs(results)}",
            results, *(["Bars are 95 % confidence intervals; those that reach far beyond all means "
                        "are cut"] if known else []),
        )
    )


def headline(rows: list[dict]) -> str:
    worst = max(rows, key=lambda row: abs(row["difference"]))
    before, after = (value_text(worst[f"{side}_mean"], worst["unit"])
                     for side in ("undisturbed", "branch"))
    name = name_of(worst["metric"])
    return f"{name}: most with {worst['branch']}, {after} instead of {before}"


def panel(rows: list[dict], results: WhatIf) -> alt.Chart:
    """A metric: its difference for each fault, and the values behind that."""
    unit = rows[0]["unit"]
    means = [0, *(row["difference"] for row in rows)]
    span = max(means) - min(means)
    drawn = []
    for row in rows:
        mean, width = row["difference"], row["difference_half_width"] or 0
        before, after = (value_text(row[f"{side}_mean"], unit)
                         for side in ("undisturbed", "branch"))
        drawn.append({
            "branch": row["branch"], "mean": mean, "low": max(mean - width, min(means) - span),
            "high": min(mean + width, max(means) + span), "label": f"{before} → {after}",
        })
    # Zero is on the axis; bytes are none of these metrics, so that nothing is scaled.
    zero = {"mean": 0, "low": min(0, *(each["low"] for each in drawn)), "high": 0}
    low, high = zero["low"], max(0, *(each["high"] for each in drawn))
    margin = (high - low) * 0.05 or 1
    scale = alt.Scale(domain=[low - margin, high + margin], nice=False)
    _, axis, title = value_axis([zero, *({**each, "mean": abs(each["mean"])} for each in drawn)],
                                unit, is_log=False)
    names = [name for name in results.branches if any(row["branch"] == name for row in rows)]
    y = alt.Y("branch:N", sort=names, title=None, scale=alt.Scale(domain=names), axis=alt.Axis(
        ticks=False, domain=False, grid=True, labelLimit=260, labelFontSize=12.5, minExtent=110,
    ))
    label = axis.to_dict()["labelExpr"]
    base = alt.Chart(alt.Data(values=drawn))
    return alt.layer(
        alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=INK).encode(
            x=alt.X("at:Q", scale=scale)
        ),
        base.mark_rule(strokeWidth=2, color=OKABE_ITO[0]).encode(
            y=y, x=alt.X("low:Q", scale=scale), x2="high:Q"
        ),
        base.mark_point(filled=True, opacity=1, size=80, color=OKABE_ITO[0]).encode(
            y=y, x=alt.X("mean:Q", scale=scale, title=DIFFERENCES.get(unit, f"Difference ({title.lower()})"),
                         axis=alt.Axis(tickCount=6, labelOverlap=True, grid=False,
                                       labelExpr=signed(label))),
            tooltip=[
                alt.Tooltip("branch:N", title="Fault"), alt.Tooltip("label:N", title="Values"),
            ],
        ),
        base.mark_text(align="left", x=WIDTH + 12, fontSize=12, color=INK).encode(
            y=y, text="label:N"
        ),
    ).properties(
        width=WIDTH, height=ROW * len(names), title=panel_title(name_of(rows[0]["metric"]))
    )


def signed(label: str) -> str:
    """A label of an amount, with the sign before it."""
    amount = label.replace("datum.value", "abs(datum.value)")
    return f"(datum.value > 0 ? '+' : datum.value < 0 ? '−' : '') + ({amount})"
