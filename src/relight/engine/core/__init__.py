"""The compiled core: the most load that can be served, for many damage states in one call."""

from relight.engine.core.batch import LoadBatch, served_load, served_load_sequence, stack_states
from relight.engine.core.state import GridStates

__all__ = ["GridStates", "LoadBatch", "served_load", "served_load_sequence", "stack_states"]
