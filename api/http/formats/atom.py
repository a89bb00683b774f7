"""Atom feeds (RFC 4287) with paging (RFC 5005, section 3)."""

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from factbase.models.fields.printable import printable

from .format import Format


class Feed(Atom1Feed):
    """An Atom feed that also takes `updated` and `next_page`; its items also take `related`, a link to read on."""

    def latest_post_date(self):
        # for an empty feed Django would take the present time: no two bodies would be equal
        return self.feed["updated"]

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        if self.feed["next_page"] is not None:
            handler.addQuickElement("link", "", {"rel": "next", "href": self.feed["next_page"]})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        item = {name: printable(value) if isinstance(value, str) else value for name, value in item.items()}
        super().add_item_elements(handler, item)
        handler.addQuickElement("link", "", {"rel": "related", "href": item["related"]})


class Atom(Format):
    """An Atom feed: the newest entries first, unless the request orders otherwise."""

    charset = "; charset=utf-8"
    ordering = "-revision"

    def __init__(self) -> None:
        super().__init__("atom", "application/atom+xml", "an Atom 1.0 feed (RFC 4287), newest first, for feed readers")
