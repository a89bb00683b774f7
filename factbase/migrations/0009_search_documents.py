"""Every text is searched by its words, and by the actors and topics that its row names."""

from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

from factbase.models.search_document import CREATE_SEARCH, DROP_SEARCH, SearchDocument

from ._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("factbase", "0008_name_keys"),
    ]

    operations = [
        migrations.RunSQL(CREATE_SEARCH, DROP_SEARCH),
        Together(
            [
                migrations.AddIndex(
                    model_name="actor",
                    index=GinIndex(
                        SearchDocument(actors=["id"], body=["description"], title=["name"]),
                        fastupdate=False,
                        name="actor_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="actorhistory",
                    index=GinIndex(
                        SearchDocument(actors=["id"], body=["description"], title=["name"]),
                        fastupdate=False,
                        name="was_actor_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="actorname",
                    index=GinIndex(
                        SearchDocument(actors=["actor"], title=["name"]), fastupdate=False, name="actorname_words"
                    ),
                ),
                migrations.AddIndex(
                    model_name="actornamehistory",
                    index=GinIndex(
                        SearchDocument(actors=["actor"], title=["name"]), fastupdate=False, name="was_actorname_words"
                    ),
                ),
                migrations.AddIndex(
                    model_name="affiliation",
                    index=GinIndex(
                        SearchDocument(actors=["member", "organisation"], body=["role"]),
                        fastupdate=False,
                        name="affiliation_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="affiliationhistory",
                    index=GinIndex(
                        SearchDocument(actors=["member", "organisation"], body=["role"]),
                        fastupdate=False,
                        name="was_affiliation_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="claim",
                    index=GinIndex(
                        SearchDocument(body=["summary"], topics=["topic"]), fastupdate=False, name="claim_words"
                    ),
                ),
                migrations.AddIndex(
                    model_name="claimhistory",
                    index=GinIndex(
                        SearchDocument(body=["summary"], topics=["topic"]), fastupdate=False, name="was_claim_words"
                    ),
                ),
                migrations.AddIndex(
                    model_name="discrepancy",
                    index=GinIndex(
                        SearchDocument(body=["note"], rest=["followed", "reason"], title=["title"]),
                        fastupdate=False,
                        name="discrepancy_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="discrepancyhistory",
                    index=GinIndex(
                        SearchDocument(body=["note"], rest=["followed", "reason"], title=["title"]),
                        fastupdate=False,
                        name="was_discrepancy_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="meeting",
                    index=GinIndex(
                        SearchDocument(
                            actors=["host", "according_to"], body=["description"], rest=["place"], title=["title"]
                        ),
                        fastupdate=False,
                        name="meeting_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="meetinghistory",
                    index=GinIndex(
                        SearchDocument(
                            actors=["host", "according_to"], body=["description"], rest=["place"], title=["title"]
                        ),
                        fastupdate=False,
                        name="was_meeting_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="outcome",
                    index=GinIndex(
                        SearchDocument(actors=["described_by", "relayed_by"], body=["summary"]),
                        fastupdate=False,
                        name="outcome_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="outcomehistory",
                    index=GinIndex(
                        SearchDocument(actors=["described_by", "relayed_by"], body=["summary"]),
                        fastupdate=False,
                        name="was_outcome_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="position",
                    index=GinIndex(
                        SearchDocument(
                            actors=["holder", "speaker", "attributed_by"],
                            body=["summary"],
                            rest=["condition"],
                            topics=["topic"],
                        ),
                        fastupdate=False,
                        name="position_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="positionhistory",
                    index=GinIndex(
                        SearchDocument(
                            actors=["holder", "speaker", "attributed_by"],
                            body=["summary"],
                            rest=["condition"],
                            topics=["topic"],
                        ),
                        fastupdate=False,
                        name="was_position_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="proposal",
                    index=GinIndex(
                        SearchDocument(body=["description"], title=["name"]), fastupdate=False, name="proposal_words"
                    ),
                ),
                migrations.AddIndex(
                    model_name="proposalhistory",
                    index=GinIndex(
                        SearchDocument(body=["description"], title=["name"]),
                        fastupdate=False,
                        name="was_proposal_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="provision",
                    index=GinIndex(
                        SearchDocument(actors=["demanded_by"], body=["summary"], topics=["topic"]),
                        fastupdate=False,
                        name="provision_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="provisionhistory",
                    index=GinIndex(
                        SearchDocument(actors=["demanded_by"], body=["summary"], topics=["topic"]),
                        fastupdate=False,
                        name="was_provision_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="source",
                    index=GinIndex(
                        SearchDocument(
                            actors=["publisher", "original_publisher", "agency"],
                            body=["author"],
                            rest=["place_line"],
                            title=["title"],
                        ),
                        fastupdate=False,
                        name="source_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="sourcehistory",
                    index=GinIndex(
                        SearchDocument(
                            actors=["publisher", "original_publisher", "agency"],
                            body=["author"],
                            rest=["place_line"],
                            title=["title"],
                        ),
                        fastupdate=False,
                        name="was_source_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="topic",
                    index=GinIndex(
                        SearchDocument(body=["proposition"], rest=["description"], title=["name"], topics=["id"]),
                        fastupdate=False,
                        name="topic_words",
                    ),
                ),
                migrations.AddIndex(
                    model_name="topichistory",
                    index=GinIndex(
                        SearchDocument(body=["proposition"], rest=["description"], title=["name"], topics=["id"]),
                        fastupdate=False,
                        name="was_topic_words",
                    ),
                ),
            ]
        ),
    ]
