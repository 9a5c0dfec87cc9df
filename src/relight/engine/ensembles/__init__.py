"""Many futures instead of one: how they are drawn, what is counted, and what is told of it."""
