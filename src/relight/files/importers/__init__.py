"""Foreign networks as Regions: one module per format, each with one function that returns an `Imported`."""
