"""A Markdown brief of one article for a desk officer: half a page, each item with its sentence.

Words of articles and models are escaped: they become neither markup nor links nor HTML.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aidememoire.accounts.account import Account, accounts_of
from aidememoire.record import Call, Extraction, Statement
from aidememoire.untrusted import in_markdown
from aidememoire.views.footnotes import Footnotes
from aidememoire.views.phrases import (
    heading,
    long_day,
    parties,
    person,
    said,
    settled,
    whose_word,
)


def brief(record: Extraction, notes: str = "") -> str:
    """The brief of one article, ending with a line break.

    Args:
        record: What the article says.
        notes: What footnotes' names begin with, so that briefs of several articles can stand in
            one file.
    """
    footnotes = Footnotes(notes)
    accounts, _ = accounts_of([record])
    lines = [line for account in accounts for line in _call(account, footnotes)]
    if not accounts:
        article = record.article
        parts = (article.title, article.outlet, f"article {article.id}")
        source = " · ".join(in_markdown(part) for part in parts if part)
        lines = ["# No call", "", source, "", "The article reports no call.", ""]
    return "\n".join([*lines, *footnotes.lines()]) + "\n"


def _call(account: Account, notes: Footnotes) -> Iterator[str]:
    call = account.call
    yield f"# {heading(call, call.date.value if call.date else None)}"
    yield ""
    yield source(account)
    yield ""
    yield from _facts(account, notes)
    yield ""
    yield in_markdown(call.summary)
    yield ""
    yield from _section("What was settled", _settled(call, notes))
    yield from _section("What was said", _said(account, notes))
    yield from _discussed(call, notes)
    yield from _section("Documents and meetings cited", _cited(call, notes))


def source(account: Account) -> str:
    """Where an account stands: its title, outlet, day and id."""
    article = account.article
    printed = long_day(article.published) if article.published else None
    parts = (article.title, article.outlet, printed, f"article {article.id}")
    return " · ".join(in_markdown(part) for part in parts if part)


def _facts(account: Account, notes: Footnotes) -> Iterator[str]:
    call = account.call
    who = [f"{person(one)}{notes(one.evidence)}" for one in call.participants]
    yield f"- **Who:** {'; '.join(who)}"
    if call.date is None:
        yield "- **When:** the article fixes no day"
    else:
        inferred = " (inferred from the account's date)" if call.date.basis == "inferred" else ""
        yield f"- **When:** {long_day(call.date.value)}{inferred}{notes(call.date.evidence)}"
    if call.initiated_by:
        wish = f"{parties([call.initiated_by.party])}{notes(call.initiated_by.evidence)}"
        yield f"- **At whose wish:** {wish}"
    else:
        yield "- **At whose wish:** not said"
    if word := whose_word(account.teller):
        yield f"- **According to:** {word}"


def _section(title: str, items: Iterator[str]) -> Iterator[str]:
    lines = list(items)
    if lines:
        yield f"## {title}"
        yield ""
        yield from lines
        yield ""


def _settled(call: Call, notes: Footnotes) -> Iterator[str]:
    for one in sorted(call.outcomes, key=lambda outcome: outcome.kind == "considered"):
        yield f"- {settled(one)}{notes(one.evidence)}"


def _said(account: Account, notes: Footnotes) -> Iterator[str]:
    """The statements in the order of the topics; a side's words told by the other side alone so."""
    sides = set(account.teller.sides)
    told_by = f" — as {parties(account.teller.sides)} tells it" if sides else ""
    for one in _in_order(account.call):
        foreign = told_by if not sides & set(one.by) else ""
        yield f"- {said(one)}{foreign}{notes(one.evidence)}"


def _in_order(call: Call) -> Sequence[Statement]:
    titles = [topic.title for topic in call.topics]
    places = {title: place for place, title in enumerate(titles)}
    return sorted(call.statements, key=lambda one: places.get(one.topic or "", len(titles)))


def _discussed(call: Call, notes: Footnotes) -> Iterator[str]:
    """Every topic in a line, those on which nothing is told in italics."""
    told = {one.topic for one in call.statements}
    titles = [
        f"{in_markdown(one.title) if one.title in told else f'*{in_markdown(one.title)}*'} "
        f"({one.area}){notes(one.evidence)}"
        for one in call.topics
    ]
    if titles:
        yield f"**Topics:** {'; '.join(titles)}"
        yield ""


def _cited(call: Call, notes: Footnotes) -> Iterator[str]:
    for one in call.references:
        day = f", {one.date}" if one.date else ""
        yield f"- {in_markdown(one.name)}{day}{notes(one.evidence)}"
