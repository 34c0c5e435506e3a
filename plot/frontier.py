"""What a plan's candidates cost, against its first objective."""

import altair as alt

from axes import COUNT_LABEL
from metrics import row_name
from plan import Plan
from ranks import pixels, ranks
from style import INK, nothing, title_of
from texts import grouped
from values import round_text, value_axis, value_text

# Verdicts, told apart by shape and colour.
STATES = {
    "feasible": ("#0072B2", "circle", "meets all objectives"),
    "infeasible": ("#D55E00", "cross", "misses an objective"),
    "undecided": ("#E69F00", "diamond", "undecided"),
    "dominated": ("#CC79A7", "square", "open, dearer than the answer"),
}
# In pixels.
WIDTH, HEIGHT = 640, 360


def frontier(plan: Plan) -> alt.Chart:
    objective = plan.objectives[0] if plan.objectives else None
    points = [point(each, objective) for each in plan.costs()] if objective else []
    run = [each for each in points if each["mean"] is not None]
    if not run:
        return nothing("No candidate was run", plan, counts(plan))
    bound = {"mean": objective["bound"], "low": objective["bound"], "high": objective["bound"]}
    scaled = [*run, bound]
    scale, axis, y_title = value_axis(scaled, objective["unit"], objective_name(objective))
    bottom, top = scale.domain
    for each in points:
        if each["mean"] is None:
            each["mean"] = each["low"] = each["high"] = bottom
    low, high = (pick(each["cost"] for each in points) for pick in (min, max))
    margin = (high - low) * 0.08 or abs(high) * 0.1 or 1
    x_scale = alt.Scale(domain=[low - margin, high + margin], nice=False, zero=False)
    x = alt.X(
        "cost:Q", scale=x_scale, title=f"Cost ({plan.currency})" if plan.currency else "Cost",
        axis=alt.Axis(labelExpr=COUNT_LABEL, tickCount=6),
    )
    y = alt.Y("mean:Q", scale=scale, title=y_title, axis=axis)
    layers = [
        *bound_layers(objective, bound["mean"], bottom, top, scale,
                      is_free_on_the_left(points, x, y, bound["mean"])),
        line(run, x, y), *ranks(points, x, y, (WIDTH, HEIGHT)),
        *marks(points, x, y, x_scale, scale),
    ]
    return alt.layer(*layers).properties(
        width=WIDTH, height=HEIGHT,
        title=title_of(
            headline(plan), counts(plan), plan, *answer(plan),
            intervals(plan) + "; than those on the grey line none is cheaper and better",
        ),
    )


def point(candidate: dict, objective: dict) -> dict:
    found = candidate["objectives"].get(objective["objective"], {})
    mean, cost, width = (
        found.get("mean"), candidate["cost_mean"], candidate["cost_half_width"] or 0
    )
    return {
        "name": candidate["name"], "cost": cost, "cost_low": cost - width,
        "cost_high": cost + width, "mean": mean,
        "low": mean if found.get("lower") is None else found["lower"],
        "high": mean if found.get("upper") is None else found["upper"],
        "state": STATES[candidate["state"]][2], "rank": candidate["rank"],
        "is_on_frontier": candidate["is_on_frontier"],
        "label": "" if mean is None else value_text(mean, objective["unit"]),
        "cost_label": grouped(cost, 2),
    }


def objective_name(objective: dict) -> str:
    """What is measured; the objective's own words where they do not say."""
    name = row_name(objective) if objective["metric"] else objective["objective"]
    return name + (f", under {objective['under']}" if objective["under"] else "")


def bound_text(objective: dict) -> str:
    sign = "≤" if objective["is_most"] else "≥"
    return f"{sign} {round_text(objective['bound'], objective['unit'])}"


def bound_layers(
    objective: dict, bound: float, bottom: float, top: float, scale: alt.Scale, on_left: bool
) -> list[alt.Chart]:
    """The bound as a line, and grey where the objective is missed."""
    beyond = {"from": bound, "to": top} if objective["is_most"] else {"from": bottom, "to": bound}
    grey = alt.Chart(alt.Data(values=[beyond])).mark_rect(color="black", opacity=0.06).encode(
        y=alt.Y("from:Q", scale=scale), y2="to:Q"
    )
    at = alt.Chart(alt.Data(values=[{"at": bound, "text": f"objective {bound_text(objective)}"}]))
    rule = at.mark_rule(color=INK, strokeDash=[6, 4], strokeWidth=1.4).encode(
        y=alt.Y("at:Q", scale=scale)
    )
    text = at.mark_text(
        align="left" if on_left else "right", x=6 if on_left else WIDTH - 4,
        baseline="bottom" if objective["is_most"] else "top",
        dy=-4 if objective["is_most"] else 5, color=INK, fontSize=12,
    ).encode(y=alt.Y("at:Q", scale=scale), text="text:N")
    return [grey, rule, text]


