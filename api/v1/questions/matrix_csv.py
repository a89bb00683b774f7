"""The positions matrix as CSV."""

import csv
import json
from typing import Any

from django.http import HttpResponse

from api.http.formats.csv import CSV
from api.http.formats.format import Format

CSV_COLUMNS = {"": "stance", ".condition": "condition", ".stated": "stated", ".position": "slug"}
"""The CSV columns of a topic: the suffix added to the topic's slug, and the key of a stance that the column shows."""


class MatrixCsv(Format):
    """CSV (RFC 4180), one row per actor."""

    charset = "; charset=utf-8"
    needed = frozenset({"proposal"})  # to select the stances on the topic itself

    def record(self, view: Any, record: str) -> HttpResponse:
        matrix, params = json.loads(record), view.params
        keys = {suffix: key for suffix, key in CSV_COLUMNS.items() if key in params.get("fields", CSV_COLUMNS.values())}
        topics = [topic["slug"] for topic in matrix["topics"]]
        response = self.respond("")
        write = csv.writer(response).writerow
        write(["actor", *(f"{topic}{suffix}" for topic in topics for suffix in keys)])
        for actor in matrix["actors"]:
            cells = matrix["cells"].get(actor["slug"], {})
            row = [actor["slug"]]
            for topic in topics:
                stances = cells.get(topic, {"in_force": []})["in_force"]
                shown = [stance for stance in stances if "proposal" in params or stance["proposal"] is None]
                row += ["|".join(stance[key] or "" for stance in shown) for key in keys.values()]
            write(row)
        links = {"actors": matrix["next"], "topics": matrix["next_topics"]}
        if next_links := [f'<{url}>; rel="next"; title="{title}"' for title, url in links.items() if url]:
            response.headers["Link"] = ", ".join(next_links)
        return response


MATRIX_CSV = MatrixCsv(CSV.name, CSV.media_type, CSV.purpose)
