"""The peer servers: two of FastAPI on the database itself, and Datasette on a copy of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.bench.servers import Server, run_server

from . import datasette_copy

PEERS = {
    "pydantic": "FastAPI, asyncpg and pydantic models",
    "sqljson": "FastAPI and asyncpg, with JSON that PostgreSQL builds in one query",
    "datasette": "Datasette, on a copy of the database in SQLite",
}
"""The stack of each peer, by name."""

ABOUT = f"The peers: {'; '.join(f'{name} is {stack}' for name, stack in PEERS.items())}."
UVICORN = ["--loop", "uvloop", "--http", "httptools", "--log-level", "warning", "--no-access-log"]
METADATA = Path(__file__).with_name("datasette.yaml")
NESTED = ("topic", "holder", "speaker", "attributed_by", "meeting", "about_meeting", "proposal", "citations")


@contextmanager
def run_peers(programs: Path, url: str, folder: Path) -> Iterator[dict[str, Server]]:
    """Run the peers, from the folder of their programs, on the database of this URL; yield them by name."""
    copy = folder / "facts.db"
    datasette_copy.copy(url, copy)
    uvicorn = [str(programs / "uvicorn"), *UVICORN]
    datasette = [str(programs / "datasette"), "serve", "--immutable", str(copy), "--metadata", str(METADATA)]
    commands = {
        "pydantic": ([*uvicorn, "tests.bench.peers.fastapi_pydantic:app", "--port"], "/openapi.json"),
        "sqljson": ([*uvicorn, "tests.bench.peers.fastapi_sql:app", "--port"], "/openapi.json"),
        "datasette": ([*datasette, "--port"], "/-/versions.json"),
    }
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(run_server(command, url, folder / f"{name}.log", health_path))
            for name, (command, health_path) in commands.items()
        }


def path_on_peer(peer: str, path: str) -> str:
    """Return the path of a peer for the list that the service has at `path`."""
    if peer != "datasette":
        return path
    shape = urlencode([("_shape", "array"), *(("_json", column) for column in NESTED)])
    return f"/facts/positions.json?{urlsplit(path).query}&{shape}"
