"""What stops an export or a reading, said to the person at the keyboard."""


class ExportProblem(Exception):
    """A file could not be made or taken.

    Attributes:
        message: One or two Vietnamese sentences for the screen: what happened, to what, what to
            do next.
        detail: For the log: an operating system's words, an offset.
        code: Stable, for other programs: `GLYPH`, `FILE-FULL`, …
        place: The part of the report or the file that it is about; may be empty.
    """

    def __init__(
        self, message: str, detail: str = "", *, code: str = "EXPORT", place: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail
        self.code = code
        self.place = place
