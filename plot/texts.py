"""Figures as a person reads them, much as on the terminal."""

import math

from results import Results

# Thousands are set apart from five digits on, as on the terminal, by a thin space.
THIN = "\u2009"
# A generous mean for a character of a label, as a share of the font's size.
CHARACTER = 0.56


def runs(results: Results) -> str:
    return f"{results.replications} replication" + ("" if results.replications == 1 else "s")


def means(results: Results) -> str:
    return "One replication" if results.replications == 1 else f"Means over {runs(results)}"


def text_width(text: str, size: float) -> float:
    """About how many pixels a text takes."""
    return len(text) * size * CHARACTER


def time_text(value: float, width: float = 0) -> str:
    if width > value:  # no time is negative
        return f"{time_text(value)} [0…{time_text(value + width)}]"
    size, unit = next(
        (size, unit) for size, unit in ((1, "s"), (1e-3, "ms"), (1e-6, "µs"))
        if value >= size * 0.9995 or unit == "µs"
    )
    return measured(value / size, width / size) + f" {unit}"


def percent(share: float, width: float = 0) -> str:
    if width and 0 <= share - width and share + width <= 1:
        return measured(share * 100, width * 100) + " %"
    if width:
        low, high = percent(max(share - width, 0)), percent(min(share + width, 1))
        return f"{percent(share)} [{low.removesuffix(' %')}…{high}]"
    value = share * 100
    # Close to 100 %, what is missing counts.
    places = 2 if value < 1 or 99 < value < 99.995 else 1
    text = f"{value:.{places}f}" if value >= 0.005 else "under 0.01"
    return ("0" if value == 0 else "100" if value >= 99.995 else text) + " %"


def measured(value: float, width: float) -> str:
    """At least three digits, and the half-width to the same place."""
    places = max(0, 2 - math.floor(math.log10(value))) if value > 0 else 0
    if width:  # up to two more for a narrow interval
        places = max(places, min(places + 2, -math.floor(math.log10(width))))
    return grouped(value, places) + (f" ± {grouped(width, places)}" if width else "")


def grouped(value: float, places: int = 0) -> str:
    """A number with its thousands apart from five digits on, as on the terminal."""
    text = f"{value:,.{places}f}"
    return text.replace(",", THIN if round(value, places) >= 10_000 else "")


def bytes_unit(value: float) -> tuple[float, str]:
    names = ("PiB", "TiB", "GiB", "MiB", "KiB", "B")
    units = [(1024.0 ** (5 - place), name) for place, name in enumerate(names)]
    return next((size, unit) for size, unit in units if value >= size or unit == "B")


def bytes_text(value: float) -> str:
    size, unit = bytes_unit(value)
    return f"{count_text(value / size)} {unit}"


def money(value: float, width: float = 0) -> str:
    text = grouped(value, 2)
    return text + (f" ± {grouped(width, 2)}" if width >= 0.005 else "")


def count_text(value: float) -> str:
    return f"{value:.3g}" if value < 100 else grouped(value)


def duration_text(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"
