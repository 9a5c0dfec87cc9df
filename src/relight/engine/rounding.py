"""How many decimals results carry: enough for any use, few enough that every solver prints the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def megawatts(value: float) -> float:
    """Megawatts to one watt."""
    return round(value, 6) + 0.0


def people(value: float) -> float:
    """People, customers and person-hours to a thousandth."""
    return round(value, 3) + 0.0


def rounded(values: NDArray[np.float64], decimals: int) -> list[float]:
    """A row of numbers as a list, to so many decimals."""
    return [float(value) for value in np.round(values, decimals) + 0.0]
