"""The AC check: what voltages and loadings the served state would have."""
