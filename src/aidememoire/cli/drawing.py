"""Charts into a folder. Needs the extra `charts`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from aidememoire.accounts.overtime import Timeline
from aidememoire.part import unwritable
from aidememoire.views.charts import charts


@dataclass(frozen=True)
class Folder:
    """A folder that gets a file for each chart.

    Attributes:
        path: The folder; it is made if need be.
        image: The format of the files, and their suffix.
    """

    path: Path
    image: Literal["svg", "png"]

    def __call__(self, timeline: Timeline) -> None:
        """Draw the charts of a timeline.

        Raises:
            OutputError: They can't be written.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            for name, data in charts(timeline, self.image).items():
                (self.path / f"{name}.{self.image}").write_bytes(data)
        except OSError as error:
            raise unwritable(self.path, error) from error
