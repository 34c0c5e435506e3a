"""What differs between two alternatives, with intervals."""

import json
import math

import altair as alt

from comparison import Comparison
from metrics import MAIN, is_whole, row_name
from style import INK, nothing, title_of
from texts import grouped, measured
from values import value_text

# So many figures are shown: first those that decide, then those that changed, the main ones first.
ROWS = 40
# In pixels.
WIDTH, ROW = 430, 25
LABEL_SIZE = 12
# From this ratio of the largest difference to the median one, the axis is a symmetric logarithm.
SPREAD = 10
# Differences below this share of the first are rounding.
ROUNDING = 1e-9
# Colour, shape, and words of each verdict.
VERDICTS = {
    "worse": ("#D55E00", "triangle-down", "worse beyond the tolerance"),
    "better": ("#009E73", "triangle-up", "better beyond the tolerance"),
    "changed": ("#E69F00", "diamond", "changed beyond the tolerance"),
    "undecided": ("#CC79A7", "cross", "undecided"),
    "within tolerance": ("#56B4E9", "square", "different, within the tolerance"),
    "no significant difference": ("#777777", "circle", "no significant difference"),
    "identical": ("#777777", "circle", "no significant difference"),
}
SAME = VERDICTS["identical"]


def differences(comparison: Comparison) -> alt.Chart:
    rows, left_out = shown_rows(comparison.rows)
    drawn = [drawn_row(row) for row in rows]
    placed = [each for each in drawn if each["mean"] is not None]
    if not placed:
        text = headline(comparison) if comparison.rows else "No figure can be compared"
        return nothing(text, comparison, subtitle(comparison))
    scale, axis = x_axis(placed)
    identical = [row_name(row) for row in comparison.rows
                 if row["is_judged"] and row["verdict"] == "identical"]
    levels = [row["level"] for row in rows if row["is_judged"] and row["level"]]
    level = f"{levels[0] * 100:.4g} %" if levels else ""
    judged = (f"Bold: what decides; of these, intervals are of {level} each, 95 % together"
              if levels else "")
    return chart(drawn, placed, scale, axis).properties(
        title=title_of(
            headline(comparison), subtitle(comparison), comparison,
            "Grey: the tolerance; bars: 95 % confidence intervals of the difference"
            + (", from the same random numbers on both sides" if comparison.is_paired else ""),
            *([judged] if judged else []),
            *lines("Identical in every replication: ", identical),
            *([f"Not shown: {left_out} more that changed"] if left_out else []),
        ),
    )


def shown_rows(rows: list[dict]) -> tuple[list[dict], int]:
    """The rows that matter most, in the order of the table, and how many others changed."""
    def importance(row: dict) -> tuple:
        return (
            not row["is_judged"], not (is_whole(row) and row["metric"] in MAIN), not is_whole(row)
        )
    # A part that is all of the whole says nothing more.
    whole = {
        (row["metric"], row["first_mean"], row["second_mean"]) for row in rows if is_whole(row)
    }
    known = [row for row in rows if is_shown(row) and (
        row["is_judged"] or is_whole(row)
        or (row["metric"], row["first_mean"], row["second_mean"]) not in whole
    )]
    kept = sorted(range(len(known)), key=lambda place: (*importance(known[place]), place))[:ROWS]
    return [known[place] for place in sorted(kept)], len(known) - len(kept)


def is_shown(row: dict) -> bool:
    """What decides and is not the same throughout, and what changed."""
    if row["difference"] is None or row["verdict"] == "identical":
        return False
    return row["is_judged"] or verdict_of(row) in (
        VERDICTS["worse"], VERDICTS["better"], VERDICTS["changed"]
    )


def verdict_of(row: dict) -> tuple[str, str, str]:
    return VERDICTS.get(row["verdict"], SAME)


def lines(start: str, names: list[str], most: int = 120) -> list[str]:
    """Names with commas between, in lines that a page has room for."""
    found: list[str] = []
    for number, name in enumerate(names):
        name = (name[:1].lower() + name[1:]) + (", " if number < len(names) - 1 else "")
        if found and len(found[-1]) + len(name) <= most:
            found[-1] += name
        else:
            found.append((start if not found else "") + name)
    return found


def drawn_row(row: dict) -> dict:
    """In shares of the first; without a place where that is zero."""
    base = abs(row["first_mean"] or 0)
    difference, width = row["difference"], row["difference_half_width"] or 0
    values = f"{value_text(row['first_mean'], row['unit'])} → " \
             f"{value_text(row['second_mean'], row['unit'])}"
    found = {
        "name": row_name(row), "verdict": verdict_of(row)[2], "values": values, "mean": None,
        "tolerance": None, "is_judged": row["is_judged"],
    }
    if base:
        found |= {
            "mean": difference / base, "low": (difference - width) / base,
            "high": (difference + width) / base,
            "tolerance": None if row["tolerance"] is None else row["tolerance"] / base,
            "label": signed(difference / base, width / base),
        }
        found["values"] += f"  ({found['label']})"
    return found


def signed(share: float, width: float) -> str:
    """With its sign, and no more digits than its interval leaves it."""
    sign = "+" if share > ROUNDING else "−" if share < -ROUNDING else ""
    if abs(share) < ROUNDING and width < ROUNDING:
        return "0 %"
    if width > abs(share):
        places = max(0, 1 - math.floor(math.log10(width * 100)))
        return f"{sign}{grouped(abs(share) * 100, places)} ± {grouped(width * 100, places)} %"
    return f"{sign}{measured(abs(share) * 100, width * 100)} %"


