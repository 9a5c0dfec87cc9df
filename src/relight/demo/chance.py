"""Seeded chance for the demo: one named stream per part, so that changing one part leaves the others as they were."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random


def stream(seed: int, name: str) -> Random:
    """A generator of its own for one part of the demo, the same on every machine."""
    return Random(f"relight demo/{seed}/{name}")


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Whole numbers in proportion to `weights` that sum to exactly `total`."""
    scale = total / sum(weights)
    parts = [int(weight * scale) for weight in weights]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - weights[i] * scale, i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def spread(chance: Random, count: int, unevenness: float = 0.25) -> list[float]:
    """`count` weights around 1, none further away than `unevenness`."""
    return [1.0 + unevenness * (2.0 * chance.random() - 1.0) for _ in range(count)]
