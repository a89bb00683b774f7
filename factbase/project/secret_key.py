"""The secret key that signs sessions and cursors: created at the first run, readable only by its owner."""

import os
import secrets
from pathlib import Path


def load_or_create(path: Path) -> str:
    """Return the key in a file, created once with mode 0600 if missing, even by two programs at once. Raise OSError."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
        try:
            os.link(draft, path)  # fails if another program was first; its key is used
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
