"""Where a table lies: a place a person wrote down, and the files found there.

File names and folders of a hospital hold names and record numbers: nothing here prints one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.fs as pafs

from safeharbor.errors import SourceError
from safeharbor.sources.refusing import refusal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO

_COMPRESSIONS: Final = {".gz": "gzip", ".zst": "zstd", ".bz2": "bz2"}
_HIDDEN: Final = (".", "_")
# files that table formats leave beside their parts; none of them holds rows
_LEFTOVERS: Final = re.compile(
    r"(?i)^(manifest(\.(json|xml|txt|asc|sig))?|.*\.(crc|md5|sha256|sig|tmp|bak|lock|yaml|yml|md|py|sql|pdf|docx?))$"
)
_PARTITION: Final = re.compile(r"^([^=]+)=(.*)$")
_NULL_PARTITION: Final = "__HIVE_DEFAULT_PARTITION__"
_GLOB: Final = re.compile(r"[*?\[]")


class Rule(Protocol):
    """What a policy says of a table's source; `safeharbor.policy.models.SourceRule` is one."""

    @property
    def path(self) -> str:
        """File, glob, folder or object-store URL."""

    @property
    def format(self) -> str | None:
        """A name in `SOURCES`; None to tell it by name and content."""

    @property
    def delimiter(self) -> str | None:
        """The field separator; None to detect it."""

    @property
    def quote(self) -> str | None:
        """The quote character; None for `"`."""

    @property
    def encoding(self) -> str | None:
        """A Python codec name; None to detect it."""

    @property
    def options(self) -> Mapping[str, str]:
        """Object-store options, as polars' `storage_options`."""

    @property
    def table(self) -> str | None:
        """A database's table, `schema.name` or `name`."""

    @property
    def query(self) -> str | None:
        """Or a query whose rows are the table."""

    @property
    def password_env(self) -> str | None:
        """The environment variable that holds a database password."""


@dataclass(frozen=True, slots=True)
class Location:
    """A `Rule` for those who have no policy yet."""

    path: str = field(repr=False)
    format: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    encoding: str | None = None
    options: Mapping[str, str] = field(default_factory=dict, repr=False)
    table: str | None = None
    query: str | None = field(default=None, repr=False)
    password_env: str | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file of a table. `number` counts from 1 and is what messages call it.

    `url`: the file as polars reads it. `inside`: its folders below the place, partitions left out.
    `is_root`: the place itself is this file.
    """

    store: pafs.FileSystem = field(repr=False)
    path: str = field(repr=False)
    url: str = field(repr=False)
    number: int
    size: int
    is_root: bool = False
    inside: str = field(default="", repr=False)
    partition: tuple[tuple[str, str | None], ...] = field(default=(), repr=False)

    @property
    def compression(self) -> str | None:
        """The codec that the name tells of: gzip, zstd, bz2 or none."""
        return _COMPRESSIONS.get(Path(self.path).suffix.lower())

    @property
    def suffix(self) -> str:
        """The lower-case extension below any compression, such as `.csv`."""
        path = Path(self.path)
        return Path(path.stem).suffix.lower() if self.compression else path.suffix.lower()

    @property
    def stem(self) -> str:
        """The file's bare name. PHI: a value of the table, never a message."""
        name = Path(self.path).name
        for suffix in (Path(name).suffix if self.compression else "", self.suffix):
            name = name.removesuffix(name[len(name) - len(suffix) :]) if suffix else name
        return name

    def raw(self) -> BinaryIO:
        """Open the bytes as they lie, for one reading from the start."""
        return self.store.open_input_stream(self.path, compression=None)  # type: ignore[no-any-return]

    def open(self) -> BinaryIO:
        """Open the bytes for one reading from the start, decompressed."""
        return self.store.open_input_stream(self.path, compression=self.compression)  # type: ignore[no-any-return]

    def head(self, size: int = 1 << 18) -> bytes:
        """Return the first `size` decompressed bytes."""
        with self.open() as stream:
            return stream.read(size)