def is_free_on_the_left(points: list[dict], x: alt.X, y: alt.Y, bound: float) -> bool:
    """Whether the words at the bound are in the way of fewer points at the left end."""
    (_, at), *places = pixels([{"cost": points[0]["cost"], "mean": bound}, *points], x, y,
                              (WIDTH, HEIGHT))
    near = [across for across, down in places if abs(down - at) < 26]
    return sum(across < 170 for across in near) <= sum(across > WIDTH - 170 for across in near)


def line(run: list[dict], x: alt.X, y: alt.Y) -> alt.Chart:
    """Candidates than which none is both cheaper and better."""
    on = sorted((each for each in run if each["is_on_frontier"]), key=lambda each: each["cost"])
    base = alt.Chart(alt.Data(values=on))
    return base.mark_line(color="#999999", strokeWidth=1.5).encode(x=x, y=y)


def marks(
    points: list[dict], x: alt.X, y: alt.Y, x_scale: alt.Scale, y_scale: alt.Scale
) -> list[alt.Chart]:
    base = alt.Chart(alt.Data(values=points))
    present = [state for state in STATES.values() if any(p["state"] == state[2] for p in points)]
    names = [name for _, _, name in present]
    colour = alt.Color("state:N", title=None, sort=names, legend=alt.Legend(
        orient="top", direction="horizontal", symbolOpacity=1, symbolSize=110, labelLimit=260,
        columnPadding=22,
    ), scale=alt.Scale(domain=names, range=[each[0] for each in present]))
    shape = alt.Shape("state:N", title=None, sort=names, scale=alt.Scale(
        domain=names, range=[each[1] for each in present]
    ))
    return [
        base.mark_rule(strokeWidth=1.5, clip=True).encode(
            x=x, y=alt.Y("low:Q", scale=y_scale), y2="high:Q", color=colour
        ),
        base.mark_rule(strokeWidth=1.5).encode(
            x=alt.X("cost_low:Q", scale=x_scale), x2="cost_high:Q", y=y, color=colour
        ),
        base.mark_point(filled=True, size=95, opacity=1, stroke="white", strokeWidth=0.8).encode(
            x=x, y=y, color=colour, shape=shape, tooltip=[
                alt.Tooltip("name:N", title="Candidate"), alt.Tooltip("state:N", title="Verdict"),
                alt.Tooltip("cost_label:N", title="Cost"), alt.Tooltip("label:N", title="Value"),
            ],
        ),
    ]


def headline(plan: Plan) -> str:
    chosen = plan.ranked(1)
    if chosen is None or chosen["state"] != "feasible":
        return f"None of {len(plan.candidates)} candidates is known to meet all objectives"
    surely = "surely " if plan.has_doubt else ""
    return f"The cheapest that {surely}meets all objectives costs {cost_text(chosen, plan)}"


def cost_text(candidate: dict, plan: Plan) -> str:
    return f"{grouped(candidate['cost_mean'], 2)} {plan.currency}".rstrip()


def answer(plan: Plan) -> list[str]:
    """The chosen one and the runner-up, in a line each."""
    return [
        f"{word}: {each['name']} · {cost_text(each, plan)}"
        for word, each in (("Chosen", plan.ranked(1)), ("Runner-up", plan.ranked(2))) if each
    ]


def intervals(plan: Plan) -> str:
    """What bars are: wider ones than of 95 % each, since many are looked at, repeatedly."""
    level = "" if plan.confidence is None else f" at {plan.confidence * 100:g} %"
    return f"Bars are the intervals that decide, so wide that all hold together{level}"


def counts(plan: Plan) -> str:
    """How many there are of each verdict."""
    states = [each["state"] for each in plan.candidates]
    words = {"feasible": "feasible", "infeasible": "infeasible", "undecided": "undecided",
             "dominated": "open, but dearer than the answer",
             "not run": "not run, since they cost more at best",
             "no warm up": "without a steady state"}
    found = [f"{states.count(state)} {word}" for state, word in words.items() if state in states]
    return f"{len(states)} candidates: {', '.join(found)}"
