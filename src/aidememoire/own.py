"""What a record says of the article itself."""

from __future__ import annotations

from aidememoire import days
from aidememoire.article import Article
from aidememoire.asking.people import stands
from aidememoire.outlet import outlet_of
from aidememoire.record import ArticleInfo, says_something

_TITLE_WORDS = 4


def info_of(
    article: Article, outlet: str | None, published: days.DayFound | days.DayGiven | None
) -> ArticleInfo:
    """What the record says of the article: what its input gave, else what the text holds.

    Args:
        article: The article.
        outlet: Who publishes it, as the model says; it must stand in the article.
        published: The article's own day.
    """
    given = article.given
    return ArticleInfo(
        id=article.id,
        title=given.title or _title(article),
        outlet=given.outlet
        or outlet_of(article, published)
        or (outlet if stands(outlet, article.text) else None),
        published=published.value if published else None,
        language=article.language,
        sha256=article.sha256,
        url=given.url,
        given=given.told(),
    )


def _title(article: Article) -> str | None:
    """The longest line above the first sentence, if it is one of several words."""
    above: list[str] = []
    for sentence in article.sentences:
        if not sentence.heading:
            break
        line = " ".join(article.quote(sentence).split())
        # A rule of stars or dashes is long, and no headline.
        if says_something(line):
            above.append(line)
    best = max(above, key=len, default="")
    spaced = len(best.split()) >= _TITLE_WORDS or not best.isascii()
    return best if best and spaced else None
