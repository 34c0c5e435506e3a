"""How far each candidate of a plan is from each objective."""

import math

import altair as alt

from frontier import bound_text, cost_text, counts, headline, intervals, objective_name
from plan import Plan
from style import INK, nothing, title_of
from values import LOG_RATIO, value_axis, value_text

# So many candidates are shown: those of a rank, then the cheapest.
CANDIDATES = 30
# In pixels.
ROW = 26
WIDTH = 230
MET = {
    "met": ("#0072B2", "circle"), "missed": ("#D55E00", "cross"),
    "undecided": ("#E69F00", "diamond"),
}


def objectives(plan: Plan) -> alt.Chart:
    run = plan.costs()
    if not run or not plan.objectives:
        return nothing("No candidate was run", plan, counts(plan))
    shown = sorted(run, key=lambda each: (each["rank"] or math.inf, each["cost_mean"]))
    left_out = len(shown) - CANDIDATES
    shown = sorted(shown[:CANDIDATES], key=lambda each: each["cost_mean"])
    labels = {each["candidate"]: label_of(each, plan) for each in shown}
    panels = [
        panel(objective, shown, labels, number == 0)
        for number, objective in enumerate(plan.objectives)
    ]
    return alt.hconcat(*panels, spacing=16).resolve_scale(
        x="independent", color="shared", shape="shared"
    ).properties(title=title_of(
        headline(plan),
        "Candidates from the cheapest down, and each objective as a dashed line, grey where it is "
        "missed", plan,
        intervals(plan),
        *([f"{left_out} more candidates are not shown"] if left_out > 0 else []),
    ))


def label_of(candidate: dict, plan: Plan) -> str:
    word = {1: "chosen: ", 2: "runner-up: "}.get(candidate["rank"], "")
    return f"{word}{candidate['name']} · {cost_text(candidate, plan)}"


def met_of(row: dict) -> str:
    return row["met"] if row["met"] in MET else "undecided"


def panel(objective: dict, shown: list[dict], labels: dict, first: bool) -> alt.Chart:
    rows = []
    for each in shown:
        row = each["objectives"].get(objective["objective"])
        if row is None or row["mean"] is None:
            continue
        mean = row["mean"]
        rows.append({
            "candidate": labels[each["candidate"]], "mean": mean, "met": met_of(row),
            "low": mean if row["lower"] is None else row["lower"],
            "high": mean if row["upper"] is None else row["upper"],
            "label": value_text(mean, objective["unit"], row["half_width"] or 0),
        })
    title = alt.TitleParams(
        [*wrapped(objective_name(objective)), bound_text(objective)], fontSize=13,
        fontWeight="bold", anchor="start", frame="group", offset=6,
    )
    bound = {key: objective["bound"] for key in ("mean", "low", "high")}
    scale, axis, x_title = value_axis(
        [*rows, bound], objective["unit"], is_log=is_wide(rows, bound)
    )
    x = alt.X("mean:Q", scale=scale, title=x_title, axis=alt.Axis(
        **axis.to_dict() | {"tickCount": 3, "grid": False}
    ))
    y = alt.Y(
        "candidate:N", sort=list(labels.values()), title=None,
        scale=alt.Scale(domain=list(labels.values())),
        axis=alt.Axis(labels=first, ticks=False, domain=False, labelLimit=420, grid=True),
    )
    low, high = scale.domain
    missed = (
        {"from": bound["mean"], "to": high} if objective["is_most"]
        else {"from": low, "to": bound["mean"]}
    )
    base = alt.Chart(alt.Data(values=rows))
    names = list(MET)
    colour = alt.Color("met:N", title="Objective", sort=names, scale=alt.Scale(
        domain=names, range=[MET[name][0] for name in names]
    ), legend=alt.Legend(symbolOpacity=1, symbolSize=100))
    shape = alt.Shape("met:N", title="Objective", sort=names, scale=alt.Scale(
        domain=names, range=[MET[name][1] for name in names]
    ))
    return alt.layer(
        alt.Chart(alt.Data(values=[missed])).mark_rect(color="black", opacity=0.06).encode(
            x=alt.X("from:Q", scale=scale), x2="to:Q"
        ),
        alt.Chart(alt.Data(values=[bound])).mark_rule(
            color=INK, strokeDash=[6, 4], strokeWidth=1.4
        ).encode(x=alt.X("mean:Q", scale=scale)),
        base.mark_rule(strokeWidth=2, clip=True).encode(
            y=y, x=alt.X("low:Q", scale=scale), x2="high:Q", color=colour
        ),
        base.mark_point(filled=True, opacity=1, size=80).encode(
            y=y, x=x, color=colour, shape=shape, tooltip=[
                alt.Tooltip("candidate:N", title="Candidate"),
                alt.Tooltip("label:N", title="Value"), alt.Tooltip("met:N", title="Objective"),
            ],
        ),
    ).properties(width=WIDTH, height=ROW * len(labels), title=title)


def is_wide(rows: list[dict], bound: dict) -> bool | None:
    """Whether anything but a share is spread over so much that it takes a logarithmic axis."""
    means = [row["mean"] for row in (*rows, bound)]
    return min(means) > 0 and max(means) > LOG_RATIO * min(means)


def wrapped(text: str) -> list[str]:
    """In lines that a panel has room for."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= WIDTH // 7:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return lines
