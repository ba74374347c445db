"""`aidememoire show`: stored records, for people to read. No model is asked."""

from __future__ import annotations

import typer

from aidememoire.cli.options import Format, MinConfidence, Output, Records


def show(
    records: Records,
    format_: Format = None,
    output: Output = None,
    min_confidence: MinConfidence = None,
) -> None:
    """Show stored records: as a table, a Markdown brief, or JSON again.

    Reads what `summarise` wrote and asks no model. Exit status: 0 when all were records, 1 when
    something was none (the others are shown), 2 for wrong usage.
    """
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.cli import kept
    from aidememoire.cli import output as out
    from aidememoire.cli.talk import Talk
    from aidememoire.stored import NoRecord

    sink = out.open_sink(format_, output, records)
    talk = Talk()
    faults: list[NoRecord] = []
    finished = False
    try:
        for record in kept.told(records, talk, faults, min_confidence):
            sink.add(record)
        finished = True
    finally:
        where = sink.close([(one.origin, one.error) for one in faults], finished=finished)
        if where:
            talk.say(where)
    if faults:
        raise typer.Exit(1)
