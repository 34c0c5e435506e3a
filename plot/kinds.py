"""Reads a folder of results of whichever experiment."""

from pathlib import Path

import comparison
import plan
import results
import sweep
import tables
import whatif

KINDS = {kind.FORMAT: kind for kind in (results, comparison, sweep, plan, whatif)}


def read(folder: Path):
    """Results, Comparison, Sweep, Plan or WhatIf, as the manifest says."""
    manifest = tables.manifest(folder)
    kind = KINDS.get(manifest.get("format"))
    if kind is None:
        raise tables.ResultsError(
            f"{folder / 'manifest.json'}: format is {manifest.get('format')!r}; "
            f"expected {', '.join(KINDS)}"
        )
    return kind.read(folder, manifest)
