"""Atom feeds (RFC 4287), page by page (RFC 5005, section 3)."""

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from .xml_safe import printable


class Feed(Atom1Feed):
    """A feed that says when the base last changed, where its next page is, and beside each entry where to read on.

    Takes `updated` and `next_page` beside what Django's feeds take; its items take `related`.
    """

    def latest_post_date(self):
        return self.feed["updated"]  # Django takes the present time for an empty feed: no two answers would be equal

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["next_page"] is not None:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next_page"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        item = {name: printable(value) if isinstance(value, str) else value for name, value in item.items()}
        super().add_item_elements(handler, item)
        handler.addQuickElement("link", "", {"rel": "related", "href": item["related"]})
