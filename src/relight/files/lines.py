"""Lines of a text file, decoded one by one, so that a wrong or endless file is refused before it fills the memory."""

from __future__ import annotations

from typing import BinaryIO

FILE_LIMIT_BYTES = 512 * 2**20
"""Largest table or reports file: far beyond a country's, short of what a laptop can hold as rows."""

ROW_LIMIT_BYTES = 2**20
"""Longest row: what is longer is not a table."""

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class UnreadableError(Exception):
    """A file, or the rest of it, cannot be read as text; says what was found and what to do."""

    def __init__(self, found: str, remedy: str) -> None:
        self.found = found
        self.remedy = remedy
        super().__init__(found)


class Lines:
    """Iterates over the lines of a UTF-8 file with their line ends.

    Raises
    ------
    UnreadableError
        Where the bytes are not UTF-8 text, or a row does not end.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0
        self._row_start = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(ROW_LIMIT_BYTES + 1)
        if not line:
            raise StopIteration
        start, self._position = self._position, self._position + len(line)
        if start == 0 and line.startswith(UTF_16_MARKS):
            raise UnreadableError("the file is UTF-16", "save it as UTF-8")
        if start == 0:
            line = line.removeprefix(BYTE_ORDER_MARK)
        if b"\0" in line:
            place = start + line.index(b"\0")
            raise UnreadableError(f"a zero byte at byte {place}: this is not a text file", "save it as text in UTF-8")
        if self._position - self._row_start > ROW_LIMIT_BYTES:
            raise UnreadableError(f"a row of more than {ROW_LIMIT_BYTES} bytes: this is not a table", "check the file")
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            place = start + error.start
            found = f"byte {place} (0x{line[error.start]:02x}) is not UTF-8"
            raise UnreadableError(found, "save the file as UTF-8; in Excel that is: CSV UTF-8") from None

    def next_row(self) -> None:
        """Says that a new row begins with the next line."""
        self._row_start = self._position
