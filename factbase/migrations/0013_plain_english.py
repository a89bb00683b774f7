"""Rewrite help texts and messages of constraints in plain English. No column or constraint changes."""

import django.core.validators
import django.db.models.deletion
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models

import factbase.models.fields.edtf
import factbase.models.slug

from ._together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("factbase", "0012_slug_shape"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        Together(
            [
                migrations.AlterField(
                    model_name="actor",
                    name="anonymous",
                    field=models.BooleanField(
                        default=False,
                        help_text="True if the source does not say who the actor is (“a senior figure in Kyiv”).",
                    ),
                ),
                migrations.AlterField(
                    model_name="actor",
                    name="country",
                    field=models.CharField(
                        blank=True,
                        help_text="The country that the actor is or belongs to, as an ISO 3166-1 alpha-2 code; empty if none fits.",
                        max_length=2,
                        validators=[django.core.validators.RegexValidator("^[A-Z]{2}$", "Use two capital letters.")],
                    ),
                ),
                migrations.AlterField(
                    model_name="actor",
                    name="description",
                    field=models.CharField(blank=True, help_text="The actor described in a few words.", max_length=300),
                ),
                migrations.AlterField(
                    model_name="actor",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("state", "State"),
                            ("government_body", "Government body"),
                            ("intergovernmental_organisation", "Intergovernmental organisation"),
                            ("alliance", "Alliance"),
                            ("delegation", "Delegation"),
                            ("media_organisation", "Media organisation"),
                            ("group", "Group"),
                        ],
                        help_text="The kind of actor.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="actor",
                    name="name",
                    field=models.CharField(
                        help_text="The name that the fact base uses. Other names and spellings are listed separately.",
                        max_length=200,
                    ),
                ),
                migrations.AlterField(
                    model_name="actor",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="actor",
                    name="wikidata",
                    field=models.CharField(
                        blank=True,
                        help_text="The Wikidata id of the actor, such as Q159.",
                        max_length=20,
                        validators=[django.core.validators.RegexValidator("^Q[1-9][0-9]*$", "Use an id such as Q159.")],
                    ),
                ),
                migrations.AlterField(
                    model_name="actorname",
                    name="actor",
                    field=models.ForeignKey(
                        help_text="The actor that has this name.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="names",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="actorname",
                    name="kind",
                    field=models.CharField(
                        choices=[("official", "Official"), ("alias", "Alias"), ("transliteration", "Transliteration")],
                        help_text="The kind of name.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="actorname",
                    name="language",
                    field=models.CharField(
                        blank=True, help_text="The language of the name, as a BCP 47 tag.", max_length=20
                    ),
                ),
                migrations.AlterField(
                    model_name="actorname",
                    name="script",
                    field=models.CharField(
                        blank=True, help_text="The script of the name, as an ISO 15924 code: Latn, Cyrl.", max_length=4
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="date_basis",
                    field=models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the date is stated in the source, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="date_note",
                    field=models.CharField(
                        blank=True, help_text="The reasons for a date that the source does not state.", max_length=300
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="ends",
                    field=factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="The end of the role, as an EDTF date; empty if the source does not say.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="member",
                    field=models.ForeignKey(
                        help_text="The person or body that has the role.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="official",
                    field=models.BooleanField(
                        default=True, help_text="True for an office, false for an informal role."
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="organisation",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The state or body in which the actor has the role; empty if the source does not say.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="starts",
                    field=factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="The start of the role, as an EDTF date; empty if the source does not say.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="stated",
                    field=factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, done or published, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b means one day within it.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="stated_earliest",
                    field=models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 if its start is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="affiliation",
                    name="stated_latest",
                    field=models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 if its end is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="actor",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The actor that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="actor_name",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The name that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.actorname",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="affiliation",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The affiliation that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.affiliation",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="claim",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The claim that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.claim",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="credibility",
                    field=models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Confirmed by other sources"),
                            (2, "Probably true"),
                            (3, "Possibly true"),
                            (4, "Doubtful"),
                            (5, "Improbable"),
                            (6, "Truth cannot be judged"),
                        ],
                        default=6,
                        help_text="How credible the information is: 1 (confirmed) to 5 (improbable); 6 if unknown (Admiralty system).",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6),
                        ],
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="directness",
                    field=models.CharField(
                        choices=[
                            ("direct_quote", "Direct quote"),
                            ("partial_quote", "Partial quote"),
                            ("paraphrase", "Paraphrase"),
                        ],
                        help_text="How close the cited words are to the speaker's own words.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="discrepancy",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The discrepancy that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.discrepancy",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="identification",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The identification that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.identification",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="line",
                    field=models.PositiveIntegerField(
                        help_text="The number of the line in the source. Only lines that are not empty count; the first is 1.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="meeting",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The meeting that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.meeting",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="outcome",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The outcome that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.outcome",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="part",
                    field=models.CharField(
                        choices=[
                            ("body", "Body"),
                            ("headline", "Headline"),
                            ("caption", "Caption"),
                            ("dateline", "Dateline"),
                        ],
                        default="body",
                        help_text="The part of the source that has the cited words.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="participation",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The participation that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.participation",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="position",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The position that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.position",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="proposal",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The proposal that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.proposal",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="provision",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The provision that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.provision",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="quote",
                    field=models.CharField(
                        blank=True,
                        help_text="At most 12 of the speaker's own words, to find the place by; empty for a paraphrase.",
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\s*(\\S+\\s+){0,11}\\S*\\s*$", "A quote has at most 12 words."
                            )
                        ],
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="reading",
                    field=models.CharField(
                        blank=True,
                        help_text="For a discrepancy: what this source says, in a few words.",
                        max_length=300,
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="sentence",
                    field=models.PositiveIntegerField(
                        blank=True,
                        help_text="The number of the sentence in that line, counted from 1; empty for the whole line.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="source",
                    field=models.ForeignKey(
                        help_text="The source cited.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="factbase.source",
                    ),
                ),
                migrations.AlterField(
                    model_name="citation",
                    name="voice",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The voice that this citation supports, if any.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.voice",
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="about",
                    field=factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="The time that the claim is about, as an EDTF date; empty if the source does not say.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="date_basis",
                    field=models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the date is stated in the source, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="date_note",
                    field=models.CharField(
                        blank=True, help_text="The reasons for a date that the source does not state.", max_length=300
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("battlefield", "Battlefield"),
                            ("figure", "Figure"),
                            ("decision", "Decision"),
                            ("commitment", "Commitment"),
                            ("history", "History"),
                            ("accusation", "Accusation"),
                            ("assessment", "Assessment"),
                            ("forecast", "Forecast"),
                            ("cause", "Cause"),
                            ("state_of_talks", "State of the talks"),
                        ],
                        help_text="The kind of statement.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="process",
                    field=models.ForeignKey(
                        help_text="The peace process.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="factbase.process",
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="stated",
                    field=factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, done or published, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b means one day within it.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="stated_earliest",
                    field=models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 if its start is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="stated_latest",
                    field=models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 if its end is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="topic",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The topic that the claim is about.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="factbase.topic",
                    ),
                ),
                migrations.AlterField(
                    model_name="discrepancy",
                    name="followed",
                    field=models.CharField(
                        blank=True,
                        help_text="The reading that the fact base follows; empty if it follows none.",
                        max_length=300,
                    ),
                ),
                migrations.AlterField(
                    model_name="discrepancy",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("spelling", "Spelling"),
                            ("role", "Role"),
                            ("participants", "Participants"),
                            ("date", "Date"),
                            ("duration", "Duration"),
                            ("figure", "Figure"),
                            ("translation", "Translation"),
                            ("framing", "Framing"),
                            ("attribution", "Attribution"),
                            ("identity", "Identity"),
                            ("version", "Version"),
                        ],
                        help_text="The kind of difference.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="discrepancy",
                    name="note",
                    field=models.TextField(help_text="How the sources differ, in our own words."),
                ),
                migrations.AlterField(
                    model_name="discrepancy",
                    name="process",
                    field=models.ForeignKey(
                        help_text="The peace process.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discrepancies",
                        to="factbase.process",
                    ),
                ),
                migrations.AlterField(
                    model_name="discrepancy",
                    name="reason",
                    field=models.TextField(blank=True, help_text="Why the fact base follows that reading, or none."),
                ),
                migrations.AlterField(
                    model_name="discrepancy",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="discrepancy",
                    name="title",
                    field=models.CharField(
                        help_text="The thing that the sources differ on, in a few words.", max_length=200
                    ),
                ),
                migrations.AlterField(
                    model_name="figure",
                    name="claim",
                    field=models.ForeignKey(
                        help_text="The claim that contains the number.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="factbase.claim",
                    ),
                ),
                migrations.AlterField(
                    model_name="figure",
                    name="number",
                    field=models.PositiveSmallIntegerField(
                        default=1, help_text="The position of the number in the claim, counted from 1."
                    ),
                ),
                migrations.AlterField(
                    model_name="figure",
                    name="per",
                    field=models.CharField(blank=True, help_text="For a rate, what it is per: month.", max_length=60),
                ),
                migrations.AlterField(
                    model_name="identification",
                    name="meeting",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="One meeting.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifications",
                        to="factbase.meeting",
                    ),
                ),
                migrations.AlterField(
                    model_name="identification",
                    name="note",
                    field=models.TextField(help_text="What the sources say about the two, and what they do not say."),
                ),
                migrations.AlterField(
                    model_name="identification",
                    name="proposal",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="One proposal.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifications",
                        to="factbase.proposal",
                    ),
                ),
                migrations.AlterField(
                    model_name="identification",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="identification",
                    name="verdict",
                    field=models.CharField(
                        choices=[("same", "Same"), ("possibly_same", "Possibly the same"), ("distinct", "Distinct")],
                        help_text="Whether the two are the same thing.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="according_to",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The only party that reports the meeting; empty if several parties do.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings_told_of",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="date_basis",
                    field=models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the dates are stated in the source, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="date_note",
                    field=models.CharField(
                        blank=True,
                        help_text="The reasons for dates that the source does not state, or for a missing date.",
                        max_length=300,
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="description",
                    field=models.TextField(blank=True, help_text="The meeting described in our own words."),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="duration_minutes",
                    field=models.PositiveIntegerField(blank=True, help_text="The duration in minutes.", null=True),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="earliest",
                    field=models.DateField(editable=False, help_text="The first possible day; 0001-01-01 if unknown."),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="ends",
                    field=factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="The end, as an EDTF date; empty if unknown or on the day of the start.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="follows",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The earlier meeting that this one follows up.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="factbase.meeting",
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="format",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "In person"),
                            ("video", "Video"),
                            ("telephone", "Telephone"),
                            ("proximity", "Proximity"),
                            ("shuttle", "Shuttle"),
                        ],
                        help_text="How the participants met; empty if the source does not say.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="host",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The actor that hosted the meeting.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_meetings",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("talks", "Talks"),
                            ("summit", "Summit"),
                            ("ministerial", "Ministerial"),
                            ("contact", "Contact"),
                            ("call", "Call"),
                            ("briefing_of_principals", "Briefing of principals"),
                            ("press_briefing", "Press briefing"),
                            ("statement", "Statement or post"),
                            ("address", "Address"),
                            ("forum", "Forum"),
                            ("visit", "Visit"),
                            ("cabinet_meeting", "Cabinet meeting"),
                            ("decision", "Vote or decision"),
                            ("unspecified", "Unspecified"),
                        ],
                        help_text="The kind of occasion.",
                        max_length=30,
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="latest",
                    field=models.DateField(editable=False, help_text="The last possible day; 9999-12-31 if unknown."),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="place",
                    field=models.CharField(
                        blank=True, help_text="The city or building; empty if the source does not say.", max_length=200
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="process",
                    field=models.ForeignKey(
                        help_text="The peace process.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="factbase.process",
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="proposals",
                    field=models.ManyToManyField(
                        blank=True,
                        help_text="The proposals that the meeting was about.",
                        related_name="meetings",
                        to="factbase.proposal",
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="starts",
                    field=factbase.models.fields.edtf.EdtfField(
                        blank=True, help_text="The start, as an EDTF date; empty if unknown.", max_length=40
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="status",
                    field=models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("ongoing", "Ongoing"),
                            ("planned", "Planned"),
                            ("mooted", "Mooted"),
                            ("cancelled", "Cancelled"),
                        ],
                        help_text="Whether the meeting took place, as far as the sources say.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="meeting",
                    name="topics",
                    field=models.ManyToManyField(
                        blank=True,
                        help_text="The topics that the meeting was about.",
                        related_name="meetings",
                        to="factbase.topic",
                    ),
                ),
                migrations.AlterField(
                    model_name="outcome",
                    name="described_by",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The actor that describes the result.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes_described",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="outcome",
                    name="meeting",
                    field=models.ForeignKey(
                        help_text="The meeting whose result is described.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="factbase.meeting",
                    ),
                ),
                migrations.AlterField(
                    model_name="outcome",
                    name="relayed_by",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The actor that passed the description on.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes_relayed",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="outcome",
                    name="source",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The source that describes the result in its own voice, if no actor does.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes_described",
                        to="factbase.source",
                    ),
                ),
                migrations.AlterField(
                    model_name="participation",
                    name="actor",
                    field=models.ForeignKey(
                        help_text="The actor that has the role.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="participation",
                    name="role",
                    field=models.CharField(
                        choices=[
                            ("party", "Party"),
                            ("mediator", "Mediator"),
                            ("host", "Host"),
                            ("observer", "Observer"),
                            ("guarantor", "Guarantor"),
                            ("speaker", "Speaker"),
                            ("absent", "Absent"),
                            ("uncertain", "Uncertain"),
                        ],
                        help_text="The role of the actor, or that it was absent or uncertain to attend.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="participation",
                    name="side",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The state or body on whose side the actor took part.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="side_participations",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="about_meeting",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The meeting that the statement is about.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions_about",
                        to="factbase.meeting",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="attributed_by",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The actor that relays the position, or attributes it to the holder.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions_attributed",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="attribution",
                    field=models.CharField(
                        choices=[
                            ("self_declared", "Self-declared"),
                            ("relayed", "Relayed"),
                            ("attributed", "Attributed"),
                            ("narrated", "Narrated"),
                        ],
                        help_text="Who states the position: the holder, someone who relays it, another party, or the source itself.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="condition",
                    field=models.CharField(
                        blank=True, help_text="The condition of a conditional stance, in our own words.", max_length=300
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="condition_effect",
                    field=models.CharField(
                        blank=True,
                        choices=[("supports_if", "Supports if"), ("gives_up_if", "Gives up if")],
                        help_text="What the holder does if the condition is met.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="date_basis",
                    field=models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the date is stated in the source, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="date_note",
                    field=models.CharField(
                        blank=True, help_text="The reasons for a date that the source does not state.", max_length=300
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="holder",
                    field=models.ForeignKey(
                        db_index=False,
                        help_text="The party that holds the position. If someone speaks in office, it is their state or alliance.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="meeting",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The occasion on which the statement was made.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="factbase.meeting",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="proposal",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The version of a proposal that the position is about; empty for the topic itself.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="factbase.proposal",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="speaker",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        help_text="The person or body that spoke for the holder; empty if the source does not say.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions_spoken",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="speech_act",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("asserts", "Asserts"),
                            ("demands", "Demands"),
                            ("offers", "Offers"),
                            ("accepts", "Accepts"),
                            ("commits", "Commits"),
                            ("rejects", "Rejects"),
                            ("threatens", "Threatens"),
                            ("accuses", "Accuses"),
                            ("denies", "Denies"),
                            ("declines_to_comment", "Declines to comment"),
                        ],
                        help_text="The act that the holder performs by speaking; empty if no statement by the holder is reported.",
                        max_length=30,
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="stance",
                    field=models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("conditional", "Conditional"),
                            ("undecided", "Undecided"),
                            ("opposes", "Opposes"),
                            ("no_stance", "No stance"),
                        ],
                        help_text="The side that the holder takes on the topic's proposition.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="stated",
                    field=factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, done or published, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b means one day within it.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="stated_earliest",
                    field=models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 if its start is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="stated_latest",
                    field=models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 if its end is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="statement",
                    field=models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="A key shared by all positions of one statement.",
                        max_length=100,
                    ),
                ),
                migrations.AlterField(
                    model_name="position",
                    name="topic",
                    field=models.ForeignKey(
                        db_index=False,
                        help_text="The topic of the position.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="factbase.topic",
                    ),
                ),
                migrations.AlterField(
                    model_name="process",
                    name="description",
                    field=models.TextField(blank=True, help_text="The process described in our own words."),
                ),
                migrations.AlterField(
                    model_name="process",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="date_basis",
                    field=models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the date is stated in the source, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="date_note",
                    field=models.CharField(
                        blank=True, help_text="The reasons for a date that the source does not state.", max_length=300
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="description",
                    field=models.TextField(blank=True, help_text="The version described in our own words."),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="name",
                    field=models.CharField(
                        help_text="A name that distinguishes this version from the others.", max_length=200
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="number_of_points",
                    field=models.PositiveSmallIntegerField(
                        blank=True, help_text="The number of points, if a source says it.", null=True
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="process",
                    field=models.ForeignKey(
                        help_text="The peace process.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="factbase.process",
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="proposers",
                    field=models.ManyToManyField(
                        blank=True,
                        help_text="The actors that proposed it, one or several.",
                        related_name="proposals",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="revises",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The earlier version that this one revises.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revised_by",
                        to="factbase.proposal",
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="stated",
                    field=factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, done or published, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b means one day within it.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="stated_earliest",
                    field=models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 if its start is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="stated_latest",
                    field=models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 if its end is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="proposal",
                    name="status",
                    field=models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("leaked", "Leaked"),
                            ("presented", "Presented"),
                            ("revised", "Revised"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                        ],
                        help_text="The status of this version.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="author",
                    field=models.ForeignKey(
                        help_text="The user who proposes the change.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="changed",
                    field=models.DateTimeField(auto_now=True, help_text="When the change was last saved."),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="created",
                    field=models.DateTimeField(auto_now_add=True, help_text="When the change was first saved."),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="form",
                    field=models.JSONField(help_text="The submitted form: each field with its values."),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="kind",
                    field=models.CharField(help_text="The kind of record: actor, position, ...", max_length=40),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="object_id",
                    field=models.BigIntegerField(
                        blank=True, help_text="The id of the record to change; empty for a new record.", null=True
                    ),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="review_note",
                    field=models.TextField(blank=True, help_text="A note from the reviewer to the author."),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="reviewer",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The user who published, returned or discarded the change.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviewed_changes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="revision",
                    field=models.BigIntegerField(
                        blank=True, help_text="The revision that published the change.", null=True
                    ),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for review"),
                            ("returned", "Returned to its author"),
                            ("published", "Published"),
                            ("discarded", "Discarded"),
                        ],
                        default="draft",
                        help_text="The state of the review.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="proposedchange",
                    name="title",
                    field=models.CharField(help_text="The title of the record.", max_length=200),
                ),
                migrations.AlterField(
                    model_name="provision",
                    name="demanded_by",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The actor that demands the provision, if a source says it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions_demanded",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="provision",
                    name="number",
                    field=models.PositiveSmallIntegerField(
                        blank=True, help_text="The number of the point, if known.", null=True
                    ),
                ),
                migrations.AlterField(
                    model_name="provision",
                    name="obliged",
                    field=models.ManyToManyField(
                        blank=True,
                        help_text="The actors that the provision would oblige to do something.",
                        related_name="obligations",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="provision",
                    name="proposal",
                    field=models.ForeignKey(
                        help_text="The version of a proposal that contains the provision.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions",
                        to="factbase.proposal",
                    ),
                ),
                migrations.AlterField(
                    model_name="provision",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="provision",
                    name="summary",
                    field=models.TextField(help_text="The content of the provision, in our own words."),
                ),
                migrations.AlterField(
                    model_name="provision",
                    name="topic",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The topic that the provision settles.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions",
                        to="factbase.topic",
                    ),
                ),
                migrations.AlterField(
                    model_name="release",
                    name="counts",
                    field=models.JSONField(help_text="The number of records of each resource."),
                ),
                migrations.AlterField(
                    model_name="release",
                    name="revision",
                    field=models.BigIntegerField(help_text="The revision that the release contains.", unique=True),
                ),
                migrations.AlterField(
                    model_name="release",
                    name="tag",
                    field=models.CharField(
                        help_text="The name by which the release is cited.",
                        max_length=50,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(?![0-9]+$)[a-z0-9]+([._-][a-z0-9]+)*$",
                                "Use lower-case letters, digits, dots and hyphens, not digits alone.",
                            )
                        ],
                    ),
                ),
                migrations.AlterField(
                    model_name="release",
                    name="time",
                    field=models.DateTimeField(help_text="When the release was made."),
                ),
                migrations.AlterField(
                    model_name="release",
                    name="title",
                    field=models.CharField(help_text="The title of the release in a bibliography.", max_length=200),
                ),
                migrations.AlterField(
                    model_name="releasechunk",
                    name="content",
                    field=models.BinaryField(help_text="The bytes of the chunk."),
                ),
                migrations.AlterField(
                    model_name="releasechunk",
                    name="file",
                    field=models.ForeignKey(
                        help_text="The file that the chunk is a part of.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chunks",
                        to="factbase.releasefile",
                    ),
                ),
                migrations.AlterField(
                    model_name="releasechunk",
                    name="number",
                    field=models.PositiveIntegerField(
                        help_text="The position of the chunk in the file, counted from 0."
                    ),
                ),
                migrations.AlterField(
                    model_name="releasefile",
                    name="media_type",
                    field=models.CharField(help_text="The media type of the file (RFC 6838).", max_length=100),
                ),
                migrations.AlterField(
                    model_name="releasefile",
                    name="release",
                    field=models.ForeignKey(
                        help_text="The release that the file belongs to.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="factbase.release",
                    ),
                ),
                migrations.AlterField(
                    model_name="releasefile",
                    name="sha256",
                    field=models.CharField(help_text="The SHA-256 of the file, in hexadecimal.", max_length=64),
                ),
                migrations.AlterField(
                    model_name="releasefile",
                    name="size",
                    field=models.BigIntegerField(help_text="The size of the file in bytes."),
                ),
                migrations.AlterField(
                    model_name="slug",
                    name="kind",
                    field=models.CharField(help_text="The kind of record: actor, topic, position, ...", max_length=40),
                ),
                migrations.AlterField(
                    model_name="slug",
                    name="object_id",
                    field=models.BigIntegerField(help_text="The id of the record that has or had the slug."),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="agency_basis",
                    field=models.CharField(
                        blank=True,
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        help_text="Whether the agency is stated in the document, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="author",
                    field=models.CharField(blank=True, help_text="The author, as the byline gives it.", max_length=200),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="date_basis",
                    field=models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the date is stated in the source, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="date_note",
                    field=models.CharField(
                        blank=True, help_text="The reasons for a date that the source does not state.", max_length=300
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="language",
                    field=models.CharField(help_text="The language of the document, as a BCP 47 tag.", max_length=20),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="original_publisher",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The first publisher, if this copy is a republication.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources_first_published",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="original_publisher_basis",
                    field=models.CharField(
                        blank=True,
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        help_text="Whether the original publisher is stated in the document, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="place_line",
                    field=models.CharField(blank=True, help_text="The place in the dateline.", max_length=100),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="publisher",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The publisher of this copy; empty if the document does not say.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources_published",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="publisher_basis",
                    field=models.CharField(
                        blank=True,
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        help_text="Whether the publisher is stated in the document, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="reliability",
                    field=models.CharField(
                        choices=[
                            ("A", "Completely reliable"),
                            ("B", "Usually reliable"),
                            ("C", "Fairly reliable"),
                            ("D", "Not usually reliable"),
                            ("E", "Unreliable"),
                            ("F", "Cannot be judged"),
                        ],
                        help_text="How reliable the source is: A to E, or F if unknown (Admiralty system).",
                        max_length=1,
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="rights",
                    field=models.CharField(
                        blank=True, help_text="The rights statement of the document.", max_length=300
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="stated",
                    field=factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, done or published, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b means one day within it.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="stated_earliest",
                    field=models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 if its start is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="stated_latest",
                    field=models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 if its end is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="title",
                    field=models.CharField(help_text="The title of the document.", max_length=300),
                ),
                migrations.AlterField(
                    model_name="source",
                    name="url",
                    field=models.URLField(
                        blank=True, help_text="The address of the document; empty if unknown.", max_length=500
                    ),
                ),
                migrations.AlterField(
                    model_name="topic",
                    name="description",
                    field=models.TextField(blank=True, help_text="The scope of the topic, in our own words."),
                ),
                migrations.AlterField(
                    model_name="topic",
                    name="pax_code",
                    field=models.CharField(
                        blank=True,
                        help_text="The issue code of the PA-X Peace Agreements Database, if one matches.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="topic",
                    name="process",
                    field=models.ForeignKey(
                        help_text="The peace process.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="factbase.process",
                    ),
                ),
                migrations.AlterField(
                    model_name="topic",
                    name="proposition",
                    field=models.CharField(
                        blank=True,
                        help_text="The sentence that a stance is measured against. Without one, the only possible stance is no_stance.",
                        max_length=300,
                    ),
                ),
                migrations.AlterField(
                    model_name="topic",
                    name="slug",
                    field=factbase.models.slug.SlugField(
                        help_text="The public id. It is never reused for another record.", max_length=100, unique=True
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="actor",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The actor that speaks.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="claim",
                    field=models.ForeignKey(
                        help_text="The claim that the voice asserts, disputes or relays.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="factbase.claim",
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="date_basis",
                    field=models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the date is stated in the source, inferred from it, or known from outside it.",
                        max_length=10,
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="date_note",
                    field=models.CharField(
                        blank=True, help_text="The reasons for a date that the source does not state.", max_length=300
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="meeting",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The occasion on which the statement was made.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="factbase.meeting",
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="role",
                    field=models.CharField(
                        choices=[("asserts", "Asserts"), ("disputes", "Disputes"), ("relays", "Relays")],
                        help_text="What the voice does: assert, dispute or relay the claim.",
                        max_length=20,
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="source",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The source that speaks in its own voice, if no actor does.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="factbase.source",
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="speaker",
                    field=models.ForeignKey(
                        blank=True,
                        help_text="The person or body that spoke for the actor.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices_spoken",
                        to="factbase.actor",
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="stated",
                    field=factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, done or published, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b means one day within it.",
                        max_length=40,
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="stated_earliest",
                    field=models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 if its start is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="voice",
                    name="stated_latest",
                    field=models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 if its end is open.",
                    ),
                ),
                migrations.AlterField(
                    model_name="withdrawal",
                    name="kind",
                    field=models.CharField(help_text="The kind of record: actor, topic, position, ...", max_length=40),
                ),
                migrations.AlterField(
                    model_name="withdrawal",
                    name="object_id",
                    field=models.BigIntegerField(help_text="The id of the record in its history table."),
                ),
                migrations.AlterField(
                    model_name="withdrawal",
                    name="reason",
                    field=models.TextField(help_text="The public reason for the withdrawal."),
                ),
                migrations.AlterField(
                    model_name="withdrawal",
                    name="slug",
                    field=models.CharField(help_text="The last slug of the record.", max_length=100),
                ),
                migrations.AlterConstraint(
                    model_name="actor",
                    name="actor_kind_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "person",
                                    "state",
                                    "government_body",
                                    "intergovernmental_organisation",
                                    "alliance",
                                    "delegation",
                                    "media_organisation",
                                    "group",
                                ],
                            )
                        ),
                        name="actor_kind_is_known",
                        violation_error_message="“kind” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="actor",
                    name="actor_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="actor_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="actorname",
                    name="actorname_kind_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["official", "alias", "transliteration"])),
                        name="actorname_kind_is_known",
                        violation_error_message="“kind” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="actorname",
                    name="actorname_is_unique",
                    constraint=models.UniqueConstraint(
                        fields=("actor", "name"),
                        name="actorname_is_unique",
                        violation_error_message="This actor already has this name.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="affiliation",
                    name="affiliation_stated_is_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="affiliation_stated_is_edtf",
                        violation_error_message="The stated date must be an EDTF date.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="affiliation",
                    name="affiliation_date_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="affiliation_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="affiliation",
                    name="affiliation_is_unique",
                    constraint=models.UniqueConstraint(
                        fields=("member", "organisation", "role"),
                        name="affiliation_is_unique",
                        nulls_distinct=False,
                        violation_error_message="This member already has this role in this organisation.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="affiliation",
                    name="affiliation_dates_are_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("starts", ""),
                                (
                                    "starts__regex",
                                    "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("ends", ""),
                                (
                                    "ends__regex",
                                    "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="affiliation_dates_are_edtf",
                        violation_error_message="Starts and ends must be EDTF dates.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="citation",
                    name="citation_directness_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("directness__in", ["direct_quote", "partial_quote", "paraphrase"])),
                        name="citation_directness_is_known",
                        violation_error_message="“directness” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="citation",
                    name="citation_part_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("part__in", ["body", "headline", "caption", "dateline"])),
                        name="citation_part_is_known",
                        violation_error_message="“part” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="citation",
                    name="citation_is_unique",
                    constraint=models.UniqueConstraint(
                        fields=(
                            "actor",
                            "actor_name",
                            "affiliation",
                            "meeting",
                            "participation",
                            "outcome",
                            "position",
                            "proposal",
                            "provision",
                            "claim",
                            "voice",
                            "identification",
                            "discrepancy",
                            "source",
                            "line",
                            "sentence",
                        ),
                        name="citation_is_unique",
                        nulls_distinct=False,
                        violation_error_message="This fact already has a citation of this place in this source.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="citation",
                    name="citation_quote_unless_paraphrase",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("directness", "paraphrase"), ("quote", "")),
                            models.Q(models.Q(("directness", "paraphrase"), _negated=True), ("quote__gt", "")),
                            _connector="OR",
                        ),
                        name="citation_quote_unless_paraphrase",
                        violation_error_message="A direct or partial quote needs the quoted words; a paraphrase has none.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="claim",
                    name="claim_stated_is_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="claim_stated_is_edtf",
                        violation_error_message="The stated date must be an EDTF date.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="claim",
                    name="claim_kind_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "battlefield",
                                    "figure",
                                    "decision",
                                    "commitment",
                                    "history",
                                    "accusation",
                                    "assessment",
                                    "forecast",
                                    "cause",
                                    "state_of_talks",
                                ],
                            )
                        ),
                        name="claim_kind_is_known",
                        violation_error_message="“kind” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="claim",
                    name="claim_date_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="claim_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="claim",
                    name="claim_about_is_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("about", ""),
                            (
                                "about__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            ),
                            _connector="OR",
                        ),
                        name="claim_about_is_edtf",
                        violation_error_message="The time that the claim is about must be an EDTF date.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="claim",
                    name="claim_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="claim_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="discrepancy",
                    name="discrepancy_kind_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "spelling",
                                    "role",
                                    "participants",
                                    "date",
                                    "duration",
                                    "figure",
                                    "translation",
                                    "framing",
                                    "attribution",
                                    "identity",
                                    "version",
                                ],
                            )
                        ),
                        name="discrepancy_kind_is_known",
                        violation_error_message="“kind” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="discrepancy",
                    name="discrepancy_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="discrepancy_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="figure",
                    name="figure_qualifier_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "qualifier__in",
                                [
                                    "exactly",
                                    "about",
                                    "almost",
                                    "over",
                                    "at_least",
                                    "up_to",
                                    "order_of_magnitude",
                                    "unqualified",
                                ],
                            )
                        ),
                        name="figure_qualifier_is_known",
                        violation_error_message="“qualifier” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="figure",
                    name="figure_range_in_order",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("high__isnull", True), ("high__gte", models.F("low")), _connector="OR"),
                        name="figure_range_in_order",
                        violation_error_message="The upper end of a range must not be below its lower end.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="identification",
                    name="identification_verdict_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["same", "possibly_same", "distinct"])),
                        name="identification_verdict_is_known",
                        violation_error_message="“verdict” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="identification",
                    name="identification_of_one_pair",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("meeting__isnull", False),
                                ("other_meeting__isnull", False),
                                ("other_proposal__isnull", True),
                                ("proposal__isnull", True),
                            ),
                            models.Q(
                                ("meeting__isnull", True),
                                ("other_meeting__isnull", True),
                                ("other_proposal__isnull", False),
                                ("proposal__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="identification_of_one_pair",
                        violation_error_message="Choose two meetings or two proposals.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="identification",
                    name="identification_of_two_things",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("meeting__isnull", True),
                                models.Q(("meeting", models.F("other_meeting")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("proposal__isnull", True),
                                models.Q(("proposal", models.F("other_proposal")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="identification_of_two_things",
                        violation_error_message="The two must be different records.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="identification",
                    name="identification_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="identification_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_dates_are_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("starts", ""),
                                (
                                    "starts__regex",
                                    "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("ends", ""),
                                (
                                    "ends__regex",
                                    "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="meeting_dates_are_edtf",
                        violation_error_message="Starts and ends must be EDTF dates.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_kind_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "talks",
                                    "summit",
                                    "ministerial",
                                    "contact",
                                    "call",
                                    "briefing_of_principals",
                                    "press_briefing",
                                    "statement",
                                    "address",
                                    "forum",
                                    "visit",
                                    "cabinet_meeting",
                                    "decision",
                                    "unspecified",
                                ],
                            )
                        ),
                        name="meeting_kind_is_known",
                        violation_error_message="“kind” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_format_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("format__in", ["in_person", "video", "telephone", "proximity", "shuttle", ""])
                        ),
                        name="meeting_format_is_known",
                        violation_error_message="“format” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_status_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("status__in", ["held", "ongoing", "planned", "mooted", "cancelled"])),
                        name="meeting_status_is_known",
                        violation_error_message="“status” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_date_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="meeting_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_duration_qualifier_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "duration_qualifier__in",
                                [
                                    "exactly",
                                    "about",
                                    "almost",
                                    "over",
                                    "at_least",
                                    "up_to",
                                    "order_of_magnitude",
                                    "unqualified",
                                    "",
                                ],
                            )
                        ),
                        name="meeting_duration_qualifier_is_known",
                        violation_error_message="“duration_qualifier” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_has_a_date_or_says_why_not",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("starts", ""), _negated=True),
                            models.Q(("date_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="meeting_has_a_date_or_says_why_not",
                        violation_error_message="A meeting without a date needs a date note that says why.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_duration_qualifier_needs_minutes",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("duration_qualifier", ""), ("duration_minutes__isnull", False), _connector="OR"
                        ),
                        name="meeting_duration_qualifier_needs_minutes",
                        violation_error_message="A duration qualifier needs the duration in minutes.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="meeting",
                    name="meeting_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="meeting_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="outcome",
                    name="outcome_has_one_describer",
                    constraint=models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("described_by"),
                                models.F("source"),
                                function="num_nonnulls",
                                output_field=models.IntegerField(),
                            ),
                            1,
                        ),
                        name="outcome_has_one_describer",
                        violation_error_message="An outcome needs an actor or a source that describes it, not both.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="outcome",
                    name="outcome_is_unique",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "described_by", "source", "relayed_by"),
                        name="outcome_is_unique",
                        nulls_distinct=False,
                        violation_error_message="This meeting already has an outcome by this describer. Edit that one.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="participation",
                    name="participation_role_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "party",
                                    "mediator",
                                    "host",
                                    "observer",
                                    "guarantor",
                                    "speaker",
                                    "absent",
                                    "uncertain",
                                ],
                            )
                        ),
                        name="participation_role_is_known",
                        violation_error_message="“role” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="participation",
                    name="participation_is_unique",
                    constraint=models.UniqueConstraint(
                        fields=("meeting", "actor"),
                        name="participation_is_unique",
                        violation_error_message="This actor already has a role at this meeting.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_stated_is_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="position_stated_is_edtf",
                        violation_error_message="The stated date must be an EDTF date.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_stance_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("stance__in", ["supports", "conditional", "undecided", "opposes", "no_stance"])
                        ),
                        name="position_stance_is_known",
                        violation_error_message="“stance” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_condition_effect_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("condition_effect__in", ["supports_if", "gives_up_if", ""])),
                        name="position_condition_effect_is_known",
                        violation_error_message="“condition_effect” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_speech_act_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "speech_act__in",
                                [
                                    "asserts",
                                    "demands",
                                    "offers",
                                    "accepts",
                                    "commits",
                                    "rejects",
                                    "threatens",
                                    "accuses",
                                    "denies",
                                    "declines_to_comment",
                                    "",
                                ],
                            )
                        ),
                        name="position_speech_act_is_known",
                        violation_error_message="“speech_act” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_attribution_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("attribution__in", ["self_declared", "relayed", "attributed", "narrated"])),
                        name="position_attribution_is_known",
                        violation_error_message="“attribution” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_date_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="position_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_condition_when_conditional",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("condition__gt", ""), ("condition_effect__gt", ""), ("stance", "conditional")),
                            models.Q(
                                models.Q(("stance", "conditional"), _negated=True),
                                ("condition", ""),
                                ("condition_effect", ""),
                            ),
                            _connector="OR",
                        ),
                        name="position_condition_when_conditional",
                        violation_error_message="A conditional stance needs a condition and its effect. Others have neither.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_own_word_is_an_act",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("attribution", "self_declared"), ("speech_act", ""), _negated=True),
                        name="position_own_word_is_an_act",
                        violation_error_message="A self-declared position needs a speech act.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_attributed_by_someone",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attributed_by__isnull", False), ("attribution__in", ["attributed", "relayed"])),
                            models.Q(
                                ("attributed_by__isnull", True), ("attribution__in", ["self_declared", "narrated"])
                            ),
                            _connector="OR",
                        ),
                        name="position_attributed_by_someone",
                        violation_error_message="An attributed or relayed position needs “attributed by”. Others have none.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_summary_is_not_empty",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("summary__gt", "")),
                        name="position_summary_is_not_empty",
                        violation_error_message="A position needs a summary.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="position",
                    name="position_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="position_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="process",
                    name="process_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="process_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="proposal",
                    name="proposal_stated_is_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="proposal_stated_is_edtf",
                        violation_error_message="The stated date must be an EDTF date.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="proposal",
                    name="proposal_status_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "leaked", "presented", "revised", "accepted", "rejected"])
                        ),
                        name="proposal_status_is_known",
                        violation_error_message="“status” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="proposal",
                    name="proposal_date_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="proposal_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="proposal",
                    name="proposal_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="proposal_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="proposedchange",
                    name="proposedchange_state_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "submitted", "returned", "published", "discarded"])),
                        name="proposedchange_state_is_known",
                        violation_error_message="“state” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="proposedchange",
                    name="proposedchange_revision_when_published",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewer__isnull", False), ("revision__isnull", False), ("state", "published")),
                            models.Q(models.Q(("state", "published"), _negated=True), ("revision__isnull", True)),
                            _connector="OR",
                        ),
                        name="proposedchange_revision_when_published",
                        violation_error_message="A published change needs a revision and a reviewer. Others have no revision.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="provision",
                    name="provision_number_is_unique",
                    constraint=models.UniqueConstraint(
                        fields=("proposal", "number", "part"),
                        name="provision_number_is_unique",
                        violation_error_message="This proposal already has a provision with this number and part.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="provision",
                    name="provision_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="provision_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="release",
                    name="release_tag_shape",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("tag__regex", "^(?![0-9]+$)[a-z0-9]+([._-][a-z0-9]+)*$")),
                        name="release_tag_shape",
                        violation_error_message="A tag has lower-case letters, digits, dots and hyphens, not digits alone.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="source",
                    name="source_stated_is_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="source_stated_is_edtf",
                        violation_error_message="The stated date must be an EDTF date.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="source",
                    name="source_reliability_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("reliability__in", ["A", "B", "C", "D", "E", "F"])),
                        name="source_reliability_is_known",
                        violation_error_message="“reliability” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="source",
                    name="source_date_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="source_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="source",
                    name="source_publisher_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("publisher_basis__in", ["stated", "inferred", "external", ""])),
                        name="source_publisher_basis_is_known",
                        violation_error_message="“publisher_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="source",
                    name="source_original_publisher_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("original_publisher_basis__in", ["stated", "inferred", "external", ""])),
                        name="source_original_publisher_basis_is_known",
                        violation_error_message="“original_publisher_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="source",
                    name="source_agency_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("agency_basis__in", ["stated", "inferred", "external", ""])),
                        name="source_agency_basis_is_known",
                        violation_error_message="“agency_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="source",
                    name="source_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="source_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="topic",
                    name="topic_slug",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$")),
                        name="topic_slug",
                        violation_error_message="A slug has lower-case letters, digits and single hyphens.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="voice",
                    name="voice_stated_is_edtf",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="voice_stated_is_edtf",
                        violation_error_message="The stated date must be an EDTF date.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="voice",
                    name="voice_role_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("role__in", ["asserts", "disputes", "relays"])),
                        name="voice_role_is_known",
                        violation_error_message="“role” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="voice",
                    name="voice_date_basis_is_known",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="voice_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that is not in the codebook.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="voice",
                    name="voice_is_an_actor_or_a_source",
                    constraint=models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("actor"),
                                models.F("source"),
                                function="num_nonnulls",
                                output_field=models.IntegerField(),
                            ),
                            1,
                        ),
                        name="voice_is_an_actor_or_a_source",
                        violation_error_message="A voice needs an actor or a source, not both.",
                    ),
                ),
                migrations.AlterConstraint(
                    model_name="voice",
                    name="voice_is_unique",
                    constraint=models.UniqueConstraint(
                        fields=("claim", "actor", "source", "role"),
                        name="voice_is_unique",
                        nulls_distinct=False,
                        violation_error_message="This claim already has this voice in this role.",
                    ),
                ),
            ]
        ),
    ]
