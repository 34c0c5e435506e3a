"""Labels of axes, and logarithmic axes."""

import math

from texts import THIN

COUNT_LABEL = (
    "datum.value < 9999.5 ? format(datum.value, '~r')"
    f" : replace(format(datum.value, ',~r'), regexp(',', 'g'), '{THIN}')"
)
# Labels of a logarithmic time axis.
TIME_LABEL = (
    "datum.value == 0 ? '0 s' : datum.value < 0.000999 ? format(datum.value * 1e6, '.3~r') + ' µs'"
    " : datum.value < 0.999 ? format(datum.value * 1e3, '.3~r') + ' ms'"
    f" : ({COUNT_LABEL}) + ' s'"
)
PERCENT_LABEL = "format(datum.value * 100, '.3~r') + ' %'"


def percent_label(low: float, high: float) -> str:
    """With as many digits as tell the ticks of an axis apart, also just below 100 %."""
    places = max(0, math.ceil(-math.log10((high - low) * 100)) + 1)
    return f"format(datum.value * 100, '.{places}~f') + ' %'"


def log_domain(values: list[float], uppers: list[float]) -> tuple[float, float]:
    """From the next lower to the next higher 1, 2 or 5 times a power of ten."""
    ticks = [
        digit * 10.0**power
        for power in range(math.floor(math.log10(min(values))) - 1,
                           math.ceil(math.log10(max(uppers))) + 1)
        for digit in (1, 2, 5)
    ]
    low = max(tick for tick in ticks if tick <= min(values) * 0.9)
    high = min((tick for tick in ticks if tick >= max(uppers) * 1.05), default=10 * ticks[-3])
    return low, high


def log_ticks(low: float, high: float, decades: int = 2) -> list[float]:
    """1, 2 and 5 times powers of ten, or over more decades the powers alone."""
    digits = (1, 2, 5) if high / low < 10.0**decades else (1,)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    ticks = [float(f"{digit}e{power}") for power in powers for digit in digits]
    return [tick for tick in ticks if low * 0.999 <= tick <= high * 1.001]
