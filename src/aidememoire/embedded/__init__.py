"""The embedded model: its weights, and llama.cpp serving them for the length of a run."""
