"""Every error this package raises on purpose.

    AidememoireError
    ├── ArticleError              an input can't become an article
    │   ├── ArticleMissing        no such file or folder
    │   ├── ArticleEmpty          nothing but white space
    │   ├── ArticleNotText        a binary, or no encoding fits
    │   ├── ArticleTooLarge       beyond the size or length limit
    │   ├── ArticleUnreadable     a page, PDF or archive that is damaged or holds no text
    │   ├── RowInvalid            a row of a table that holds no article
    │   ├── AddressRefused        a URL that may not be fetched: not allowed, private, robots
    │   ├── FetchFailed           a URL that could not be fetched
    │   └── FolderEmpty           a folder with nothing to read
    ├── RecordError               a record that breaks the codebook
    │   └── SpanMismatch          text[start:end] is not the quote, or it is another text's record
    ├── EvaluationError           the eval suite can't measure what it was given
    │   ├── GoldInvalid           a gold file breaks a rule of the codebook, or has no article
    │   ├── RecordsInvalid        stored records that don't fit the gold records
    │   └── RunInvalid            an account of a run that can't be read or compared
    ├── ReviewError               what a person decided on a record can't be kept
    │   ├── ReviewInvalid         a decision breaks the codebook, or is on what is not there
    │   ├── ReviewStale           it was saved elsewhere in the meantime
    │   └── ReviewUnreadable      the file of a review is none, or is of another record
    ├── SettingsError             a flag, variable or configuration file holds a bad value
    ├── OutputError               what was made can't be written where it was asked for
    ├── StoreError                a run store can't be used: none, another version's, damaged
    └── ModelError                the model could not be asked, or its answer could not be used
        ├── ModelUnknown          no such model, provider or adapter
        ├── WeightsError          the embedded model's weights
        │   ├── WeightsMissing    not fetched yet, and fetching was not allowed
        │   ├── WeightsUnreachable  no source could be reached
        │   ├── WeightsCorrupt    a hash does not match: never loaded
        │   └── DiskFull          no room for them
        ├── ServerError           the embedded server did not start, or went away
        ├── Unconstrained         the server ignores JSON Schemas (the canary request)
        ├── TransportError        no answer within the attempts and the deadline
        ├── EndpointDown          no answer to anybody for longer than the patience
        ├── BudgetSpent           the next request could pass --max-cost or --max-tokens
        ├── RequestRefused        a 4xx: the length, the form
        │   └── AccessRefused     a 4xx that every request would get: the key, the model's name
        ├── AnswerInvalid         still wrong after the re-asks
        ├── AnswerCut             the token limit cut the answer
        └── AnswerRefused         the model declined to answer

An error says what went wrong (`str(error)`) and, where there is one, what to do about it
(`error.remedy`). Both are plain text: whoever prints them escapes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aidememoire.model import Usage


class AidememoireError(Exception):
    """The root of the tree above.

    Args:
        message: What went wrong, naming the thing (a path, a model, a field).
        remedy: What the user can do about it, as a sentence; empty when there is nothing to say.
    """

    usage: Usage | None = None
    """What a model was asked in vain, as far as is known; None where it was not asked."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[AidememoireError], tuple[str, str], dict[str, Any]]:
        # The default would drop the remedy when the error crosses a process boundary.
        return type(self), (self.message, self.remedy), vars(self)


class ArticleError(AidememoireError):
    """An input can't become an article."""


class ArticleMissing(ArticleError):
    """No such file or folder."""


class ArticleEmpty(ArticleError):
    """The input holds nothing but white space."""


class ArticleNotText(ArticleError):
    """The input is binary, or no encoding fits it."""


class ArticleTooLarge(ArticleError):
    """The input is beyond the size or length limit."""


class ArticleUnreadable(ArticleError):
    """A page, a PDF or an archive that is damaged, or holds no text."""


class RowInvalid(ArticleError):
    """A row of a table that holds no article: a field is missing, or not what it should be."""


class AddressRefused(ArticleError):
    """A URL that may not be fetched: nobody allowed it, it is private, or robots are not wanted."""


class FetchFailed(ArticleError):
    """A URL that could not be fetched."""


class FolderEmpty(ArticleError):
    """The folder holds nothing that can be read."""


class RecordError(AidememoireError):
    """A record that breaks the codebook."""


class SpanMismatch(RecordError):
    """A span that is not its quote in the article's text, or a record of another text."""


class EvaluationError(AidememoireError):
    """The eval suite can't measure what it was given."""


class GoldInvalid(EvaluationError):
    """A gold file breaks a rule of the codebook, or has no article."""


class RecordsInvalid(EvaluationError):
    """Stored records that don't fit the gold records: none, two of one article, another text's."""


class RunInvalid(EvaluationError):
    """An account of a run that can't be read, or can't be compared with another."""


class ReviewError(AidememoireError):
    """What a person decided on a record can't be kept."""


class ReviewInvalid(ReviewError):
    """A decision breaks the codebook, or is on an item that is not there.

    Args:
        message: As for every error.
        remedy: As for every error.
        faults: What is wrong, by the place in the record.
    """

    def __init__(
        self, message: str, remedy: str = "", faults: dict[str, str] | None = None
    ) -> None:
        super().__init__(message, remedy)
        self.faults = faults or {}


class ReviewStale(ReviewError):
    """The review was saved elsewhere since it was read."""


class ReviewUnreadable(ReviewError):
    """The file of a review is none, or it is a review of another record."""


class SettingsError(AidememoireError):
    """A flag, an environment variable or the configuration file holds a bad value."""


class OutputError(AidememoireError):
    """What was made can't be written where it was asked for."""


class StoreError(AidememoireError):
    """A run store can't be used: there is none, it is another version's, or damaged."""


class ModelError(AidememoireError):
    """The model could not be asked, or its answer could not be used."""


class ModelUnknown(ModelError):
    """No such model, provider or adapter."""


class WeightsError(ModelError):
    """Something is wrong with the embedded model's weights."""


class WeightsMissing(WeightsError):
    """The weights are not in the cache and fetching was not allowed."""


class WeightsUnreachable(WeightsError):
    """No source of the weights could be reached."""


class WeightsCorrupt(WeightsError):
    """A hash does not match; the file is never loaded."""


class DiskFull(WeightsError):
    """There is no room for the weights."""


class ServerError(ModelError):
    """The embedded server did not start, or went away."""


class Unconstrained(ModelError):
    """The server answers without regard to the JSON Schema it was given."""


class TransportError(ModelError):
    """No answer within the attempts and the deadline."""


class EndpointDown(ModelError):
    """The endpoint answered nobody for longer than the patience allows."""


class BudgetSpent(ModelError):
    """The next request could pass the most that may be spent, so it was not sent."""


class RequestRefused(ModelError):
    """The endpoint refused the request itself (a 4xx status): a key, a model name, a length."""


class AccessRefused(RequestRefused):
    """The endpoint refused what every request shares: the key, the model's name, the credit."""


class AnswerInvalid(ModelError):
    """The answer broke its schema, and so did every re-ask."""


class AnswerCut(ModelError):
    """The token limit cut the answer: asking again alike would waste the same tokens again."""


class AnswerRefused(ModelError):
    """The model declined to answer."""
