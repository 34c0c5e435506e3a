"""Values of metrics on axes and in labels."""

import re

import altair as alt

from axes import COUNT_LABEL, TIME_LABEL, log_domain, log_ticks, percent_label
from texts import bytes_unit, count_text, grouped, measured, percent, time_text

# Everything that is measured in neither of these is counted, or an amount of money.
TIME, SHARE, BYTES = "s", "1", "bytes"
# Above this ratio of the most to the least, an axis of times is logarithmic.
LOG_RATIO = 8


def value_text(value: float, unit: str, width: float = 0) -> str:
    """A value with its unit and, where there is one, ± its half-width."""
    width = width or 0
    sign = "−" if value < 0 else ""
    value = abs(value)
    if unit == TIME:
        return sign + time_text(value, width)
    if unit == SHARE:
        return sign + percent(value, width)
    if unit == BYTES:
        size, name = bytes_unit(max(value, width))
        return sign + f"{measured(value / size, width / size)} {name}"
    text = measured(value, width) if width else count_text(value)
    return sign + (grouped(value, 2) if unit.isupper() and not width else text) + unit_text(unit)


def unit_text(unit: str) -> str:
    return "" if unit in ("", "1") else f" {unit}"


def round_text(value: float, unit: str) -> str:
    """A value that somebody chose: without zeros at its end."""
    return re.sub(r"(\.[0-9]*?)0+(?=\s|$)", r"\1", value_text(value, unit)).replace(". ", " ")


def value_axis(
    rows: list[dict], unit: str, title: str = "", is_log: bool | None = None
) -> tuple[alt.Scale, alt.Axis, str]:
    """Scale, axis and its title for values with `low` and `high`, which bytes are divided for.

    Times that differ much are logarithmic, where nothing else is said.
    """
    if unit == BYTES:
        size, unit = bytes_unit(max(abs(row["high"]) for row in rows))
        for row in rows:
            for key in ("mean", "low", "high"):
                row[key] /= size
    low, high = (pick(row["mean"] for row in rows) for pick in (min, max))
    if is_log is None:
        is_log = unit == TIME and high > LOG_RATIO * low
    if is_log and low > 0:
        for row in rows:
            row["low"] = max(row["low"], low / 3)
        bottom, top = log_domain([row["low"] for row in rows], [row["high"] for row in rows])
        scale = alt.Scale(type="log", domain=[bottom, top], nice=False)
        label = TIME_LABEL if unit == TIME else COUNT_LABEL
        axis = alt.Axis(values=log_ticks(bottom, top), labelExpr=label, labelOverlap=True)
        return scale, axis, named(title, unit, "log scale")
    domain = _linear(rows, 1 if unit == SHARE else None)
    label = {TIME: TIME_LABEL, SHARE: percent_label(*domain)}.get(unit, COUNT_LABEL)
    return (
        alt.Scale(domain=domain, nice=False, zero=False),
        alt.Axis(labelExpr=label, tickCount=5, labelOverlap=True), named(title, unit),
    )


def named(title: str, unit: str, *notes: str) -> str:
    """`Cost (USD)`; where there is no title, what is measured. Labels of times and shares have
    their unit themselves."""
    if unit in (TIME, SHARE):
        title = title or ("Time" if unit == TIME else "Share")
    elif unit and title:
        notes = (unit, *notes)
    else:
        title = title or unit[:1].upper() + unit[1:]
    return f"{title} ({', '.join(notes)})" if notes else title


def _linear(rows: list[dict], most: float | None) -> list[float]:
    """From zero where zero is near, else as far as the values go."""
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    if most is not None:
        high = min(high, most)
    if min(row["mean"] for row in rows) >= 0:
        low = max(low, 0)  # nothing that is measured so is negative
    span = high - low or abs(high) or 1
    return [0 if 0 <= low < span else low - span * 0.06, high + span * 0.06]
