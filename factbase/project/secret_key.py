"""The secret key that signs sessions and cursors: made at first run, readable by its owner alone."""

import os
import secrets
from pathlib import Path


def load_or_create(path: Path) -> str:
    """The key kept in a file, which is made with mode 0600 when it is not there.

    Two programs that start at once agree on one key. Raises OSError when the folder cannot be written.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # fails if another program was first: then its key is the key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