def x_axis(placed: list[dict]) -> tuple[alt.Scale, alt.Axis]:
    reach = [max(abs(each["low"]), abs(each["high"]), each["tolerance"] or 0) for each in placed]
    most, median = max(reach) or 0.01, sorted(reach)[len(reach) // 2] or 0.001
    label = f"datum.value > 0 ? '+' + {PERCENT} : datum.value < 0 ? '−' + {PERCENT} : '0'"
    if most > SPREAD * median:
        constant = max(median / 3, most / 1e4)
        least = min(0, *(each["low"] for each in placed),
                    *(-(each["tolerance"] or 0) for each in placed))
        domain = [least - 0.15 * max(constant, abs(least)), most * 1.15]
        ticks = [
            tick for power in range(-4, 5) for digit in (1, 3) for sign in (-1, 1)
            if domain[0] <= (tick := float(f"{sign * digit}e{power}")) <= domain[1]
            and abs(tick) > constant / 2
        ]
        return (
            alt.Scale(type="symlog", constant=constant, domain=domain, nice=False),
            alt.Axis(values=[0, *ticks], labelExpr=label, labelOverlap=True),
        )
    low = min(0, *(each["low"] for each in placed), *(-(each["tolerance"] or 0) for each in placed))
    high = max(0, *(each["high"] for each in placed), *(each["tolerance"] or 0 for each in placed))
    margin = (high - low) * 0.05 or 0.01
    return (
        alt.Scale(domain=[low - margin, high + margin], nice=False),
        alt.Axis(tickCount=7, labelExpr=label, labelOverlap=True),
    )


PERCENT = "format(abs(datum.value) * 100, '.3~r') + ' %'"


def chart(drawn: list[dict], placed: list[dict], scale: alt.Scale, axis: alt.Axis) -> alt.Chart:
    names = [each["name"] for each in drawn]
    y = alt.Y(
        "name:N", sort=names, title=None, scale=alt.Scale(domain=names),
        axis=alt.Axis(ticks=False, domain=False, labelLimit=460, labelFontSize=12.5, grid=True,
                      labelFontWeight=alt.condition(
                          bold([each["name"] for each in drawn if each["is_judged"]]),
                          alt.value("bold"), alt.value("normal"))),
    )
    title = "Difference relative to the first" + (
        " (symmetric log scale)" if scale.to_dict().get("type") == "symlog" else ""
    )
    x = alt.X("mean:Q", scale=scale, axis=axis, title=title)
    low, high = scale.domain
    bands = [
        {"name": each["name"], "from": max(-each["tolerance"], low),
         "to": min(each["tolerance"], high)}
        for each in placed if each["tolerance"] is not None
    ]
    present = [v for v in dict.fromkeys([*VERDICTS.values(), SAME])
               if any(each["verdict"] == v[2] for each in placed)]
    words = [word for _, _, word in present]
    colour = alt.Color("verdict:N", title=None, sort=words, legend=alt.Legend(
        orient="top", direction="horizontal", symbolOpacity=1, symbolSize=110, labelLimit=280,
        columnPadding=22, columns=3,
    ), scale=alt.Scale(domain=words, range=[v[0] for v in present]))
    shape = alt.Shape("verdict:N", title=None, sort=words, scale=alt.Scale(
        domain=words, range=[v[1] for v in present]
    ))
    base = alt.Chart(alt.Data(values=placed))
    texts = alt.Chart(alt.Data(values=drawn)).mark_text(
        align="left", x=WIDTH + 12, fontSize=LABEL_SIZE, color=INK
    ).encode(y=y, text="values:N")
    return alt.layer(
        alt.Chart(alt.Data(values=bands)).mark_bar(color="#CCCCCC", height=ROW - 8).encode(
            y=y, x=alt.X("from:Q", scale=scale), x2="to:Q"
        ),
        alt.Chart(alt.Data(values=[{"at": 0}])).mark_rule(color=INK).encode(
            x=alt.X("at:Q", scale=scale)
        ),
        base.mark_rule(strokeWidth=2).encode(
            y=y, x=alt.X("low:Q", scale=scale), x2="high:Q", color=colour
        ),
        base.mark_point(filled=True, opacity=1, size=80).encode(
            y=y, x=x, color=colour, shape=shape, tooltip=[
                alt.Tooltip("name:N", title="Figure"), alt.Tooltip("values:N", title="Values"),
                alt.Tooltip("verdict:N", title="Verdict"),
            ],
        ),
        texts,
    ).properties(width=WIDTH, height=ROW * len(names))


def bold(names: list[str]) -> str:
    return f"indexof({json.dumps(names)}, datum.value) >= 0"


def headline(comparison: Comparison) -> str:
    judged = [row for row in comparison.rows if row["is_judged"]]
    worse, better, undecided = (
        [row for row in judged if row["verdict"] == verdict]
        for verdict in ("worse", "better", "undecided")
    )
    more = f"; {len(undecided)} undecided" if undecided else ""
    for rows, word in ((worse, "worse"), (better, "better")):
        if rows:
            first = max(rows, key=lambda row: abs(row["relative_difference"] or 0))
            name = row_name(first)[:1].lower() + row_name(first)[1:]
            return (f"{word.capitalize()} in {len(rows)} figure{'' if len(rows) == 1 else 's'}"
                    f"{', most in ' if len(rows) > 1 else ': '}{name}"
                    f"{f', better in {len(better)}' if rows is worse and better else ''}{more}")
    if judged and all(row["verdict"] == "identical" for row in judged):
        return "Both sides are identical in all that decides"
    return f"Neither better nor worse beyond the tolerance{more}"


def subtitle(comparison: Comparison) -> str:
    count = comparison.replications
    text = f"“{comparison.second}” against “{comparison.first}”"
    if not comparison.is_paired:
        return f"{text}, {count} independent replication{'' if count == 1 else 's'} each"
    return f"{text}, {count} pair{'' if count == 1 else 's'} of replications"
