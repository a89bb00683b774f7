import django.core.validators
import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models

import factbase.models.fields.edtf
import factbase.models.slug


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.RunSQL(
            sql="CREATE SCHEMA IF NOT EXISTS extensions; CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA extensions",
            reverse_sql="",
        ),
        migrations.CreateModel(
            name="ActorHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=40)),
                ("anonymous", models.BooleanField()),
                ("country", models.CharField(blank=True, max_length=2)),
                ("wikidata", models.CharField(blank=True, max_length=20)),
                ("description", models.CharField(blank=True, max_length=300)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "db_table": "factbase_actor_history",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "stated",
                    factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, held or done, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b is one day somewhere within it.",
                        max_length=40,
                    ),
                ),
                (
                    "stated_earliest",
                    models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 when its start is open.",
                    ),
                ),
                (
                    "stated_latest",
                    models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 when its end is open.",
                    ),
                ),
                (
                    "date_basis",
                    models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the source states the date, it is inferred from the text, or it is known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "date_note",
                    models.CharField(
                        blank=True,
                        help_text="The reasoning behind a date that the source does not state.",
                        max_length=300,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                        help_text="What sort of statement it is.",
                        max_length=20,
                    ),
                ),
                ("summary", models.TextField(help_text="The statement, in our own words.")),
                (
                    "about",
                    factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="What time it is about, as an EDTF date; empty when the text does not say.",
                        max_length=40,
                    ),
                ),
            ],
            options={
                "ordering": ["-stated_latest", "-slug"],
                "abstract": False,
                "indexes": [models.Index(fields=["stated_latest", "slug"], name="factbase_cl_stated__e7f961_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="claim_stated_is_edtf",
                        violation_error_message="The stated date does not have the shape of an EDTF date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated_earliest__lte", models.F("stated_latest"))),
                        name="claim_stated_in_order",
                        violation_error_message="The stated date ends before it starts.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="“kind” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="claim_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="claim_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about", ""),
                            (
                                "about__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            ),
                            _connector="OR",
                        ),
                        name="claim_about_is_edtf",
                        violation_error_message="The time it is about must have the shape of an EDTF date.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcessHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("name", models.CharField(db_index=True, max_length=200)),
                ("description", models.TextField(blank=True)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "db_table": "factbase_process_history",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Actor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "name",
                    models.CharField(help_text="The name the base uses; others are kept as names.", max_length=200),
                ),
                (
                    "kind",
                    models.CharField(
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
                        help_text="What sort of actor it is.",
                        max_length=40,
                    ),
                ),
                (
                    "anonymous",
                    models.BooleanField(
                        default=False, help_text="Whether the source withholds who it is (“a senior figure in Kyiv”)."
                    ),
                ),
                (
                    "country",
                    models.CharField(
                        blank=True,
                        help_text="The country it is or belongs to, as an ISO 3166-1 alpha-2 code; empty when none fits.",
                        max_length=2,
                        validators=[django.core.validators.RegexValidator("^[A-Z]{2}$", "Use two capital letters.")],
                    ),
                ),
                (
                    "wikidata",
                    models.CharField(
                        blank=True,
                        help_text="Its Wikidata id.",
                        max_length=20,
                        validators=[django.core.validators.RegexValidator("^Q[1-9][0-9]*$", "Use an id such as Q159.")],
                    ),
                ),
                (
                    "description",
                    models.CharField(blank=True, help_text="Who or what it is, in a few words.", max_length=300),
                ),
            ],
            options={
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="actor_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="“kind” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("country", ""), ("country__regex", "^[A-Z]{2}$"), _connector="OR"),
                        name="actor_country_is_iso_3166",
                        violation_error_message="A country is an ISO 3166-1 code of two capital letters.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActorName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="The name as a source spells it.", max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("official", "Official"), ("alias", "Alias"), ("transliteration", "Transliteration")],
                        help_text="What sort of name it is.",
                        max_length=20,
                    ),
                ),
                ("language", models.CharField(blank=True, help_text="Its language, as a BCP 47 tag.", max_length=20)),
                (
                    "script",
                    models.CharField(
                        blank=True, help_text="Its script, as an ISO 15924 code: Latn, Cyrl.", max_length=4
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        help_text="Whose name it is.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="names",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["actor", "name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["official", "alias", "transliteration"])),
                        name="actorname_kind_is_known",
                        violation_error_message="“kind” has a value that the codebook does not know.",
                    ),
                    models.UniqueConstraint(
                        fields=("actor", "name"),
                        name="actorname_is_unique",
                        violation_error_message="This actor has this name already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActorNameHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=20)),
                ("language", models.CharField(blank=True, max_length=20)),
                ("script", models.CharField(blank=True, max_length=4)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_actorname_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["actor", "name"], name="factbase_ac_actor_i_4756b7_idx")],
            },
        ),
        migrations.CreateModel(
            name="Affiliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stated",
                    factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, held or done, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b is one day somewhere within it.",
                        max_length=40,
                    ),
                ),
                (
                    "stated_earliest",
                    models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 when its start is open.",
                    ),
                ),
                (
                    "stated_latest",
                    models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 when its end is open.",
                    ),
                ),
                (
                    "date_basis",
                    models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the source states the date, it is inferred from the text, or it is known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "date_note",
                    models.CharField(
                        blank=True,
                        help_text="The reasoning behind a date that the source does not state.",
                        max_length=300,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        help_text="The role as the source gives it: special envoy, spokesperson.", max_length=200
                    ),
                ),
                (
                    "official",
                    models.BooleanField(
                        default=True, help_text="Whether it is an office, rather than an informal part."
                    ),
                ),
                (
                    "starts",
                    factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="Since when, as an EDTF date; empty when the text does not say.",
                        max_length=40,
                    ),
                ),
                (
                    "ends",
                    factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="Until when, as an EDTF date; empty when the text does not say.",
                        max_length=40,
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        help_text="Who has the role: a person, or a body of a state.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="affiliations",
                        to="factbase.actor",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        help_text="The state or body in which the role is held; empty when the text does not say.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["member", "role", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="affiliation_stated_is_edtf",
                        violation_error_message="The stated date does not have the shape of an EDTF date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated_earliest__lte", models.F("stated_latest"))),
                        name="affiliation_stated_in_order",
                        violation_error_message="The stated date ends before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="affiliation_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that the codebook does not know.",
                    ),
                    models.UniqueConstraint(
                        fields=("member", "organisation", "role"),
                        name="affiliation_is_unique",
                        nulls_distinct=False,
                        violation_error_message="This role is entered already.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="Starts and ends must have the shape of EDTF dates.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AffiliationHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("stated", models.CharField(max_length=40)),
                ("stated_earliest", models.DateField()),
                ("stated_latest", models.DateField()),
                ("date_basis", models.CharField(max_length=10)),
                ("date_note", models.CharField(blank=True, max_length=300)),
                ("role", models.CharField(max_length=200)),
                ("official", models.BooleanField()),
                ("starts", models.CharField(blank=True, max_length=40)),
                ("ends", models.CharField(blank=True, max_length=40)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_affiliation_history",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["member", "organisation", "role"], name="factbase_af_member__7a394e_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="Figure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Its place among the claim's figures, from 1."
                    ),
                ),
                ("measures", models.CharField(help_text="What the number counts or measures.", max_length=200)),
                (
                    "low",
                    models.DecimalField(
                        decimal_places=4, help_text="The number, or the lower end of a range.", max_digits=20
                    ),
                ),
                (
                    "high",
                    models.DecimalField(
                        blank=True, decimal_places=4, help_text="The upper end of a range.", max_digits=20, null=True
                    ),
                ),
                ("unit", models.CharField(help_text="The unit: percent, USD, people, km2.", max_length=60)),
                ("per", models.CharField(blank=True, help_text="Per what, for a rate: month.", max_length=60)),
                (
                    "qualifier",
                    models.CharField(
                        choices=[
                            ("exactly", "Exactly"),
                            ("about", "About"),
                            ("almost", "Almost"),
                            ("over", "Over"),
                            ("at_least", "At least"),
                            ("up_to", "Up to"),
                            ("order_of_magnitude", "Order of magnitude"),
                            ("unqualified", "Unqualified"),
                        ],
                        default="unqualified",
                        help_text="How exact the number is.",
                        max_length=20,
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        help_text="The claim it stands in.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="figures",
                        to="factbase.claim",
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "number"],
                "constraints": [
                    models.CheckConstraint(
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
                        violation_error_message="“qualifier” has a value that the codebook does not know.",
                    ),
                    models.UniqueConstraint(fields=("claim", "number"), name="figure_number_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("high__isnull", True), ("high__gte", models.F("low")), _connector="OR"),
                        name="figure_range_in_order",
                        violation_error_message="The upper end of a range is not below its lower end.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FigureHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("measures", models.CharField(max_length=200)),
                ("low", models.DecimalField(decimal_places=4, max_digits=20)),
                ("high", models.DecimalField(blank=True, decimal_places=4, max_digits=20, null=True)),
                ("unit", models.CharField(max_length=60)),
                ("per", models.CharField(blank=True, max_length=60)),
                ("qualifier", models.CharField(max_length=20)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.claim",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_figure_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["claim", "number"], name="factbase_fi_claim_i_356cd4_idx")],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "starts",
                    factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="When it starts or started, as an EDTF date; empty when unknown.",
                        max_length=40,
                    ),
                ),
                (
                    "ends",
                    factbase.models.fields.edtf.EdtfField(
                        blank=True,
                        help_text="When it ends or ended, as an EDTF date; empty when unknown or the same day as it starts.",
                        max_length=40,
                    ),
                ),
                (
                    "earliest",
                    models.DateField(
                        editable=False, help_text="The first day that it may touch; 0001-01-01 when unknown."
                    ),
                ),
                (
                    "latest",
                    models.DateField(
                        editable=False, help_text="The last day that it may touch; 9999-12-31 when unknown."
                    ),
                ),
                ("title", models.CharField(help_text="A short title in our own words.", max_length=200)),
                ("description", models.TextField(blank=True, help_text="What it was, in our own words.")),
                (
                    "kind",
                    models.CharField(
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
                        help_text="What sort of occasion it is.",
                        max_length=30,
                    ),
                ),
                (
                    "format",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("in_person", "In person"),
                            ("video", "Video"),
                            ("telephone", "Telephone"),
                            ("proximity", "Proximity"),
                            ("shuttle", "Shuttle"),
                        ],
                        help_text="How the participants met; empty when the text does not say.",
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("ongoing", "Ongoing"),
                            ("planned", "Planned"),
                            ("mooted", "Mooted"),
                            ("cancelled", "Cancelled"),
                        ],
                        help_text="Whether it took place, as far as the sources say.",
                        max_length=20,
                    ),
                ),
                (
                    "date_basis",
                    models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the source states the dates, they are inferred from the text, or known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "date_note",
                    models.CharField(
                        blank=True,
                        help_text="The reasoning behind dates that the source does not state.",
                        max_length=300,
                    ),
                ),
                (
                    "duration_minutes",
                    models.PositiveIntegerField(blank=True, help_text="How long it lasted, in minutes.", null=True),
                ),
                (
                    "duration_qualifier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("exactly", "Exactly"),
                            ("about", "About"),
                            ("almost", "Almost"),
                            ("over", "Over"),
                            ("at_least", "At least"),
                            ("up_to", "Up to"),
                            ("order_of_magnitude", "Order of magnitude"),
                            ("unqualified", "Unqualified"),
                        ],
                        help_text="How exact the duration is: almost, over.",
                        max_length=20,
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        blank=True,
                        help_text="Where: a city or building; empty when the text does not say.",
                        max_length=200,
                    ),
                ),
                (
                    "according_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who tells of it, when only one party does.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings_told_of",
                        to="factbase.actor",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        blank=True,
                        help_text="The meeting it follows up.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who hosted it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hosted_meetings",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["-earliest", "-slug"],
                "abstract": False,
                "indexes": [
                    models.Index(fields=["earliest", "slug"], name="factbase_me_earlies_3bf5a7_idx"),
                    models.Index(fields=["latest", "slug"], name="factbase_me_latest_ed3e53_idx"),
                ],
                "constraints": [
                    models.CheckConstraint(
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
                        violation_error_message="Starts and ends must have the shape of EDTF dates.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("earliest__lte", models.F("latest"))),
                        name="meeting_dates_in_order",
                        violation_error_message="It ends before it starts.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="“kind” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("format__in", ["in_person", "video", "telephone", "proximity", "shuttle", ""])
                        ),
                        name="meeting_format_is_known",
                        violation_error_message="“format” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["held", "ongoing", "planned", "mooted", "cancelled"])),
                        name="meeting_status_is_known",
                        violation_error_message="“status” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="meeting_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="“duration_qualifier” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="meeting_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("starts", ""), _negated=True),
                            models.Q(("date_note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="meeting_has_a_date_or_says_why_not",
                        violation_error_message="A meeting without a date says in its date note why.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("duration_qualifier", ""), ("duration_minutes__isnull", False), _connector="OR"
                        ),
                        name="meeting_duration_qualifier_needs_minutes",
                        violation_error_message="A duration has minutes.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
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
                        help_text="In what role the actor was there, or that it was not.",
                        max_length=20,
                    ),
                ),
                (
                    "described_as",
                    models.CharField(
                        blank=True, help_text="How the source describes the participant: “the US side”.", max_length=200
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        help_text="Who took part.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="factbase.actor",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        help_text="The meeting.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "side",
                    models.ForeignKey(
                        blank=True,
                        help_text="The state or body on whose side the actor sat.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="side_participations",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "id"],
                "constraints": [
                    models.CheckConstraint(
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
                        violation_error_message="“role” has a value that the codebook does not know.",
                    ),
                    models.UniqueConstraint(
                        fields=("meeting", "actor"),
                        name="participation_is_unique",
                        violation_error_message="This actor is entered for this meeting already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParticipationHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("role", models.CharField(max_length=20)),
                ("described_as", models.CharField(blank=True, max_length=200)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "side",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_participation_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["meeting", "actor"], name="factbase_pa_meeting_f00af7_idx")],
            },
        ),
        migrations.CreateModel(
            name="Process",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(help_text="The name of the process.", max_length=200, unique=True)),
                ("description", models.TextField(blank=True, help_text="What the process is about, in our own words.")),
            ],
            options={
                "verbose_name_plural": "processes",
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="process_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("starts", models.CharField(blank=True, max_length=40)),
                ("ends", models.CharField(blank=True, max_length=40)),
                ("earliest", models.DateField()),
                ("latest", models.DateField()),
                ("title", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("kind", models.CharField(max_length=30)),
                ("format", models.CharField(blank=True, max_length=20)),
                ("status", models.CharField(max_length=20)),
                ("date_basis", models.CharField(max_length=10)),
                ("date_note", models.CharField(blank=True, max_length=300)),
                ("duration_minutes", models.PositiveIntegerField(blank=True, null=True)),
                ("duration_qualifier", models.CharField(blank=True, max_length=20)),
                ("place", models.CharField(blank=True, max_length=200)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "according_to",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.process",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_meeting_history",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["earliest", "slug"], name="factbase_me_earlies_7fcf13_idx"),
                    models.Index(fields=["latest", "slug"], name="factbase_me_latest_01c2c9_idx"),
                ],
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="process",
            field=models.ForeignKey(
                help_text="The process it belongs to.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="meetings",
                to="factbase.process",
            ),
        ),
        migrations.CreateModel(
            name="DiscrepancyHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("kind", models.CharField(max_length=20)),
                ("title", models.CharField(max_length=200)),
                ("note", models.TextField()),
                ("followed", models.CharField(blank=True, max_length=300)),
                ("reason", models.TextField(blank=True)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.process",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_discrepancy_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["kind", "slug"], name="factbase_di_kind_78256b_idx")],
            },
        ),
        migrations.CreateModel(
            name="Discrepancy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                        help_text="In what the sources differ.",
                        max_length=20,
                    ),
                ),
                ("title", models.CharField(help_text="What they differ on, in a few words.", max_length=200)),
                ("note", models.TextField(help_text="How they differ, in our own words.")),
                (
                    "followed",
                    models.CharField(
                        blank=True,
                        help_text="The reading that the base follows; empty when it follows none.",
                        max_length=300,
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="Why the base follows that reading, or none.")),
                (
                    "process",
                    models.ForeignKey(
                        help_text="The process it belongs to.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="discrepancies",
                        to="factbase.process",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "discrepancies",
                "ordering": ["slug"],
                "indexes": [models.Index(fields=["kind", "slug"], name="factbase_di_kind_d21120_idx")],
                "constraints": [
                    models.CheckConstraint(
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
                        violation_error_message="“kind” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="discrepancy_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="process",
            field=models.ForeignKey(
                help_text="The process it belongs to.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="factbase.process",
            ),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "stated",
                    factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, held or done, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b is one day somewhere within it.",
                        max_length=40,
                    ),
                ),
                (
                    "stated_earliest",
                    models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 when its start is open.",
                    ),
                ),
                (
                    "stated_latest",
                    models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 when its end is open.",
                    ),
                ),
                (
                    "date_basis",
                    models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the source states the date, it is inferred from the text, or it is known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "date_note",
                    models.CharField(
                        blank=True,
                        help_text="The reasoning behind a date that the source does not state.",
                        max_length=300,
                    ),
                ),
                ("name", models.CharField(help_text="A name that tells this version from the others.", max_length=200)),
                ("description", models.TextField(blank=True, help_text="What it is, in our own words.")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("leaked", "Leaked"),
                            ("presented", "Presented"),
                            ("revised", "Revised"),
                            ("accepted", "Accepted"),
                            ("rejected", "Rejected"),
                        ],
                        help_text="How far this version has come.",
                        max_length=20,
                    ),
                ),
                (
                    "number_of_points",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="How many points it has, where the text says.", null=True
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        help_text="The process it belongs to.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="factbase.process",
                    ),
                ),
                (
                    "proposers",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Who proposed it; several may.",
                        related_name="proposals",
                        to="factbase.actor",
                    ),
                ),
                (
                    "revises",
                    models.ForeignKey(
                        blank=True,
                        help_text="The version it revises.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revised_by",
                        to="factbase.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["-stated_latest", "-slug"],
                "abstract": False,
                "indexes": [models.Index(fields=["stated_latest", "slug"], name="factbase_pr_stated__38a766_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="proposal_stated_is_edtf",
                        violation_error_message="The stated date does not have the shape of an EDTF date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated_earliest__lte", models.F("stated_latest"))),
                        name="proposal_stated_in_order",
                        violation_error_message="The stated date ends before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="proposal_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "leaked", "presented", "revised", "accepted", "rejected"])
                        ),
                        name="proposal_status_is_known",
                        violation_error_message="“status” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="proposal_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that the codebook does not know.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting_proposalsHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.proposal",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_meeting_proposals_history",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="proposals",
            field=models.ManyToManyField(
                blank=True, help_text="The proposals it dealt with.", related_name="meetings", to="factbase.proposal"
            ),
        ),
        migrations.CreateModel(
            name="IdentificationHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("verdict", models.CharField(max_length=20)),
                ("note", models.TextField()),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "other_meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "other_proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.proposal",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.proposal",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_identification_history",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Identification",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("same", "Same"), ("possibly_same", "Possibly the same"), ("distinct", "Distinct")],
                        help_text="Whether the two are one.",
                        max_length=20,
                    ),
                ),
                ("note", models.TextField(help_text="What the texts say about it, and what they do not.")),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        help_text="A meeting.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifications",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "other_meeting",
                    models.ForeignKey(
                        blank=True,
                        help_text="The other meeting.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifications_as_other",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "other_proposal",
                    models.ForeignKey(
                        blank=True,
                        help_text="The other proposal.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifications_as_other",
                        to="factbase.proposal",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        help_text="A proposal.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identifications",
                        to="factbase.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["same", "possibly_same", "distinct"])),
                        name="identification_verdict_is_known",
                        violation_error_message="“verdict” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="identification_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="Name two meetings or two proposals.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="A thing is always the same as itself: name another.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Proposal_proposersHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.proposal",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_proposal_proposers_history",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ProposalHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("stated", models.CharField(max_length=40)),
                ("stated_earliest", models.DateField()),
                ("stated_latest", models.DateField()),
                ("date_basis", models.CharField(max_length=10)),
                ("date_note", models.CharField(blank=True, max_length=300)),
                ("name", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("status", models.CharField(max_length=20)),
                ("number_of_points", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.process",
                    ),
                ),
                (
                    "revises",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.proposal",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_proposal_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["stated_latest", "slug"], name="factbase_pr_stated__2fc6dc_idx")],
            },
        ),
        migrations.CreateModel(
            name="Provision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="The number of the point, where known.", null=True
                    ),
                ),
                ("part", models.CharField(blank=True, help_text="The part of the point: a, b.", max_length=10)),
                ("summary", models.TextField(help_text="What it provides, in our own words.")),
                (
                    "demanded_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose demand it is, where the text says.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions_demanded",
                        to="factbase.actor",
                    ),
                ),
                (
                    "obliged",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Who would have to do something.",
                        related_name="obligations",
                        to="factbase.actor",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        help_text="The version it stands in.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="provisions",
                        to="factbase.proposal",
                    ),
                ),
            ],
            options={
                "ordering": ["proposal", models.OrderBy(models.F("number"), nulls_last=True), "part", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="provision_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.UniqueConstraint(
                        fields=("proposal", "number", "part"),
                        name="provision_number_is_unique",
                        violation_error_message="This proposal has a provision with this number and part already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Provision_obligedHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "provision",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.provision",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_provision_obliged_history",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "number",
                    models.BigIntegerField(
                        help_text="Its number, from 1, without gaps.", primary_key=True, serialize=False
                    ),
                ),
                ("time", models.DateTimeField(help_text="When it was made; never earlier than its predecessor.")),
                ("author", models.CharField(help_text="Who made it.", max_length=150)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("seed", "Seed"),
                            ("correction", "Correction"),
                            ("addition", "Addition"),
                            ("withdrawal", "Withdrawal"),
                            ("release", "Release"),
                        ],
                        help_text="What sort of change it is.",
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(help_text="Why it was made, for the public.")),
            ],
            options={
                "ordering": ["-number"],
                "indexes": [models.Index(fields=["time", "number"], name="factbase_re_time_1a4da9_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["seed", "correction", "addition", "withdrawal", "release"])),
                        name="revision_kind_is_known",
                        violation_error_message="A revision has a kind that the codebook knows.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RevisionCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0, help_text="The latest revision.")),
                ("time", models.DateTimeField(help_text="When it was made.")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="revisioncounter_is_one_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="Slug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(help_text="The kind of fact: actor, topic, position, ...", max_length=40)),
                ("slug", models.CharField(help_text="The slug.", max_length=100)),
                ("object_id", models.BigIntegerField(help_text="The fact that has or had the slug.")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "slug"), name="slug_is_unique")],
            },
        ),
        migrations.CreateModel(
            name="SlugHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=40)),
                ("slug", models.CharField(max_length=100)),
                ("object_id", models.BigIntegerField()),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
            options={
                "db_table": "factbase_slug_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["kind", "slug"], name="factbase_sl_kind_5f5bc9_idx")],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "stated",
                    factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, held or done, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b is one day somewhere within it.",
                        max_length=40,
                    ),
                ),
                (
                    "stated_earliest",
                    models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 when its start is open.",
                    ),
                ),
                (
                    "stated_latest",
                    models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 when its end is open.",
                    ),
                ),
                (
                    "date_basis",
                    models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the source states the date, it is inferred from the text, or it is known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "date_note",
                    models.CharField(
                        blank=True,
                        help_text="The reasoning behind a date that the source does not state.",
                        max_length=300,
                    ),
                ),
                ("title", models.CharField(help_text="Its title.", max_length=300)),
                (
                    "publisher_basis",
                    models.CharField(
                        blank=True,
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        help_text="Whether the publisher is stated in the document, inferred from it, or known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "original_publisher_basis",
                    models.CharField(
                        blank=True,
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        help_text="Whether the original publisher is stated in the document, inferred from it, or known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "agency_basis",
                    models.CharField(
                        blank=True,
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        help_text="Whether the agency is stated in the document, inferred from it, or known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "author",
                    models.CharField(blank=True, help_text="Its author, as the byline gives it.", max_length=200),
                ),
                ("language", models.CharField(help_text="Its language, as a BCP 47 tag.", max_length=20)),
                ("place_line", models.CharField(blank=True, help_text="The place in its dateline.", max_length=100)),
                (
                    "url",
                    models.URLField(blank=True, help_text="Where it can be read; empty when unknown.", max_length=500),
                ),
                ("rights", models.CharField(blank=True, help_text="What it says about its rights.", max_length=300)),
                (
                    "file_name",
                    models.CharField(
                        help_text="The file name of the text that was checked.", max_length=200, unique=True
                    ),
                ),
                (
                    "sha256",
                    models.CharField(
                        help_text="The SHA-256 of the text that was checked, in hexadecimal.",
                        max_length=64,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator("^[0-9a-f]{64}$", "Use 64 hexadecimal digits.")
                        ],
                    ),
                ),
                (
                    "reliability",
                    models.CharField(
                        choices=[
                            ("A", "Completely reliable"),
                            ("B", "Usually reliable"),
                            ("C", "Fairly reliable"),
                            ("D", "Not usually reliable"),
                            ("E", "Unreliable"),
                            ("F", "Cannot be judged"),
                        ],
                        help_text="How reliable it is, from A to F (Admiralty system).",
                        max_length=1,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        help_text="The news agency that supplied the text.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources_supplied",
                        to="factbase.actor",
                    ),
                ),
                (
                    "original_publisher",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who published it first, when this copy is a republication.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources_first_published",
                        to="factbase.actor",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who published this copy; empty when it does not say.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sources_published",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["-stated_latest", "-slug"],
                "abstract": False,
                "indexes": [models.Index(fields=["stated_latest", "slug"], name="factbase_so_stated__43bc6d_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="source_stated_is_edtf",
                        violation_error_message="The stated date does not have the shape of an EDTF date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated_earliest__lte", models.F("stated_latest"))),
                        name="source_stated_in_order",
                        violation_error_message="The stated date ends before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reliability__in", ["A", "B", "C", "D", "E", "F"])),
                        name="source_reliability_is_known",
                        violation_error_message="“reliability” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="source_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("publisher_basis__in", ["stated", "inferred", "external", ""])),
                        name="source_publisher_basis_is_known",
                        violation_error_message="“publisher_basis” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("original_publisher_basis__in", ["stated", "inferred", "external", ""])),
                        name="source_original_publisher_basis_is_known",
                        violation_error_message="“original_publisher_basis” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("agency_basis__in", ["stated", "inferred", "external", ""])),
                        name="source_agency_basis_is_known",
                        violation_error_message="“agency_basis” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="source_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="source_sha256_is_hexadecimal",
                        violation_error_message="A SHA-256 has 64 hexadecimal digits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OutcomeHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("summary", models.TextField()),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "described_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "relayed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.source",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_outcome_history",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["meeting", "described_by", "source", "relayed_by"],
                        name="factbase_ou_meeting_6b3cad_idx",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("summary", models.TextField(help_text="The description, in our own words.")),
                (
                    "described_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who describes the result.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes_described",
                        to="factbase.actor",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        help_text="The meeting described.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "relayed_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who passed the description on.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes_relayed",
                        to="factbase.actor",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="The source that describes it in its own voice, when no actor does.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes_described",
                        to="factbase.source",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "id"],
                "constraints": [
                    models.CheckConstraint(
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
                        violation_error_message="An outcome is described by an actor or by a source in its own voice.",
                    ),
                    models.UniqueConstraint(
                        fields=("meeting", "described_by", "source", "relayed_by"),
                        name="outcome_is_unique",
                        nulls_distinct=False,
                        violation_error_message="This description is entered already: add to it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("stated", models.CharField(max_length=40)),
                ("stated_earliest", models.DateField()),
                ("stated_latest", models.DateField()),
                ("date_basis", models.CharField(max_length=10)),
                ("date_note", models.CharField(blank=True, max_length=300)),
                ("title", models.CharField(max_length=300)),
                ("publisher_basis", models.CharField(blank=True, max_length=10)),
                ("original_publisher_basis", models.CharField(blank=True, max_length=10)),
                ("agency_basis", models.CharField(blank=True, max_length=10)),
                ("author", models.CharField(blank=True, max_length=200)),
                ("language", models.CharField(max_length=20)),
                ("place_line", models.CharField(blank=True, max_length=100)),
                ("url", models.CharField(blank=True, max_length=500)),
                ("rights", models.CharField(blank=True, max_length=300)),
                ("file_name", models.CharField(db_index=True, max_length=200)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("reliability", models.CharField(max_length=1)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "original_publisher",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "publisher",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_source_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["stated_latest", "slug"], name="factbase_so_stated__6ca787_idx")],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(help_text="The name of the topic.", max_length=200)),
                (
                    "proposition",
                    models.CharField(
                        blank=True,
                        help_text="The sentence that a stance is measured against; where there is none, only no_stance is possible.",
                        max_length=300,
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, help_text="What falls under the topic, in our own words."),
                ),
                (
                    "pax_code",
                    models.CharField(
                        blank=True,
                        help_text="The issue code of the PA-X Peace Agreements Database, where one matches.",
                        max_length=40,
                    ),
                ),
                (
                    "broader",
                    models.ForeignKey(
                        blank=True,
                        help_text="The broader topic.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="narrower",
                        to="factbase.topic",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        help_text="The process it belongs to.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="factbase.process",
                    ),
                ),
            ],
            options={
                "ordering": ["slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="topic_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.UniqueConstraint(fields=("process", "name"), name="topic_name_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("broader__isnull", True),
                            models.Q(("broader", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="topic_is_not_its_own_broader",
                        violation_error_message="A topic cannot be broader than itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProvisionHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("part", models.CharField(blank=True, max_length=10)),
                ("summary", models.TextField()),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "demanded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.proposal",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.topic",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_provision_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["proposal", "number", "part"], name="factbase_pr_proposa_0ada46_idx")],
            },
        ),
        migrations.AddField(
            model_name="provision",
            name="topic",
            field=models.ForeignKey(
                blank=True,
                help_text="The topic it settles.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="provisions",
                to="factbase.topic",
            ),
        ),
        migrations.CreateModel(
            name="PositionHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("stated", models.CharField(max_length=40)),
                ("stated_earliest", models.DateField()),
                ("stated_latest", models.DateField()),
                ("date_basis", models.CharField(max_length=10)),
                ("date_note", models.CharField(blank=True, max_length=300)),
                ("stance", models.CharField(max_length=20)),
                ("condition", models.CharField(blank=True, max_length=300)),
                ("condition_effect", models.CharField(blank=True, max_length=20)),
                ("summary", models.TextField()),
                ("speech_act", models.CharField(blank=True, max_length=30)),
                ("attribution", models.CharField(max_length=20)),
                ("statement", models.CharField(blank=True, db_index=True, max_length=100)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "about_meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "attributed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.proposal",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.topic",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_position_history",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["stated_latest", "stated_earliest", "slug"], name="factbase_po_stated__f17c67_idx"
                    ),
                    models.Index(
                        fields=["topic", "stated_latest", "stated_earliest", "slug"],
                        name="factbase_po_topic_i_f01a19_idx",
                    ),
                    models.Index(
                        fields=["holder", "stated_latest", "stated_earliest", "slug"],
                        name="factbase_po_holder__e111fe_idx",
                    ),
                    models.Index(
                        fields=["topic", "holder", "stated_latest", "stated_earliest", "slug"],
                        name="factbase_po_topic_i_6272bb_idx",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "slug",
                    factbase.models.slug.SlugField(
                        help_text="The public id, given once and never used for anything else.",
                        max_length=100,
                        unique=True,
                    ),
                ),
                (
                    "stated",
                    factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, held or done, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b is one day somewhere within it.",
                        max_length=40,
                    ),
                ),
                (
                    "stated_earliest",
                    models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 when its start is open.",
                    ),
                ),
                (
                    "stated_latest",
                    models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 when its end is open.",
                    ),
                ),
                (
                    "date_basis",
                    models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the source states the date, it is inferred from the text, or it is known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "date_note",
                    models.CharField(
                        blank=True,
                        help_text="The reasoning behind a date that the source does not state.",
                        max_length=300,
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        choices=[
                            ("supports", "Supports"),
                            ("conditional", "Conditional"),
                            ("undecided", "Undecided"),
                            ("opposes", "Opposes"),
                            ("no_stance", "No stance"),
                        ],
                        help_text="The side taken, measured against the topic's proposition.",
                        max_length=20,
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        blank=True, help_text="What a conditional stance depends on, in our own words.", max_length=300
                    ),
                ),
                (
                    "condition_effect",
                    models.CharField(
                        blank=True,
                        choices=[("supports_if", "Supports if"), ("gives_up_if", "Gives up if")],
                        help_text="What follows when the condition is met.",
                        max_length=20,
                    ),
                ),
                ("summary", models.TextField(help_text="The position, in our own words.")),
                (
                    "speech_act",
                    models.CharField(
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
                        help_text="What the holder does by saying it; empty where no act of the holder's own is reported.",
                        max_length=30,
                    ),
                ),
                (
                    "attribution",
                    models.CharField(
                        choices=[
                            ("self_declared", "Self-declared"),
                            ("relayed", "Relayed"),
                            ("attributed", "Attributed"),
                            ("narrated", "Narrated"),
                        ],
                        help_text="Whether it is the holder's own word, passed on, asserted of it by another, or told by the source.",
                        max_length=20,
                    ),
                ),
                (
                    "statement",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        help_text="A key shared by the positions of one utterance.",
                        max_length=100,
                    ),
                ),
                (
                    "about_meeting",
                    models.ForeignKey(
                        blank=True,
                        help_text="The meeting that it speaks of.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions_about",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "attributed_by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who passes the position on, or asserts that the holder has it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions_attributed",
                        to="factbase.actor",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        help_text="The party whose position it is: the state or alliance, when someone speaks in its office.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="factbase.actor",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        help_text="The occasion on which it was said.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who spoke for the holder: a person or a body; empty when the text does not say.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions_spoken",
                        to="factbase.actor",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        help_text="The version of a proposal that it speaks of.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="factbase.proposal",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        help_text="The topic it is on.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="factbase.topic",
                    ),
                ),
            ],
            options={
                "ordering": ("-stated_latest", "-stated_earliest", "-slug"),
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["stated_latest", "stated_earliest", "slug"], name="factbase_po_stated__a9fe53_idx"
                    ),
                    models.Index(
                        fields=["topic", "stated_latest", "stated_earliest", "slug"],
                        name="factbase_po_topic_i_14d1f0_idx",
                    ),
                    models.Index(
                        fields=["holder", "stated_latest", "stated_earliest", "slug"],
                        name="factbase_po_holder__4343e7_idx",
                    ),
                    models.Index(
                        fields=["topic", "holder", "stated_latest", "stated_earliest", "slug"],
                        name="factbase_po_topic_i_cb691e_idx",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="position_stated_is_edtf",
                        violation_error_message="The stated date does not have the shape of an EDTF date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated_earliest__lte", models.F("stated_latest"))),
                        name="position_stated_in_order",
                        violation_error_message="The stated date ends before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stance__in", ["supports", "conditional", "undecided", "opposes", "no_stance"])
                        ),
                        name="position_stance_is_known",
                        violation_error_message="“stance” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("condition_effect__in", ["supports_if", "gives_up_if", ""])),
                        name="position_condition_effect_is_known",
                        violation_error_message="“condition_effect” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="“speech_act” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attribution__in", ["self_declared", "relayed", "attributed", "narrated"])),
                        name="position_attribution_is_known",
                        violation_error_message="“attribution” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="position_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("slug__regex", "^[a-z0-9]+(-[a-z0-9]+)*$"),
                            models.Q(
                                (
                                    "slug__in",
                                    (
                                        "agreement",
                                        "by-actor",
                                        "codebook",
                                        "matrix",
                                        "reconcile",
                                        "resolve",
                                        "search",
                                        "timeline",
                                    ),
                                ),
                                _negated=True,
                            ),
                        ),
                        name="position_slug",
                        violation_error_message="A slug is lower-case words joined by hyphens, and no word of the API's routes.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="A conditional stance has a condition and its effect; no other stance does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("attribution", "self_declared"), ("speech_act", ""), _negated=True),
                        name="position_own_word_is_an_act",
                        violation_error_message="A holder's own word is a speech act: say which.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attributed_by__isnull", False), ("attribution__in", ["attributed", "relayed"])),
                            models.Q(
                                ("attributed_by__isnull", True), ("attribution__in", ["self_declared", "narrated"])
                            ),
                            _connector="OR",
                        ),
                        name="position_attributed_by_someone",
                        violation_error_message="An attributed or relayed position names who attributes it; no other does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("summary__gt", "")),
                        name="position_summary_is_not_empty",
                        violation_error_message="A position has a summary.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Meeting_topicsHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.topic",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_meeting_topics_history",
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="meeting",
            name="topics",
            field=models.ManyToManyField(
                blank=True, help_text="What it was about.", related_name="meetings", to="factbase.topic"
            ),
        ),
        migrations.CreateModel(
            name="ClaimHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("stated", models.CharField(max_length=40)),
                ("stated_earliest", models.DateField()),
                ("stated_latest", models.DateField()),
                ("date_basis", models.CharField(max_length=10)),
                ("date_note", models.CharField(blank=True, max_length=300)),
                ("kind", models.CharField(max_length=20)),
                ("summary", models.TextField()),
                ("about", models.CharField(blank=True, max_length=40)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.process",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.topic",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_claim_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["stated_latest", "slug"], name="factbase_cl_stated__aa6c5c_idx")],
            },
        ),
        migrations.AddField(
            model_name="claim",
            name="topic",
            field=models.ForeignKey(
                blank=True,
                help_text="The topic it bears on.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="claims",
                to="factbase.topic",
            ),
        ),
        migrations.CreateModel(
            name="TopicHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("slug", models.CharField(db_index=True, max_length=100)),
                ("name", models.CharField(max_length=200)),
                ("proposition", models.CharField(blank=True, max_length=300)),
                ("description", models.TextField(blank=True)),
                ("pax_code", models.CharField(blank=True, max_length=40)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "broader",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.topic",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.process",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_topic_history",
                "default_permissions": (),
                "indexes": [models.Index(fields=["process", "name"], name="factbase_to_process_80c73d_idx")],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "stated",
                    factbase.models.fields.edtf.EdtfField(
                        help_text="When it was said, held or done, as an EDTF date: 2025-12-03, 2008, ../2025-11-28. An interval a/b is one day somewhere within it.",
                        max_length=40,
                    ),
                ),
                (
                    "stated_earliest",
                    models.DateField(
                        editable=False,
                        help_text="The first day that the stated date allows; 0001-01-01 when its start is open.",
                    ),
                ),
                (
                    "stated_latest",
                    models.DateField(
                        editable=False,
                        help_text="The last day that the stated date allows; 9999-12-31 when its end is open.",
                    ),
                ),
                (
                    "date_basis",
                    models.CharField(
                        choices=[("stated", "Stated"), ("inferred", "Inferred"), ("external", "External")],
                        default="stated",
                        help_text="Whether the source states the date, it is inferred from the text, or it is known from outside.",
                        max_length=10,
                    ),
                ),
                (
                    "date_note",
                    models.CharField(
                        blank=True,
                        help_text="The reasoning behind a date that the source does not state.",
                        max_length=300,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("asserts", "Asserts"), ("disputes", "Disputes"), ("relays", "Relays")],
                        help_text="What the voice does with the claim.",
                        max_length=20,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="Whose voice it is.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="factbase.actor",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        help_text="The claim.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="factbase.claim",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        help_text="The occasion on which it was said.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="The source that says so in its own voice, when no actor does.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices",
                        to="factbase.source",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        blank=True,
                        help_text="Who spoke for the actor.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="voices_spoken",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["claim", "stated_latest", "id"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "stated__regex",
                                "^([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?/([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?|\\.\\.)|\\.\\./[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?[~?%]?)$",
                            )
                        ),
                        name="voice_stated_is_edtf",
                        violation_error_message="The stated date does not have the shape of an EDTF date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("stated_earliest__lte", models.F("stated_latest"))),
                        name="voice_stated_in_order",
                        violation_error_message="The stated date ends before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("role__in", ["asserts", "disputes", "relays"])),
                        name="voice_role_is_known",
                        violation_error_message="“role” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("date_basis__in", ["stated", "inferred", "external"])),
                        name="voice_date_basis_is_known",
                        violation_error_message="“date_basis” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
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
                        violation_error_message="A voice is an actor's or a source's own.",
                    ),
                    models.UniqueConstraint(
                        fields=("claim", "actor", "source", "role"),
                        name="voice_is_unique",
                        nulls_distinct=False,
                        violation_error_message="This voice is entered already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CitationHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("line", models.PositiveIntegerField()),
                ("sentence", models.PositiveIntegerField(blank=True, null=True)),
                ("quote", models.CharField(blank=True, max_length=300)),
                ("directness", models.CharField(max_length=20)),
                ("credibility", models.PositiveSmallIntegerField()),
                ("part", models.CharField(max_length=20)),
                ("reading", models.CharField(blank=True, max_length=300)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "actor_name",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actorname",
                    ),
                ),
                (
                    "affiliation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.affiliation",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.claim",
                    ),
                ),
                (
                    "discrepancy",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.discrepancy",
                    ),
                ),
                (
                    "identification",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.identification",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.outcome",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.participation",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.position",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.proposal",
                    ),
                ),
                (
                    "provision",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.provision",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.source",
                    ),
                ),
                (
                    "voice",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.voice",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_citation_history",
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=[
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
                        ],
                        name="factbase_ci_actor_i_97cfed_idx",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "line",
                    models.PositiveIntegerField(
                        help_text="The place in the source: the n-th line that is not empty, from 1.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "sentence",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="The n-th sentence of that line, from 1; empty for the whole line.",
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "quote",
                    models.CharField(
                        blank=True,
                        help_text="At most 12 words of the speaker's own, as a locator; empty for a paraphrase.",
                        max_length=300,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\s*(\\S+\\s+){0,11}\\S*\\s*$", "A quote has at most 12 words."
                            )
                        ],
                    ),
                ),
                (
                    "directness",
                    models.CharField(
                        choices=[
                            ("direct_quote", "Direct quote"),
                            ("partial_quote", "Partial quote"),
                            ("paraphrase", "Paraphrase"),
                        ],
                        help_text="How close the cited words are to the speaker's.",
                        max_length=20,
                    ),
                ),
                (
                    "credibility",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Confirmed by other sources"),
                            (2, "Probably true"),
                            (3, "Possibly true"),
                            (4, "Doubtful"),
                            (5, "Improbable"),
                            (6, "Truth cannot be judged"),
                        ],
                        default=6,
                        help_text="How credible the information is, from 1 to 6 (Admiralty system).",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(6),
                        ],
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("body", "Body"),
                            ("headline", "Headline"),
                            ("caption", "Caption"),
                            ("dateline", "Dateline"),
                        ],
                        default="body",
                        help_text="The part of the source in which it stands.",
                        max_length=20,
                    ),
                ),
                (
                    "reading",
                    models.CharField(
                        blank=True, help_text="For a discrepancy: what this source has, in a few words.", max_length=300
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        help_text="The actor that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.actor",
                    ),
                ),
                (
                    "actor_name",
                    models.ForeignKey(
                        blank=True,
                        help_text="The name that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.actorname",
                    ),
                ),
                (
                    "affiliation",
                    models.ForeignKey(
                        blank=True,
                        help_text="The affiliation that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.affiliation",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        help_text="The claim that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.claim",
                    ),
                ),
                (
                    "discrepancy",
                    models.ForeignKey(
                        blank=True,
                        help_text="The discrepancy that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.discrepancy",
                    ),
                ),
                (
                    "identification",
                    models.ForeignKey(
                        blank=True,
                        help_text="The identification that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.identification",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        help_text="The meeting that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "outcome",
                    models.ForeignKey(
                        blank=True,
                        help_text="The outcome that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.outcome",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        blank=True,
                        help_text="The participation that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.participation",
                    ),
                ),
                (
                    "position",
                    models.ForeignKey(
                        blank=True,
                        help_text="The position that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.position",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        blank=True,
                        help_text="The proposal that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.proposal",
                    ),
                ),
                (
                    "provision",
                    models.ForeignKey(
                        blank=True,
                        help_text="The provision that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.provision",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        help_text="The source.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations",
                        to="factbase.source",
                    ),
                ),
                (
                    "voice",
                    models.ForeignKey(
                        blank=True,
                        help_text="The voice that it supports, if it supports one.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="factbase.voice",
                    ),
                ),
            ],
            options={
                "ordering": ["source__stated_latest", "source__slug", "line", "sentence", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("directness__in", ["direct_quote", "partial_quote", "paraphrase"])),
                        name="citation_directness_is_known",
                        violation_error_message="“directness” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("part__in", ["body", "headline", "caption", "dateline"])),
                        name="citation_part_is_known",
                        violation_error_message="“part” has a value that the codebook does not know.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("actor"),
                                models.F("actor_name"),
                                models.F("affiliation"),
                                models.F("meeting"),
                                models.F("participation"),
                                models.F("outcome"),
                                models.F("position"),
                                models.F("proposal"),
                                models.F("provision"),
                                models.F("claim"),
                                models.F("voice"),
                                models.F("identification"),
                                models.F("discrepancy"),
                                function="num_nonnulls",
                                output_field=models.IntegerField(),
                            ),
                            1,
                        ),
                        name="citation_supports_one_fact",
                        violation_error_message="A citation supports exactly one fact.",
                    ),
                    models.UniqueConstraint(
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
                        violation_error_message="This place is cited for this fact already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quote__regex", "^\\s*(\\S+\\s+){0,11}\\S*\\s*$")),
                        name="citation_quote_has_at_most_12_words",
                        violation_error_message="A quote has at most 12 words.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("directness", "paraphrase"), ("quote", "")),
                            models.Q(models.Q(("directness", "paraphrase"), _negated=True), ("quote__gt", "")),
                            _connector="OR",
                        ),
                        name="citation_quote_unless_paraphrase",
                        violation_error_message="A direct or partial quote has its words; a paraphrase has none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("line__gte", 1),
                            models.Q(("sentence__isnull", True), ("sentence__gte", 1), _connector="OR"),
                        ),
                        name="citation_locator_counts_from_1",
                        violation_error_message="Lines and sentences are counted from 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("credibility__gte", 1), ("credibility__lte", 6)),
                        name="citation_credibility_is_1_to_6",
                        violation_error_message="Credibility is a number from 1 to 6.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoiceHistory",
            fields=[
                ("id", models.BigIntegerField()),
                ("stated", models.CharField(max_length=40)),
                ("stated_earliest", models.DateField()),
                ("stated_latest", models.DateField()),
                ("date_basis", models.CharField(max_length=10)),
                ("date_note", models.CharField(blank=True, max_length=300)),
                ("role", models.CharField(max_length=20)),
                ("rev_from", models.BigIntegerField()),
                ("rev_to", models.BigIntegerField()),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "id", "rev_from", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.claim",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.meeting",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.source",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="factbase.actor",
                    ),
                ),
            ],
            options={
                "db_table": "factbase_voice_history",
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["claim", "actor", "source", "role"], name="factbase_vo_claim_i_d94532_idx")
                ],
            },
        ),
        migrations.RunSQL(
            sql="INSERT INTO factbase_revisioncounter (id, number, time) VALUES (1, 0, clock_timestamp())",
            reverse_sql="",
        ),
    ]
