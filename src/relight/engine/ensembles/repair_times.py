"""How long repairs take: the usual times of every asset, and times drawn around them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.special import ndtr, ndtri

from relight.model.hazard import assets_of_kind
from relight.model.region import Region
from relight.model.schema import RepairClass


@dataclass(frozen=True, eq=False)
class RepairTimes:
    """Repair classes by asset: each asset's own class, with the assumptions for those without one."""

    by_kind: dict[tuple[str, str], tuple[str, ...]]  # (district, kind) -> assets
    of_asset: dict[str, RepairClass]
    usual_variation: float
    usual_minutes: float

    def variation(self, asset: str) -> float:
        """Standard deviation of an asset's repair as a share of its mean."""
        row = self.of_asset.get(asset)
        return self.usual_variation if row is None or row.mean_minutes <= 0 else row.sd_minutes / row.mean_minutes

    def mean_minutes(self, asset: str) -> float:
        """Mean repair time of an asset [min]."""
        row = self.of_asset.get(asset)
        return self.usual_minutes if row is None else row.mean_minutes

    def drawn_minutes(self, asset: str, mean: float, elapsed: float, share: float) -> float:
        """How long a repair of that mean takes that has lasted `elapsed` [min]; `share` is drawn, 0-1."""
        return lognormal_longer_than(mean, mean * self.variation(asset), elapsed, share)


def repair_times(region: Region) -> RepairTimes:
    """The repair times of every asset; a class named after the asset's own kind goes before one for all of its sort."""
    by_kind = assets_of_kind(region)
    classes = {row.asset_kind: row for row in region.repair_classes}
    of_asset: dict[str, RepairClass] = {}
    for (_, kind), assets in by_kind.items():
        for asset in assets if kind in classes else ():
            if asset not in of_asset or not asset.startswith(f"{kind}:"):
                of_asset[asset] = classes[kind]
    assumptions = region.assumptions
    return RepairTimes(by_kind, of_asset, assumptions["repair_cv"], assumptions["strike_repair_minutes"])


def lognormal_longer_than(mean: float, sd: float, elapsed: float, share: float) -> float:
    """What this share exceeds of all that exceeds `elapsed` in a lognormal with that mean and standard deviation."""
    if mean <= 0 or sd <= 0:
        return max(mean, elapsed)
    sigma = math.sqrt(math.log(1 + (sd / mean) ** 2))
    median = mean / math.sqrt(1 + (sd / mean) ** 2)
    survival = float(ndtr(-math.log(elapsed / median) / sigma)) if elapsed > 0 else 1.0
    deviations = -float(ndtri(share * survival))
    return max(median * math.exp(sigma * deviations), elapsed) if math.isfinite(deviations) else elapsed
