"""What the machine says, in words that help: full disk, no permission, no memory, damage, a race.

The one place that knows the texts of DuckDB and the numbers of the operating system. What a person
cannot put right passes through as it is.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from abm_core.errors import AbmError

FULL = "Make room on the disk, then try again; nothing was changed."
NOT_ALLOWED = "Allow it for the file and its folder, or choose another place; nothing was changed."
# The first text that a message holds decides. Texts are those of the C library and of DuckDB.
SENTENCES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("no space left", "disk quota", "not enough space"), "The disk is full.", FULL),
    (("file too large",), "The file is larger than this machine or disk allows.", FULL),
    (("read-only", "read only"), "The file or its folder can only be read.", NOT_ALLOWED),
    (("permission denied", "operation not permitted"),
     "The file or its folder may not be read or written by you.", NOT_ALLOWED),
    (("input/output error",), "The disk does not answer as it should.",
     "Check the disk or the connection to it, then restore a backup if the store does not open."),
)  # fmt: skip
OF_NUMBER = {
    errno.ENOSPC: 0, errno.EDQUOT: 0, errno.EFBIG: 1, errno.EROFS: 2, errno.EACCES: 3,
    errno.EPERM: 3, errno.EIO: 4,
}  # fmt: skip
DAMAGE = ("corrupt database", "checksum", "could not read enough bytes")
IN_USE = "is in use by another program"
CONFLICTS = ("conflict", "duplicate key")
# Large tables are written to disk when memory is short; this is what remains when that fails too.
NO_MEMORY = AbmError(
    "The machine has not enough memory for this.",
    "Close other programs, or import the files one at a time; nothing was changed.",
)


class StoreLost(AbmError):
    """The database shut itself down: the store on disk is whole, but must be opened again."""


@contextmanager
def explained() -> Iterator[None]:
    """Turn what a person can put right into an ``AbmError``."""
    try:
        yield
    except (duckdb.Error, MemoryError, OSError) as error:
        found = sentence(error)
        if found is None:
            raise
        raise found from error


def sentence(error: BaseException) -> AbmError | None:
    """The sentence for an error of the machine; ``None`` where it is a defect of ours."""
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return AbmError(NO_MEMORY.problem, NO_MEMORY.fix)
    if isinstance(error, duckdb.FatalException):
        return _lost(str(error))
    if isinstance(error, duckdb.TransactionException) and _holds(error, CONFLICTS):
        return AbmError(
            "Somebody else changed the same rows in the same moment.",
            "Nothing of yours was written; look at what is there now, then try again.",
        )
    if isinstance(error, duckdb.ConnectionException) and _holds(error, ("closed",)):
        return StoreLost("The store was closed meanwhile.", "Load the page again.")
    if isinstance(error, duckdb.Error):
        return _of_text(str(error))
    return _of_number(error.errno) if isinstance(error, OSError) else None


def _holds(error: BaseException, signs: tuple[str, ...]) -> bool:
    return any(sign in str(error).lower() for sign in signs)


def _of_text(message: str) -> AbmError | None:
    text = message.lower()
    for signs, problem, fix in SENTENCES:
        if any(sign in text for sign in signs):
            return AbmError(problem, fix)
    return damaged("The store") if any(sign in text for sign in DAMAGE) else None


def _of_number(number: int | None) -> AbmError | None:
    if number not in OF_NUMBER:
        return None
    _, problem, fix = SENTENCES[OF_NUMBER[number]]
    return AbmError(problem, fix)


def _lost(message: str) -> AbmError:
    """After a failure in the middle of writing: what failed, and what has become of the data."""
    cause = _of_text(message)
    problem = cause.problem if cause else "The store could not be written."
    return StoreLost(
        f"{problem} The store had to be closed.",
        "Put that right and open it again; the last import or save is in it wholly or not at all.",
    )


def damaged(name: str) -> AbmError:
    """The sentence for a store whose bytes are not those that were written."""
    return AbmError(
        f"{name} is damaged and cannot be read.",
        "Restore a backup with: python -m abm_core restore FILE. The damaged file is kept.",
    )


def opening(path: Path, message: str) -> AbmError:
    """The sentence for a file that DuckDB will not open."""
    text = message.lower()
    if "could not set lock" in text or "conflicting lock" in text or "used by another" in text:
        return AbmError(
            f"{path.name} {IN_USE}.",
            "Close the other window or command that works with it, then try again.",
        )
    if "version number" in text:
        return AbmError(
            f"{path.name} was written by a newer version of the database.",
            "Install the packages of requirements.txt again, or choose another store.",
        )
    if path.is_file() and any(sign in text for sign in DAMAGE):
        return damaged(path.name)
    return AbmError(
        f"{path} cannot be opened.",
        "Check that the folder exists and that you may write there, or choose another place with "
        "--store or ABM_STORE.",
    )
