"""What can go wrong between a page server and its line.

PackwardenError
├── InvalidInput
│   ├── BadFrame         bytes that are no frame of this protocol, or too many of them
│   ├── BadMessage       a frame that says nothing this version understands
│   └── PathTooLong      the data folder lies too deep for a socket
├── Conflict
│   ├── LineLives        another line listens in this data folder
│   └── WordRefused      the line has heard the word and does not follow it
└── Unreachable
    └── NoLine           nothing listens, or what listened has gone or is silent
        └── NotAnswered  a word is on its way, and nobody knows what became of it
"""

from edge_agent.core.errors import Conflict, InvalidInput, Unreachable


class BadFrame(InvalidInput):
    """Bytes that are no frame of this protocol, or too many of them."""


class BadMessage(InvalidInput):
    """A frame that says nothing this version understands."""


class PathTooLong(InvalidInput):
    """The data folder lies too deep for a socket."""


class LineLives(Conflict):
    """Another line listens in this data folder."""


class WordRefused(Conflict):
    """The line has heard the word and does not follow it."""

    title = "The line does not do it"


class NoLine(Unreachable):
    """Nothing listens, or what listened has gone or is silent."""

    title = "No line"


class NotAnswered(NoLine):
    """A word is on its way, and nobody knows what became of it: look before saying it again."""

    title = "Not answered"
