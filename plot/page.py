"""One page with all pictures, which shows values under the pointer and needs no network."""

from html import escape

import vl_convert as vlc

PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>
  body {{ margin: 1em auto; max-width: 76em; background: white; }}
  section {{ margin-bottom: 2em; overflow-x: auto; }}
</style>
{sections}
<script type="module">{library}</script>
<script type="module">
for (const source of document.querySelectorAll("script[data-picture]"))
  vegaEmbed("#" + source.dataset.picture, JSON.parse(source.textContent),
    {{ actions: false, renderer: "svg" }});
</script>
</html>
"""
SECTION = """<section id="{name}"></section>
<script type="application/json" data-picture="{name}">{specification}</script>
"""


def page(results, specifications: dict[str, str]) -> str:
    """Vega is part of the page. Whatever a scenario is called, it cannot end a script."""
    sections = "".join(
        SECTION.format(name=name, specification=specification.replace("<", "\\u003c"))
        for name, specification in specifications.items()
    )
    library = vlc.javascript_bundle().replace("</script", "<\\/script")
    return PAGE.format(title=escape(results.title), sections=sections, library=library)
