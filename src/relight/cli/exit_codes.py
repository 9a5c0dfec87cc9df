"""What commands end with, beside 0, and 1 where the answer is that there are problems."""

WRONG_INPUT = 2
INTERRUPTED = 130
"""As shells have it: 128 and the number of SIGINT."""
