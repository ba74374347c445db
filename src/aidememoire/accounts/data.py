"""What comparing yields is plain data: immutable, JSON, the same words everywhere."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

Certainty = Literal["sure", "likely", "unsure"]
"""How certain it is that two things are the same. What is `unsure` is shown, and never joined."""


class Data(BaseModel):
    """A value of a listing, a comparison or a timeline."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
