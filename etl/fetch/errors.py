"""What can go wrong between a publisher and a snapshot, said so that a person can act on it."""

from __future__ import annotations

from data.errors import ProjectError


class FetchError(ProjectError):
    """A file that cannot be had, or that cannot be trusted; nothing of it was put among the snapshots."""


class Refused(Exception):
    """An answer that is not what was asked for: *what* is wrong, *remedy* what would be right. The download turns it into a FetchError."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what}; {remedy}")


class Passing(Exception):
    """
    A fault that may be gone at the next attempt: a cut connection, a busy server.

    ``after_seconds`` is the wait that the server asks for, None if it asks for none.
    """

    def __init__(self, what: str, after_seconds: float | None = None) -> None:
        self.what = what
        self.after_seconds = after_seconds
        super().__init__(what)
