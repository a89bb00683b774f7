"""The peers as servers: FastAPI twice, on the base itself, and Datasette on a copy of it."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.bench.servers import Server, started

from . import datasette_copy

PEERS = {
    "pydantic": "FastAPI, asyncpg and pydantic models",
    "sqljson": "FastAPI and asyncpg, with JSON that PostgreSQL builds in one statement",
    "datasette": "Datasette, on a copy of the base in SQLite",
}
"""What each is made of, by name."""

ABOUT = f"The peers: {'; '.join(f'{name} is {made}' for name, made in PEERS.items())}."
UVICORN = ["--loop", "uvloop", "--http", "httptools", "--log-level", "warning", "--no-access-log"]
METADATA = Path(__file__).with_name("datasette.yaml")
NESTED = ("topic", "holder", "speaker", "attributed_by", "meeting", "about_meeting", "proposal", "citations")


@contextmanager
def running(programs: Path, url: str, folder: Path) -> Iterator[dict[str, Server]]:
    """The peers by name, from the programs that are installed for them, on the database of this URL."""
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
            name: stack.enter_context(started(command, url, folder / f"{name}.log", quick))
            for name, (command, quick) in commands.items()
        }


def at(peer: str, path: str) -> str:
    """Where a peer has the list that the service has at this path."""
    if peer != "datasette":
        return path
    shape = urlencode([("_shape", "array"), *(("_json", column) for column in NESTED)])
    return f"/facts/positions.json?{urlsplit(path).query}&{shape}"
