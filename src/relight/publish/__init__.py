"""Results to things people and machines read: pages, tables, netCDF and CSV. Nothing here calculates an outage."""
