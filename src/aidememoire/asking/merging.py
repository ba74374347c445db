"""The calls that windows of an article tell of, put together: the same people are the same call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from aidememoire.asking.draft import CallDraft
from aidememoire.asking.people import short_name


def merge(calls: list[CallDraft], more: CallDraft) -> None:
    """Add what a later window tells of a call to it, or the call if it is a new one.

    Args:
        calls: Those known, which are changed.
        more: A call, whose people a later window may name otherwise: "Putin" alone.
    """
    names = {short_name(person.name) for person in more.people}
    for call in calls:
        known = {short_name(person.name): person.name for person in call.people}
        if names == known.keys():
            own = {person.name for person in call.people}
            called = {
                person.name: known[short_name(person.name)]
                for person in more.people
                if person.name not in own
            }
            _add(call, more, called)
            return
    calls.append(more)


def _add(call: CallDraft, more: CallDraft, called: Mapping[str, str]) -> None:
    """Add to a call what is told of it under other names of its people."""

    def by(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(called.get(name, name) for name in names)

    call.told = tuple(dict.fromkeys((*call.told, *more.told)))
    call.wishes += tuple((called.get(name, name), number) for name, number in more.wishes)
    call.sources = tuple(dict.fromkeys((*call.sources, *more.sources)))
    call.matters += more.matters
    call.said += [replace(said, by=by(said.by)) for said in more.said]
    call.results += [replace(result, by=by(result.by)) for result in more.results]
    call.cited += more.cited
    # Neither summary is one of the whole.
    call.summary = None
