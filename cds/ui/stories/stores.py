"""The stories and meetings of the data home."""

from cds.domain.errors import NotFoundError
from cds.site import turns
from cds.store.meetings import Meeting, MeetingStore
from cds.store.stories import StoryStore
from cds.ui import data


def story_store() -> StoryStore:
    """The stories of the data home."""
    return StoryStore(data.home())


def meeting(meeting_id: str) -> Meeting:
    """A meeting somebody asks for. Raises NotFoundError; who guesses ids has few guesses."""
    try:
        return meeting_store().get(meeting_id)
    except NotFoundError:
        turns.spend("meeting", turns.caller())
        raise


def meeting_store() -> MeetingStore:
    """The meetings of the data home."""
    return MeetingStore(data.home())
