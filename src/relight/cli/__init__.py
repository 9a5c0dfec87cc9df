"""The command line: parse, call, print. No rule of the field lives here."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence

from relight.cli.exit_codes import INTERRUPTED, WRONG_INPUT
from relight.cli.letters import accept_any_console
from relight.errors import RelightError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; wrong input ends with its sentences on stderr and exit code 2, never with a traceback."""
    accept_any_console()
    try:
        # Loaded only here: it takes long enough to be interrupted.
        app = importlib.import_module("relight.cli.app").app
        app(args=None if arguments is None else list(arguments), prog_name="relight")
    except RelightError as error:
        print(error, file=sys.stderr)
        sys.exit(WRONG_INPUT)
    except KeyboardInterrupt:
        sys.stderr.write("Aborted.\n")
        sys.exit(INTERRUPTED)
