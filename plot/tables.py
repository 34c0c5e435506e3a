"""Reads what all folders of results are made of: tables, and a manifest."""

import csv
import json
import math
from pathlib import Path


class ResultsError(Exception):
    """What is wrong with the results, in one line."""


def manifest(folder: Path) -> dict:
    """manifest.json, which says by its format what the folder holds."""
    if not folder.exists():
        raise ResultsError(f"{folder}: no such folder")
    if not folder.is_dir():
        raise ResultsError(f"{folder}: not a folder")
    path = folder / "manifest.json"
    try:
        found = json.loads(text(path))
    except json.JSONDecodeError as error:
        raise ResultsError(f"{path}:{error.lineno}: not JSON: {error.msg}") from None
    if not isinstance(found, dict):
        raise ResultsError(f"{path}: not a JSON object")
    return found


def title(found: dict, folder: Path) -> str:
    return str(found.get("title") or folder.resolve().name)


def text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ResultsError(f"{path}: no such file; is this a folder of results?") from None
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8 text"
        raise ResultsError(f"{path}: {reason}") from None


def table(
    path: Path, texts: tuple[str, ...], numbers: tuple[str, ...], optional: tuple[str, ...] = ()
) -> list[dict]:
    """The rows, with these columns; an empty number is None, a text that is optional and absent
    empty."""
    reader = csv.DictReader(text(path).splitlines())
    for column in texts + numbers:
        if column not in (reader.fieldnames or ()):
            raise ResultsError(f"{path}: column {column!r} is missing")
    rows = []
    for row in reader:
        values = {column: row.get(column) or "" for column in texts + optional}
        for column in numbers:
            try:
                values[column] = float(row[column]) if row[column] else None
                if values[column] is not None and not math.isfinite(values[column]):
                    raise ValueError
            except ValueError:
                raise ResultsError(
                    f"{path}:{reader.line_num}: {column} is {row[column]!r}, not a number"
                ) from None
        rows.append(values)
    return rows


def columns(path: Path) -> list[str]:
    """The names in a table's header."""
    return next(csv.reader(text(path).splitlines()[:1]), [])


def in_order(names) -> list:
    """Each once, in the order in which they came."""
    return list(dict.fromkeys(names))
