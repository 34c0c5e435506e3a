"""Which pictures there are of each experiment's results."""

import altair as alt

from branch_pictures import branch_pictures
from branches import branches
from comparison import Comparison
from cost import cost
from curves import curves
from differences import differences
from frontier import frontier
from heat_maps import heat_maps
from hit_rate import hit_rate
from latency import latency
from objectives import objectives
from plan import Plan
from results import Results
from storage import storage
from sweep import Sweep
from timeline import timeline
from upstreams import upstreams
from utilisation import utilisation
from whatif import WhatIf


def pictures(results) -> dict[str, alt.Chart]:
    """By the name of their file, in the order of the page."""
    match results:
        case Results():
            return {
                "latency": latency(results),
                "timeline": timeline(results),
                "hit_rate": hit_rate(results),
                "upstreams": upstreams(results),
                "utilisation": utilisation(results),
                "storage": storage(results),
                "cost": cost(results),
            }
        case Comparison():
            return {"differences": differences(results)}
        case Sweep():
            return {"curves": curves(results), **heat_maps(results)}
        case Plan():
            return {"frontier": frontier(results), "objectives": objectives(results)}
        case WhatIf():
            return {"branches": branches(results), **branch_pictures(results)}
    raise TypeError(f"no pictures of {type(results).__name__}")
