"""Help of a command with many options, in sections: which belong together stands together, also in a pipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typer.core import TyperCommand


def in_sections(sections: Mapping[str, Sequence[str]]) -> type[TyperCommand]:
    """The class of a command whose help lists its options under titles, first those that no title names.

    Parameters
    ----------
    sections
        Title -> names of the function's parameters.
    """

    class Sectioned(TyperCommand):
        """A command with that help."""

        def format_options(self, ctx: Any, formatter: Any) -> None:
            """Write the arguments, then section by section the options."""
            params = {param.name: param for param in self.get_params(ctx)}
            arguments = [name for name, param in params.items() if param.param_type_name == "argument"]
            named = {name for names in sections.values() for name in names}
            rest = [name for name in params if name not in named and name not in arguments]
            for title, names in {"Arguments": arguments, "Options": rest, **sections}.items():
                with formatter.section(title):
                    formatter.write_dl([record for name in names if (record := params[name].get_help_record(ctx))])

    return Sectioned
