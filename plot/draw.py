"""Draws folders of results with Altair; run by `plot`, inside its virtual environment."""

import sys
from pathlib import Path

import altair as alt
import vl_convert as vlc

from kinds import read
from page import page
from pictures import pictures
from style import styled
from tables import ResultsError


def main(arguments: list[str]) -> int:
    alt.data_transformers.disable_max_rows()
    for argument in arguments:
        folder = Path(argument)
        results = read(folder)
        target = folder / "plots"
        target.mkdir(exist_ok=True)
        specifications = {
            name: styled(chart).to_json(indent=None) for name, chart in pictures(results).items()
        }
        for name, specification in specifications.items():
            svg = vlc.vegalite_to_svg(specification)
            (target / f"{name}.svg").write_text(svg, encoding="utf-8")
            (target / f"{name}.png").write_bytes(vlc.svg_to_png(svg, scale=2))
        (target / "index.html").write_text(page(results, specifications), encoding="utf-8")
        print(target)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except (ResultsError, OSError) as error:
        print(f"plot: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
