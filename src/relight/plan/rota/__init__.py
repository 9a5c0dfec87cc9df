"""Rolling outages: who is off when, so that what is on fits and everyone is off for as long."""
