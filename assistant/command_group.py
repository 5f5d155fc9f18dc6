"""Commands side by side on the command line, each with its help, its function, and perhaps --json."""

import argparse
import sys
from collections.abc import Callable, Mapping
from typing import Any

Command = Callable[[argparse.Namespace], int]

WRONG_USAGE = 2


class CommandGroup:
    """Adds commands to a parser; functions gives each one's function by its whole name, "collections put".

    A command without a function only holds others; alone it shows its help.
    """

    def __init__(
        self, parser: argparse.ArgumentParser, functions: Mapping[str, Command], of: str = "", **about: Any
    ) -> None:
        self._parts = parser.add_subparsers(**{"metavar": "WHAT", **about})
        self._functions, self._of = functions, of

    def add(self, name: str, text: str, *, shows: bool = True) -> argparse.ArgumentParser:
        """Return the parser of a new command; shows tells that it prints data, which can also be JSON."""
        made: argparse.ArgumentParser = self._parts.add_parser(name, help=text, description=text)
        if shows:
            made.add_argument("--json", action="store_true", help="print JSON")
        function = self._functions.get(f"{self._of} {name}".strip())
        made.set_defaults(command=function or (lambda _: _show_help(made)))
        return made


def _show_help(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return WRONG_USAGE
