"""Several accounts of the same calls, side by side and over time: functions of records alone.

accounts, _ = accounts_of(records)
calls = group(accounts)
for call in calls:
if len(call.accounts) > 1:
compare(call)
timeline(calls)
"""

from aidememoire.accounts.account import Account, Teller, accounts_of
from aidememoire.accounts.comparing import compare
from aidememoire.accounts.grouping import CallEntry, CallGroup, group
from aidememoire.accounts.links import Link, link
from aidememoire.accounts.overtime import Timeline, timeline
from aidememoire.accounts.rows import Claim, Comparison, Row

__all__ = [
    "Account",
    "CallEntry",
    "CallGroup",
    "Claim",
    "Comparison",
    "Link",
    "Row",
    "Teller",
    "Timeline",
    "accounts_of",
    "compare",
    "group",
    "link",
    "timeline",
]
