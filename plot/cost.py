"""What a month would cost, by part and region."""

import altair as alt

from axes import COUNT_LABEL
from results import Results
from style import INK, nothing, title_of
from tables import in_order
from texts import money, runs, text_width

# Parts with a colour of their own, from dark to light so that print tells neighbours apart.
PARTS = {
    "tier": ("tier", "#0072B2"),
    "storage": ("storage over the included", "#E69F00"),
    "transfer-between-regions": ("to other regions", "#56B4E9"),
    "transfer-to-clients": ("to clients in other regions", "#D55E00"),
    "transfer-from-upstreams": ("from upstreams", "#F0E442"),
    "transfer-to-internet": ("to the internet", "#000000"),
    "private-endpoints": ("private endpoints", "#009E73"),
    "private-endpoint-data": ("through private endpoints", "#CC79A7"),
    "key-vault-requests": ("requests to the key vault", "#BBBBBB"),
}
DARK = {"#0072B2", "#009E73", "#D55E00", "#000000"}
# What is not paid for in a region.
ELSEWHERE = "not by region"
# In pixels.
WIDTH = 520
LABEL_SIZE = 12


def cost(results: Results) -> alt.Chart:
    month = [row for row in results.cost if row["per"] == "30d"]
    total = next((row for row in month if row["item"] == "total"), None)
    parts = [row for row in month if row["item"] != "total" and (row["mean"] or 0) > 0]
    if not total or not parts:
        return nothing("Nothing is paid for", results)
    currency = total["currency"]
    items = in_order([*(name for name in PARTS if any(row["item"] == name for row in parts)),
                      *(row["item"] for row in parts)])
    regions = in_order(row["region"] or ELSEWHERE for row in parts)
    bars = (["all"] if len(regions) > 1 else []) + regions
    highest = sum(row["mean"] for row in parts)
    segments, ends = [], []
    for bar in bars:
        start = 0.0
        for item in items:
            own = [row for row in parts if row["item"] == item
                   and bar in ("all", row["region"] or ELSEWHERE)]
            amount = sum(row["mean"] for row in own)
            if not amount:
                continue
            text = money(amount)
            room = amount / highest * WIDTH - 6
            segments.append({
                "bar": bar, "item": item, "part": name_of(item), "start": start,
                "end": start + amount, "middle": start + amount / 2, "amount": amount,
                "label": text if text_width(text, LABEL_SIZE) <= room else "",
                "dark": colour_of(item) in DARK,
            })
            start += amount
        width = total["half_width"] or 0 if start == highest else 0
        ends.append({"bar": bar, "end": start, "text": money(start, width) + f" {currency}"})
    scale = alt.Scale(domain=[0, highest], nice=False)
    y = alt.Y(
        "bar:N", sort=bars, title=None,
        axis=alt.Axis(
            labelExpr="datum.value == 'all' ? 'together' : datum.value", labelFontSize=13,
            labelLimit=260, ticks=False, domain=False, labelPadding=8,
        ),
    )
    base = alt.Chart(alt.Data(values=segments))
    drawn = base.mark_bar(stroke="white", strokeWidth=0.7).encode(
        y=y, x2="end:Q",
        x=alt.X(
            "start:Q", scale=scale, title=f"Cost of 30 days ({currency})",
            axis=alt.Axis(tickCount=6, labelExpr=COUNT_LABEL),
        ),
        color=alt.Color(
            "part:N", title=None,
            scale=alt.Scale(domain=[name_of(item) for item in items],
                            range=[colour_of(item) for item in items]),
            legend=alt.Legend(
                orient="top", direction="horizontal", columns=3, symbolType="square",
                symbolSize=160, labelLimit=300, columnPadding=24, offset=10,
            ),
        ),
        tooltip=[
            alt.Tooltip("bar:N", title="Region"), alt.Tooltip("part:N", title="Part"),
            alt.Tooltip("amount:Q", title=currency, format=",.2f"),
        ],
    )
    labels = base.mark_text(fontSize=LABEL_SIZE).encode(
        y=y, x=alt.X("middle:Q", scale=scale), text="label:N",
        color=alt.condition("datum.dark", alt.value("white"), alt.value(INK)),
    )
    notes = alt.Chart(alt.Data(values=ends)).mark_text(
        align="left", dx=8, fontSize=12, color=INK
    ).encode(y=y, x=alt.X("end:Q", scale=scale), text="text:N")
    return alt.layer(drawn, labels, notes).properties(
        width=WIDTH, height=38 * len(bars),
        title=title_of(
            f"30 days like the measured time cost {ends[0]['text']}",
            f"By part and region, means over {runs(results)}; transfers stand at the region that "
            "sends", results,
        ),
    )


def name_of(item: str) -> str:
    return PARTS[item][0] if item in PARTS else item.replace("-", " ")


def colour_of(item: str) -> str:
    return PARTS[item][1] if item in PARTS else "#999999"
