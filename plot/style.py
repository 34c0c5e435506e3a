"""What all pictures look like."""

import altair as alt

from texts import runs

# Okabe and Ito's colours in an order in which neighbours also differ in lightness; black and
# yellow come last, since yellow is faint on paper.
OKABE_ITO = [
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#000000", "#F0E442",
]
SHAPES = [
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right",
    "triangle-left",
]
INK = "#222222"
FAULT = "#D55E00"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"


def styled(chart: alt.Chart) -> alt.Chart:
    return (
        chart.configure(font=FONT, background="white", padding=18)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=12, titleFontSize=12.5, titleFontWeight="normal", labelColor=INK,
            labelFlush=False, titleColor=INK, gridColor="#DDDDDD", domainColor="#888888",
            tickColor="#888888", titlePadding=10,
        )
        .configure_legend(labelFontSize=12, titleFontSize=12, labelColor=INK, labelLimit=220)
    )


def title_of(title: str, subtitle: str, results, *more: str) -> alt.TitleParams:
    return alt.TitleParams(
        title, subtitle=[results.title, subtitle, *more], anchor="start", fontSize=18,
        subtitleFontSize=13,
        subtitleColor="#444444", subtitlePadding=5, subtitleLineHeight=18, offset=16, color=INK,
        limit=1000,
    )


def nothing(text: str, results, subtitle: str | None = None) -> alt.Chart:
    """A picture which says that there is nothing to see."""
    return (
        alt.Chart(alt.Data(values=[{"text": "nothing to draw"}]))
        .mark_text(fontSize=14, color="#666666")
        .encode(text="text:N")
        .properties(width=520, height=80, title=title_of(
            text, f"Over {runs(results)}" if subtitle is None else subtitle, results
        ))
    )


def palette(kind: str, count: int) -> tuple[list[str], list[str]]:
    """Regions start elsewhere in the palette, lest they be taken for workloads."""
    shift = 3 if kind == "region" else 0
    shapes = [SHAPES[(number + shift) % len(SHAPES)] for number in range(count)]
    if count <= len(OKABE_ITO):
        order = OKABE_ITO if kind != "region" else [OKABE_ITO[i] for i in (4, 6, 3, 2, 5, 0, 1, 7)]
        return order[:count], shapes
    return ordered(count), shapes


def ordered(count: int) -> list[str]:
    """Viridis from dark to light, without its faintest end, for what has an order."""
    anchors = ["#440154", "#443A83", "#31688E", "#20908C", "#35B779", "#8FD744"]
    return [blend(anchors, number / max(1, count - 1)) for number in range(count)]


def blend(anchors: list[str], place: float) -> str:
    left = min(int(place * (len(anchors) - 1)), len(anchors) - 2)
    part = place * (len(anchors) - 1) - left
    one, two = ([int(text[i : i + 2], 16) for i in (1, 3, 5)] for text in anchors[left : left + 2])
    return "#" + "".join(f"{round(a + (b - a) * part):02X}" for a, b in zip(one, two))
