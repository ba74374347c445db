"""How far and how fast a run goes, in words: for its bar, its end and its status."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aidememoire.runs.status import Status


def pace(stands: Status) -> list[str]:
    """Rate, tokens, cost and time left, as far as they are known."""
    said = []
    if stands.per_minute is not None:
        said.append(f"{stands.per_minute:,.1f} a minute")
    said.append(f"{stands.tokens:,} tokens")
    if stands.cost is not None:
        said.append(money(stands.cost))
    if stands.seconds_left is not None:
        said.append(f"{duration(stands.seconds_left)} left")
    return said


def sentence(stands: Status) -> str:
    """The closing line of a run."""
    said = [
        f"{stands.articles:,} article{'' if stands.articles == 1 else 's'}",
        f"{stands.done:,} texts done",
        f"{stands.failed:,} failed",
    ]
    if stands.unread:
        said.append(f"{stands.unread:,} unread")
    if stands.waiting + stands.taken:
        said.append(f"{stands.waiting + stands.taken:,} left")
    said.append(f"{stands.tokens:,} tokens")
    if stands.cost is not None:
        said.append(money(stands.cost))
    return " · ".join(said)


def money(cost: float) -> str:
    """US dollars, as many digits as matter."""
    return f"${cost:,.2f}" if cost >= 1 or not cost else f"${cost:.4f}"


def duration(seconds: float) -> str:
    """Hours, minutes and seconds."""
    return str(timedelta(seconds=round(seconds)))
