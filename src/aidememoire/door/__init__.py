"""The one door to models: everything that knows of openai and instructor is in here."""

from aidememoire.door.asking import Explain, Limits
from aidememoire.door.client import Door, Hold, canary
from aidememoire.door.target import Dialect, ModeName, Target, compatible, hosted

__all__ = [
    "Dialect",
    "Door",
    "Explain",
    "Hold",
    "Limits",
    "ModeName",
    "Target",
    "canary",
    "compatible",
    "hosted",
]
