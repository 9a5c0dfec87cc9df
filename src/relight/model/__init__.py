"""The nouns of relight as frozen dataclasses, the schema of every table, and the checks that say what is wrong."""
