"""The data files of a folder or a ZIP."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

from abm_core.errors import AbmError

NOT_DATA = ("license", "licence", "readme", "read me", "copying", "notice", "changelog")
ZIP = ".zip"
LARGEST = 4 * 2**30


def files_in(path: Path) -> list[tuple[str, bytes]]:
    """Name and content of every data file of a folder or ZIP; hidden files, licences and such not.

    Names are relative to the folder, in alphabetical order.
    """
    return unzipped(path.name, path.read_bytes()) if path.is_file() else sorted(_in_folder(path))


def _in_folder(path: Path) -> list[tuple[str, bytes]]:
    if not path.is_dir():
        raise AbmError(f"{path.name} is not there.", "Check the name of the folder or ZIP file.")
    return [
        (name, file.read_bytes())
        for file in path.rglob("*")
        if file.is_file() and _is_data(name := file.relative_to(path).as_posix())
    ]


def unzipped(name: str, content: bytes) -> list[tuple[str, bytes]]:
    """Name and content of every data file of a ZIP, in alphabetical order."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            wanted = [one for one in archive.infolist()
                      if not one.is_dir() and _is_data(one.filename)]
            if sum(one.file_size for one in wanted) > LARGEST:
                raise AbmError(
                    f"{name} unpacks to more than {LARGEST // 2**30} GB.",
                    "Unpack it and import its files in parts.",
                )
            return sorted((one.filename, archive.read(one)) for one in wanted)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        raise AbmError(
            f"{name} cannot be unpacked: it is no ZIP file, is damaged, or has a password.",
            "Unpack it yourself and choose the folder.",
        ) from error


def _is_data(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in parts)
    return not hidden and not parts[-1].casefold().startswith(NOT_DATA)
