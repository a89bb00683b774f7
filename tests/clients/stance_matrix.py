"""Who moved between 3 and 15 December 2025, worked out from two matrices: stance_matrix.py http://127.0.0.1:8000"""

import sys

import httpx
import pandas as pd

BEFORE, AFTER = "2025-12-03", "2025-12-15"


def matrix(api: httpx.Client, day: str) -> pd.DataFrame:
    """Actors by topics: the stances on the topic itself in force on a day, empty where there is none."""
    cells: dict[tuple[str, str], str] = {}
    rows = f"positions/matrix/?in_force_on={day}"
    while rows:
        page = first = api.get(rows).raise_for_status().json()
        while page:
            for actor, topics in page["cells"].items():
                for topic, cell in topics.items():
                    told = {one["stance"] for one in cell["in_force"] if one["proposal"] is None}
                    cells[actor, topic] = "|".join(sorted(told))
            columns = page["next_topics"]
            page = columns and api.get(columns).raise_for_status().json()
        rows = first["next"]
    return pd.Series(cells).unstack(fill_value="")


def moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The cells that differ: actor, topic, what was and what is in force."""
    was, now = before.align(after, join="outer", fill_value="")
    both = pd.DataFrame({"before": was.stack(), "after": now.stack()}).fillna("")
    return both[both.before != both.after].rename_axis(["actor", "topic"]).reset_index()


def shifted(api: httpx.Client) -> set[tuple[str, str]]:
    """The same as the service itself tells it: actors and topics whose side on the topic itself is another."""
    found, page = set(), f"positions/shifts/?from={BEFORE}&to={AFTER}"
    while page:
        answer = api.get(page).raise_for_status().json()
        for shift in answer["results"]:
            if shift["shift"] != "condition" and shift["after"][0]["proposal"] is None:
                found.add((shift["actor"]["slug"], shift["topic"]["slug"]))
        page = answer["next"]
    return found


def main(address: str) -> None:
    with httpx.Client(base_url=f"{address}/api/v1/", timeout=30) as api:
        told = moved(matrix(api, BEFORE), matrix(api, AFTER))
        print(told.to_csv(index=False), end="")
        if set(zip(told.actor, told.topic, strict=True)) != shifted(api):
            sys.exit("positions/shifts/ tells it otherwise.")


if __name__ == "__main__":
    main(sys.argv[1])
