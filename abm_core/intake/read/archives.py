"""The data files of a folder or a ZIP, one at a time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from abm_core import formats
from abm_core.errors import AbmError
from abm_core.intake.read import bombs

NOT_DATA = ("license", "licence", "readme", "read me", "copying", "notice", "changelog")
ZIP = ".zip"
MEGABYTE = 2**20
# Every cell becomes an object on its way in, so a file takes ten times its size in memory.
LARGEST_FILE = 512 * MEGABYTE
UTF8_NAME = 0x800


@dataclass(frozen=True)
class Source:
    """A file that can be read; ``path`` where it lies on its own, not in an archive."""

    name: str
    size: int
    load: Callable[[], bytes]
    path: Path | None = None

    def read(self) -> bytes:
        """Its content; raises ``AbmError`` when it is too large for the ordinary import."""
        if self.size > LARGEST_FILE:
            raise too_large(self.name, self.size)
        return self.load()


def too_large(name: str, size: int) -> AbmError:
    """What to say of a file that would not fit into memory."""
    return AbmError(
        f"{name} has {formats.count(size / MEGABYTE)} MB; more than "
        f"{formats.count(LARGEST_FILE / MEGABYTE)} MB are read only of activities in plain rows "
        "(CSV, an Activity ID in each).",
        "Split it, or export fewer columns.",
    )


def at(path: Path) -> Source:
    """A file on disk, by a name that can be shown and stored.

    A name in no known encoding keeps its place on disk and shows its odd letters as question
    marks.
    """
    return Source(shown(path.name), path.stat().st_size, path.read_bytes, path)


def shown(name: str) -> str:
    r"""A name of a file as text, whatever bytes the disk holds for it.

    >>> shown("caf\udce9.csv"), shown("café.csv")
    ('caf\ufffd.csv', 'café.csv')
    """
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def sources(path: Path) -> list[Source]:
    """Every data file of a folder or ZIP in alphabetical order; not hidden files and licences.

    Names are relative to the folder. Nothing is read yet.
    """
    if path.is_file():
        return in_zip(shown(path.name), path.read_bytes)
    if not path.is_dir():
        raise AbmError(f"{path.name} is not there.", "Check the name of the folder or ZIP file.")
    found = []
    for file in path.rglob("*"):
        name = shown(file.relative_to(path).as_posix())
        if file.is_file() and _is_data(name):
            found.append(Source(name, file.stat().st_size, file.read_bytes, file))
    return sorted(found, key=lambda one: one.name)


def files_in(path: Path) -> list[tuple[str, bytes]]:
    """Name and content of every data file of a folder or ZIP."""
    return [(one.name, one.read()) for one in sources(path)]


def unzipped(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """Name and content of every data file of a ZIP, in alphabetical order."""
    return [(one.name, one.read()) for one in in_zip(name, lambda: content)]


def in_zip(name: str, load: Callable[[], bytes]) -> list[Source]:
    """Every data file of a ZIP in alphabetical order."""
    content = load()

    def reader(member: zipfile.ZipInfo) -> Callable[[], bytes]:
        def read() -> bytes:
            with _opened(name, content) as archive:
                return archive.read(member)

        return read

    with _opened(name, content) as archive:
        wanted = [
            one for one in archive.infolist() if not one.is_dir() and _is_data(one.filename)
        ]
        bombs.refuse(name, wanted)
        _refuse_locked(name, wanted)
    return sorted(
        (Source(_inside(one), one.file_size, reader(one)) for one in wanted),
        key=lambda one: one.name,
    )


def _refuse_locked(name: str, members: list[zipfile.ZipInfo]) -> None:
    if any(one.flag_bits & 1 for one in members):
        raise AbmError(
            f"{name} is protected by a password.", "Unpack it yourself and choose the folder."
        )


def _inside(member: zipfile.ZipInfo) -> str:
    """The name of a file in a ZIP. Windows writes them in UTF-8 or in the code page of DOS."""
    if member.flag_bits & UTF8_NAME or member.filename.isascii():
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


@contextmanager
def _opened(name: str, content: bytes) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except bombs.DAMAGED as error:
        raise AbmError(
            f"{name} cannot be unpacked: it is no ZIP file, or it is damaged or cut short.",
            "Download it again, or unpack it yourself and choose the folder.",
        ) from error


def _is_data(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in parts)
    return bool(parts) and not hidden and not parts[-1].casefold().startswith(NOT_DATA)
