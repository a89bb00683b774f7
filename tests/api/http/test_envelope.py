"""Tests of the envelopes of responses."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from rest_framework import serializers

from api.http.envelope import EnvelopeSerializer, envelope, list_page
from api.v1.entities.refs import TopicNameRef
from factbase.history.snapshot import At

AT = At(7, None)


class PageSerializer(EnvelopeSerializer):
    title = serializers.CharField()
    topic = TopicNameRef(allow_null=True)
    cells = serializers.DictField()
    results = TopicNameRef(many=True)
    cut = serializers.ListField()


def test_keys_are_those_of_the_serializer_in_their_order():
    texts = {"results": '{"slug":"a"}, {"slug":"b"}', "cells": '"a": 1', "topic": '{"slug":"%s"}'}
    assert envelope(PageSerializer, AT, {"cut": ["é"], "title": '"%s"'}, **texts) == (
        r'{"revision": 7, "title": "\"%s\"", "topic": {"slug":"%s"}, "cells": {"a": 1},'
        r' "results": [{"slug":"a"}, {"slug":"b"}], "cut": ["é"]}'
    )


def test_missing_json_is_null_or_has_no_members():
    assert envelope(PageSerializer, AT, {"title": None, "cut": []}, topic=None, cells=None, results="") == (
        '{"revision": 7, "title": null, "topic": null, "cells": {}, "results": [], "cut": []}'
    )


def test_optional_keys_may_be_missing():
    page = list_page(TopicNameRef)
    assert envelope(page, AT, {"next": None}, results="") == '{"revision": 7, "next": null, "results": []}'
    counted = envelope(page, AT, {"next": None, "count": 0}, results="")
    assert counted == '{"revision": 7, "count": 0, "next": null, "results": []}'


@pytest.mark.parametrize(
    ("head", "texts", "differing"),
    [
        ({"title": "", "cut": []}, {"topic": "", "cells": ""}, "results"),
        ({"title": ""}, {"topic": "", "cells": "", "results": ""}, "cut"),
        ({"title": "", "cut": []}, {"topic": "", "cells": "", "results": "", "next": ""}, "next"),
        ({"title": "", "cut": [], "next": 1}, {"topic": "", "cells": "", "results": ""}, "next"),
    ],
)
def test_response_whose_keys_differ_from_its_serializer_is_rejected(head, texts, differing):
    with pytest.raises(ImproperlyConfigured, match=f"PageSerializer and its response differ: {differing}"):
        envelope(PageSerializer, AT, head, **texts)
