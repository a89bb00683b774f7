"""Compute the stances that changed between 3 and 15 December 2025 from two matrices.

Usage: stance_matrix.py http://127.0.0.1:8000
"""

import sys

import httpx
import pandas as pd

BEFORE, AFTER = "2025-12-03", "2025-12-15"


def fetch_matrix(api: httpx.Client, day: str) -> pd.DataFrame:
    """Return the stances in force on a day on the topics themselves, actors by topics; empty where there is none."""
    cells: dict[tuple[str, str], str] = {}
    next_rows = f"positions/matrix/?in_force_on={day}"
    while next_rows:
        page = first = api.get(next_rows).raise_for_status().json()
        while page:
            for actor, topics in page["cells"].items():
                for topic, cell in topics.items():
                    stances = {position["stance"] for position in cell["in_force"] if position["proposal"] is None}
                    cells[actor, topic] = "|".join(sorted(stances))
            next_columns = page["next_topics"]
            page = next_columns and api.get(next_columns).raise_for_status().json()
        next_rows = first["next"]
    return pd.Series(cells).unstack(fill_value="")


def compare(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that differ, with the columns actor, topic, before and after."""
    before, after = before.align(after, join="outer", fill_value="")
    cells = pd.DataFrame({"before": before.stack(), "after": after.stack()}).fillna("")
    return cells[cells.before != cells.after].rename_axis(["actor", "topic"]).reset_index()


def fetch_shifts(api: httpx.Client) -> set[tuple[str, str]]:
    """Return the actors and topics with a changed stance on the topic itself, from `positions/shifts/`."""
    pairs, page = set(), f"positions/shifts/?from={BEFORE}&to={AFTER}"
    while page:
        answer = api.get(page).raise_for_status().json()
        for shift in answer["results"]:
            if shift["shift"] != "condition" and shift["after"][0]["proposal"] is None:
                pairs.add((shift["actor"]["slug"], shift["topic"]["slug"]))
        page = answer["next"]
    return pairs


def main(address: str) -> None:
    with httpx.Client(base_url=f"{address}/api/v1/", timeout=30) as api:
        changes = compare(fetch_matrix(api, BEFORE), fetch_matrix(api, AFTER))
        print(changes.to_csv(index=False), end="")
        if set(zip(changes.actor, changes.topic, strict=True)) != fetch_shifts(api):
            sys.exit("positions/shifts/ lists other changes.")


if __name__ == "__main__":
    main(sys.argv[1])
