"""The review: a person accepts, corrects or rejects each item, and a gold record comes of it."""
