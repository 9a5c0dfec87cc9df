"""`python -m relight` is the command `relight`."""

from __future__ import annotations

from relight.cli import main

if __name__ == "__main__":
    main()
