"""Web pages: the main text without menus and other furniture, and what the page says of itself."""

from __future__ import annotations

import datetime as dt
import re
from urllib.parse import urlsplit

import trafilatura
from trafilatura.settings import Document

from aidememoire.article import Given
from aidememoire.decoding import decode_declared
from aidememoire.errors import ArticleUnreadable
from aidememoire.inputs import given
from aidememoire.inputs.piece import Piece

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w:.-]{2,40})",
    re.IGNORECASE,
)
_SAVE_IT = "Save the text of the article and give that."
_HEAD = 4096  # where a declaration must stand to count
_TOP = 300
_MOST_TAGS = 60_000
"""Time grows with the square of it; pages of news have a few thousand."""


def read_page(
    data: bytes, origin: str, name: str, url: str | None = None, charset: str | None = None
) -> Piece:
    """The article of a page.

    The page's headline comes first where the main text does not begin with it. Title, outlet and
    day are those of the page's metadata (Open Graph, JSON-LD, meta elements and the like); a day
    is never searched for in the text, where the article's own date is told from others better.

    Args:
        data: The page.
        origin: What to call it in a message.
        name: What its id is made from.
        url: Its address, if it is known.
        charset: The encoding that came with it.

    Raises:
        ArticleUnreadable: There is no main text in it.
        ArticleNotText: It is binary, or no encoding fits.
    """
    declared = _DECLARED.search(data, 0, _HEAD)
    html = decode_declared(
        data, charset or (declared[1].decode("ascii", "replace") if declared else None), origin
    )
    if html.count("<") > _MOST_TAGS:
        raise ArticleUnreadable(f"{origin} has more than {_MOST_TAGS:,} tags", _SAVE_IT)
    page = trafilatura.bare_extraction(
        html,
        url=url,
        include_comments=False,
        with_metadata=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    text = (page.text or "").strip() if isinstance(page, Document) else ""
    if not isinstance(page, Document) or not text:
        raise ArticleUnreadable(
            f"{origin} has no main text that can be told from the rest of the page",
            _SAVE_IT,
        )
    title = given.line(page.title or "")
    if title and title.casefold() not in " ".join(text[:_TOP].split()).casefold():
        text = f"{title}\n\n{text}"
    return Piece(
        text,
        origin,
        name,
        Given(title, _outlet(page), _day(page), url or given.address(page.url or "")),
    )


def _outlet(page: Document) -> str | None:
    """The site's name; not its host's, which is put there for want of a name."""
    name = given.line(page.sitename or "")
    host = urlsplit(page.url or "").hostname or ""
    if name is None or name.casefold() in {host, host.removeprefix("www."), page.hostname}:
        return None
    return name


def _day(page: Document) -> dt.date | None:
    try:
        return given.day(page.date or "")
    except ValueError:
        return None
