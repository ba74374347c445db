"""Flow control: how many requests go out, how fast, at what cost, and what if nobody answers."""
