"""Choosing what to do. Plans are values that the engine replays and scores; every plan says how good it is."""
