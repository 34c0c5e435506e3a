"""Values of a scenario as numbers, so that 5GiB comes before 10GiB."""

import math
import re

# What a unit is of, and how much of it; as Longshore reads them.
UNITS = {
    **{name: ("time", size) for name, size in (
        ("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("ms", 1e-3), ("s", 1), ("min", 60), ("h", 3600),
        ("d", 86400),
    )},
    **{name: ("bytes", size) for name, size in (
        ("B", 1), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12), ("PB", 1e15),
        ("KiB", 2**10), ("MiB", 2**20), ("GiB", 2**30), ("TiB", 2**40), ("PiB", 2**50),
    )},
    **{name: ("bits", size) for name, size in (
        ("bit", 1), ("kbit", 1e3), ("Mbit", 1e6), ("Gbit", 1e9), ("Tbit", 1e12),
    )},
    "": ("", 1), "%": ("", 0.01),
}
PART = re.compile(r"([0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?) ?([A-Za-zµ%]*)")


def quantity(text: str) -> tuple[str, float] | None:
    """What it is of, and how much: `1h30min` is ("time", 5400); nothing for a word.

    A rate, such as `10/min`, is how much in a second.
    """
    amount, slash, per = text.strip().partition("/")
    sign = -1 if amount.startswith("-") else 1
    amount = amount.lstrip("+-").replace("_", "")
    parts = PART.findall(amount)
    if not parts or PART.sub("", amount).strip():
        return None
    found = [UNITS.get(unit) for _, unit in parts]
    if None in found or len({kind for kind, _ in found}) > 1:
        return None
    kind = found[0][0]
    if len(parts) > 1 and kind != "time":
        return None
    total = sign * sum(float(number) * size for (number, _), (_, size) in zip(parts, found))
    if not slash:
        return kind, total
    divisor = quantity(per if per[:1].isdigit() else "1" + per)
    if divisor is None or divisor[0] != "time" or not divisor[1]:
        return None
    return f"{kind} per time", total / divisor[1]


def numbers(texts: list[str]) -> list[float] | None:
    """All of them as numbers of one kind, or nothing."""
    found = [quantity(text) for text in texts]
    if not found or None in found or len({kind for kind, _ in found}) > 1:
        return None
    return [number for _, number in found]


def is_geometric(values: list[float]) -> bool:
    """Whether they are spread more evenly by their ratios than by their differences."""
    ordered = sorted(set(values))
    if len(ordered) < 3 or ordered[0] <= 0 or ordered[-1] < 4 * ordered[0]:
        return False
    def unevenness(places: list[float]) -> float:
        steps = [(b - a) / (places[-1] - places[0]) for a, b in zip(places, places[1:])]
        return max(steps) / min(steps)
    return unevenness([math.log(value) for value in ordered]) < unevenness(ordered)


def spaced(text: str) -> str:
    """`5GiB` as it is printed: 5 GiB."""
    return re.sub(r"(?<=[0-9])(?=[A-Za-zµ%]+(?:/|$))", " ", text) if quantity(text) else text
