"""Where requests found their content, by region."""

import altair as alt

from axes import PERCENT_LABEL
from results import Results
from style import INK, nothing, title_of
from tables import in_order
from texts import bytes_text, count_text, percent, runs, text_width

# Hits are blue and green, misses orange to black; each also has a lightness of its own.
ORIGINS = {
    "zone-hit": ("cache of the same zone", "#0072B2"),
    "region-hit": ("cache of another zone", "#56B4E9"),
    "replicated-hit": ("cache, by replication", "#A6DCCB"),
    "joined-miss": ("joined a fetch under way", "#E69F00"),
    "from-home": ("the home region", "#D55E00"),
    "from-peer": ("another region", "#CC79A7"),
    "from-upstream": ("upstream", "#000000"),
}
# By what a kind of content is measured.
MEASURES = {"layers": "bytes", "manifests": "requests"}
HITS = ("zone-hit", "region-hit", "replicated-hit")
# In pixels.
WIDTH = 520
LABEL_SIZE = 12


def hit_rate(results: Results) -> alt.Chart:
    regions = in_order(row["region"] for row in results.hit_rate if row["kind"] == "layers")
    if len(regions) == 2:  # one region, and the same again as "all"
        regions = [name for name in regions if name != "all"]
    segments, ends, cut = [], [], False
    for kind, measure in MEASURES.items():
        for region in regions:
            own = [
                row for row in results.hit_rate
                if row["region"] == region and row["kind"] == kind
            ]
            rows = [row for row in own if row["origin"] in ORIGINS]
            failed = sum(row["requests_mean"] for row in own if row["origin"] == "failed")
            total = sum(row[f"{measure}_mean"] or 0 for row in rows)
            if total == 0:
                text = f"{count_text(failed)} failed" if failed else "nothing asked for"
                ends.append({"region": region, "kind": kind, "text": text})
                continue
            start, missed = 0.0, 0.0
            for row in sorted(rows, key=lambda row: list(ORIGINS).index(row["origin"])):
                share = row[f"share_of_{measure}"] or 0
                missed += 0 if row["origin"] in HITS else share
                if share == 0:
                    continue
                width = row[f"share_of_{measure}_half_width"]
                room = share * WIDTH - 6
                texts = [percent(share, width), percent(share)] if width else [percent(share)]
                text = next((text for text in texts if text_width(text, LABEL_SIZE) <= room), "")
                cut = cut or text.endswith("]")
                segments.append({
                    "region": region, "kind": kind, "origin": row["origin"], "start": start,
                    "end": start + share, "middle": start + share / 2,
                    "label": text,
                    "share": share, "name": ORIGINS[row["origin"]][0],
                    "dark": row["origin"] in ("zone-hit", "from-home", "from-upstream"),
                })
                start += share
            amount = bytes_text(total) if measure == "bytes" else count_text(total)
            text = f"{percent(missed)} missed, of {amount}"
            ends.append({
                "region": region, "kind": kind,
                "text": text + (f"; {count_text(failed)} failed" if failed else ""),
            })
    if not segments:
        return nothing("Nothing was asked for", results)
    used = [name for name in ORIGINS if any(row["origin"] == name for row in segments)]
    names = " : ".join(f"datum.label == '{k}' ? '{ORIGINS[k][0]}'" for k in used) + " : ''"
    colour = alt.Color(
        "origin:N", title=None,
        scale=alt.Scale(domain=used, range=[ORIGINS[name][1] for name in used]),
        legend=alt.Legend(
            orient="top", direction="horizontal", labelExpr=names, columns=3, symbolType="square",
            symbolSize=160, labelLimit=300, columnPadding=24, offset=10,
        ),
    )
    y = alt.Y(
        "region:N", sort=regions, title=None,
        axis=alt.Axis(
            labelExpr="datum.value == 'all' ? 'all regions' : datum.value", labelFontSize=13,
            labelLimit=260, ticks=False, domain=False, labelPadding=8,
        ),
    )
    panels = []
    for kind, title in (("layers", "Layers, by bytes"), ("manifests", "Manifests, by requests")):
        last = kind == "manifests"
        scale = alt.Scale(domain=[0, 1], nice=False)
        x = alt.X(
            "start:Q", scale=scale,
            title="Share of what was answered with content" if last else None,
            axis=alt.Axis(labelExpr=PERCENT_LABEL, tickCount=5, labels=last, ticks=last),
        )
        own = alt.Chart(alt.Data(values=[row for row in segments if row["kind"] == kind]))
        # A white edge would swallow a thin segment.
        bars = own.mark_bar(stroke="white").encode(
            y=y, x=x, x2="end:Q", color=colour,
            strokeWidth=alt.condition(
                "datum.end - datum.start > 0.03", alt.value(0.7), alt.value(0)
            ),
            tooltip=[
                alt.Tooltip("region:N", title="Region"), alt.Tooltip("name:N", title="From"),
                alt.Tooltip("share:Q", title="Share", format=".3~%"),
            ],
        )
        labels = own.mark_text(fontSize=LABEL_SIZE).encode(
            y=y, x=alt.X("middle:Q", scale=scale), text="label:N",
            color=alt.condition("datum.dark", alt.value("white"), alt.value(INK)),
        )
        notes = (
            alt.Chart(alt.Data(values=[row for row in ends if row["kind"] == kind]))
            .mark_text(align="left", dx=8, fontSize=12, color=INK)
            .encode(y=y, x=alt.value(WIDTH), text="text:N")
        )
        panels.append(alt.layer(bars, labels, notes).properties(
            width=WIDTH, height=max(46, 38 * len(regions)),
            title=alt.TitleParams(title, fontSize=14, fontWeight="bold", anchor="start", offset=6),
        ))
    whole = [
        row for row in results.hit_rate if row["region"] == regions[0] and row["kind"] == "layers"
    ]
    hits = sum(row["share_of_bytes"] or 0 for row in whole if row["origin"] in HITS)
    if any(row["bytes_mean"] for row in whole):
        title = f"{percent(hits)} of layer bytes were in the asked region's cache"
    else:
        title = "No layers were asked for"
    known = any(row["share_of_bytes_half_width"] is not None for row in results.hit_rate)
    return alt.vconcat(*panels, spacing=14).properties(
        title=title_of(
            title,
            f"Where requests found their content, by region, over {runs(results)}"
            + (f"; {'± and […] are' if cut else '± is a'} 95 % confidence interval"
               + ("s" if cut else "") if known else ""),
            results,
        )
    )
