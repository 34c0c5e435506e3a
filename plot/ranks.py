"""Which points of a plan's frontier are the chosen one and the runner-up."""

import math

import altair as alt

from style import INK
from texts import text_width

LABEL_SIZE = 12.5


def ranks(
    points: list[dict], x: alt.X, y: alt.Y, size: tuple[float, float]
) -> list[alt.Chart]:
    """A ring and a word for the chosen one and the runner-up, where few points are in its way."""
    places = pixels(points, x, y, size)
    layers, taken = [], []
    for rank, word in ((1, "chosen"), (2, "runner-up")):
        own = [number for number, each in enumerate(points) if each["rank"] == rank]
        if not own:
            continue
        base = alt.Chart(alt.Data(values=[points[own[0]]]))
        layers.append(base.mark_point(
            filled=False, shape="circle", size=330, stroke=INK, opacity=1,
            strokeWidth=1.8 if rank == 1 else 1, strokeDash=[1, 0] if rank == 1 else [3, 2],
        ).encode(x=x, y=y))
        left, top = places[own[0]]
        length = text_width(word, LABEL_SIZE)
        def crowd(offset: tuple[float, float]) -> int:
            across, down = left + offset[0] + length / 2, top + offset[1]
            outside = max(0, across + length / 2 - size[0]) + max(0, length / 2 - across)
            return outside + sum(
                abs(px - across) < length / 2 + 8 and abs(py - down) < 14
                for px, py in (*places, *taken)
            )
        dx, dy = min(offsets(length), key=crowd)
        taken.append((left + dx + length / 2, top + dy))
        style = {"text": word, "align": "left", "dx": dx, "dy": dy, "fontSize": LABEL_SIZE,
                 "fontWeight": "bold" if rank == 1 else "normal"}
        layers += [
            base.mark_rule(color=INK, strokeWidth=0.8).encode(
                x=x, y=y, x2=alt.value(left + dx + length / 2), y2=alt.value(top + dy)
            ),
            base.mark_text(
                stroke="white", strokeWidth=4, strokeOpacity=0.85, **style
            ).encode(x=x, y=y),
            base.mark_text(color=INK, **style).encode(x=x, y=y),
        ]
    return layers


def offsets(length: float) -> list[tuple[float, float]]:
    """Where a label may stand, as seen from its point; the first are the best."""
    sides = (10, -length - 10, -length / 2)
    return [(dx, dy) for dy in (-18, 20, -34, 36, -52, 54) for dx in sides]


def pixels(
    points: list[dict], x: alt.X, y: alt.Y, size: tuple[float, float]
) -> list[tuple[float, float]]:
    """Where points are drawn, from the left and from the top."""
    def place(value: float, channel) -> float:
        scale = channel.to_dict()["scale"]
        low, high = scale["domain"]
        if scale.get("type") == "log":
            low, high, value = math.log(low), math.log(high), math.log(value)
        return (value - low) / (high - low)
    return [
        (place(each["cost"], x) * size[0], (1 - place(each["mean"], y)) * size[1])
        for each in points
    ]
