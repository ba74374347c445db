"""`aidememoire review`: a page on which a person checks records and corrects them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from aidememoire.cli.options import Articles, Records
from aidememoire.errors import ReviewError


def review(
    records: Records,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder for decisions and gold records.")
    ],
    articles: Articles = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; a free one if 0.")] = 0,
) -> None:
    """Check records item by item in a browser, and save what is right as gold records.

    Prints the address of a page that this machine alone can open; Ctrl-C ends it. Decisions go to
    OUTPUT/reviews, gold records to OUTPUT/gold; the records that were given stay as they are.
    Exit status: 0 when all records could be reviewed, 1 when something was none or its article was
    not found, 2 for wrong usage. Needs the extra `review`.
    """
    # Not at the top: the codes of countries take a quarter of a second to load.
    from aidememoire.cli.matching import matched
    from aidememoire.cli.talk import Talk
    from aidememoire.part import write_whole

    try:
        from aidememoire.review import server
        from aidememoire.review.folder import Reviews
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] == "aidememoire":
            raise
        raise ReviewError(
            f"the review needs the package {error.name}, which is not installed",
            "Run `pip install 'aidememoire[review]'`.",
        ) from None

    talk = Talk()
    found, faults = matched(records, articles or (), talk)
    if found:
        reviews = Reviews(found, output, write_whole)
        with server.listen(port) as bound:
            token = server.new_token()
            talk.say(f"Open http://{server.host_of(bound)}/{token}/ in a browser. Ctrl-C ends.")
            server.serve(reviews, bound, token)
    if faults or not found:
        raise typer.Exit(1)