def files_of(path: str, options: Mapping[str, str], *, table: str) -> list[StoredFile]:
    """Return the files at a place in the order of their names, partition values read off their folders.

    A file is itself; a folder is every file below it; a glob (`*`, `?`, `[..]`, `**`) is what it matches.
    Hidden files, checksums and manifests are left out. Raises SourceError when nothing is there.
    """
    store, root, scheme = _store(path, options)
    fixed = root
    while is_glob(fixed):
        fixed = fixed.rpartition("/")[0]
    try:
        found = [(info.path, info.size) for info in _listing(store, fixed or "/", whole=fixed == root)]
    except (OSError, pa.ArrowException):
        hint = "check that it exists and that this account may read it"
        raise refusal(table, "the source's place cannot be listed", hint=hint) from None
    if fixed != root:
        pattern = re.compile(_translate(root))
        found = [(name, size) for name, size in found if pattern.fullmatch(name)]
    single = len(found) == 1 and found[0][0] == root
    kept = sorted(
        (name, size) for name, size in found if single or not _is_leftover(name[len(fixed) :].lstrip("/").split("/"))
    )
    if not kept:
        hint = "check `path` in the policy: a file, a folder, a glob or an object-store URL"
        raise refusal(table, "no data file at the source's place", hint=hint)
    return [
        _stored(store, name, size, number=number, base=fixed, scheme=scheme)
        for number, (name, size) in enumerate(kept, start=1)
    ]


def is_glob(path: str) -> bool:
    """Whether a path holds `*`, `?` or `[`."""
    return bool(_GLOB.search(path))


def _stored(  # noqa: PLR0913 - one call, every argument named
    store: pafs.FileSystem, name: str, size: int, *, number: int, base: str, scheme: str
) -> StoredFile:
    folders = name[len(base) :].lstrip("/").split("/")[:-1] if name != base else []
    values = [match.groups() for match in map(_PARTITION.match, folders) if match]
    partition = tuple((unquote(key), None if value == _NULL_PARTITION else unquote(value)) for key, value in values)
    inside = "/".join(part for part in folders if not _PARTITION.match(part))
    return StoredFile(store, name, f"{scheme}{name}", number, size, name == base, inside, partition)


def _store(path: str, options: Mapping[str, str]) -> tuple[pafs.FileSystem, str, str]:
    """Return the file system, the path inside it, and what to put before it to make a URL again."""
    scheme, mark, rest = path.partition("://")
    if not mark or scheme == "file":
        local = Path(rest if mark else path).expanduser().absolute()
        return pafs.LocalFileSystem(), str(local), ""
    rest = rest.rstrip("/")
    if scheme in {"s3", "s3a"}:
        return _s3(options), rest, "s3://"
    if scheme in {"gs", "gcs"}:
        return pafs.GcsFileSystem(), rest, "gs://"
    message = f"object stores of scheme {scheme!r} cannot be read; allowed: s3, gs, file"
    raise SourceError(message, hint="copy the files to a folder, or mount the store")


def _s3(options: Mapping[str, str]) -> pafs.FileSystem:
    """Translate polars' names of S3 options (with or without `aws_`) to pyarrow's."""
    plain = {name.lower().removeprefix("aws_"): value for name, value in options.items()}
    endpoint = plain.get("endpoint_url") or plain.get("endpoint")
    settings = {
        "access_key": plain.get("access_key_id"),
        "secret_key": plain.get("secret_access_key"),
        "session_token": plain.get("session_token") or plain.get("token"),
        "region": plain.get("region") or plain.get("default_region"),
        "endpoint_override": endpoint,
        "scheme": "http" if (endpoint or "").startswith("http://") else None,
    }
    return pafs.S3FileSystem(**{name: value for name, value in settings.items() if value})


def _listing(store: pafs.FileSystem, root: str, *, whole: bool) -> list[pafs.FileInfo]:
    info = store.get_file_info(root)
    if info.type == pafs.FileType.File:
        return [info] if whole else []
    selector = pafs.FileSelector(root, recursive=True, allow_not_found=True)
    return [entry for entry in store.get_file_info(selector) if entry.type == pafs.FileType.File]


def _is_leftover(parts: list[str]) -> bool:
    hidden = any(part.startswith(_HIDDEN) and not _PARTITION.match(part) for part in parts)
    return hidden or bool(_LEFTOVERS.match(parts[-1]))


def _translate(glob: str) -> str:
    """Return the regular expression of a glob in which `*` stays in its folder and `**/` does not."""
    out = ""
    rest = glob
    while rest:
        for mark, meaning in (("**/", "(?:.*/)?"), ("**", ".*"), ("*", "[^/]*"), ("?", "[^/]")):
            if rest.startswith(mark):
                out, rest = out + meaning, rest[len(mark) :]
                break
        else:
            choice = re.match(r"\[!?[^\]/]+\]", rest)
            piece = choice.group() if choice else rest[0]
            out += "[" + piece[1:].replace("!", "^", 1) if choice else re.escape(piece)
            rest = rest[len(piece) :]
    return out
