from django.db import migrations, models

import common.links

# Words in a history may give way to the mark of an erasure, and to nothing else; all other columns
# of the row stay as they are. See common/personal_data.py:mark.
ONLY_GROWS = """
CREATE OR REPLACE FUNCTION members_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    words text[] := CASE TG_TABLE_NAME
        WHEN 'members_applicationevent' THEN ARRAY['why']
        WHEN 'members_casenote' THEN ARRAY['text']
        ELSE ARRAY[]::text[]
    END;
    word text;
    is_erasure boolean := TG_OP = 'UPDATE' AND cardinality(words) > 0;
BEGIN
    IF is_erasure THEN
        is_erasure := to_jsonb(NEW) - words = to_jsonb(OLD) - words;
        FOREACH word IN ARRAY words LOOP
            is_erasure := is_erasure
                AND to_jsonb(NEW) ->> word ~ '^Erased on \\d{4}-\\d\\d-\\d\\d by (request|the schedule)\\.$';
        END LOOP;
    END IF;
    IF is_erasure THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""
AS_IT_WAS = """
CREATE OR REPLACE FUNCTION members_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END
$$
"""


def on_postgresql(statement):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0027_own_addresses_and_endings"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="details_erased_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="details erased"),
        ),
        migrations.AddField(
            model_name="user",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="erased"),
        ),
        migrations.CreateModel(
            name="NetworkFacts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "operator",
                    models.CharField(
                        blank=True,
                        help_text="The body that answers for the Network and this site, by its full name.",
                        max_length=200,
                        verbose_name="who runs the Network",
                    ),
                ),
                (
                    "postal_address",
                    models.TextField(blank=True, max_length=500, verbose_name="postal address"),
                ),
                (
                    "press_contact",
                    models.EmailField(
                        blank=True,
                        help_text="A role mailbox, not a person's own address.",
                        max_length=254,
                        verbose_name="press contact",
                    ),
                ),
                (
                    "controller",
                    models.TextField(
                        blank=True,
                        help_text="Name and address of the body that decides on the data: Art. 4(7) GDPR.",
                        max_length=500,
                        verbose_name="controller of personal data",
                    ),
                ),
                (
                    "data_protection_officer",
                    models.EmailField(
                        blank=True,
                        help_text="A role mailbox.",
                        max_length=254,
                        verbose_name="data protection officer",
                    ),
                ),
                (
                    "supervisory_authority",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="supervisory authority for data protection",
                    ),
                ),
                (
                    "supervisory_link",
                    common.links.LinkField(blank=True, max_length=2000, verbose_name="its website"),
                ),
                (
                    "enforcement_body",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="enforcement body for accessibility",
                    ),
                ),
                (
                    "enforcement_link",
                    common.links.LinkField(
                        blank=True, max_length=2000, verbose_name="its enforcement procedure"
                    ),
                ),
                (
                    "content_licence",
                    models.CharField(
                        blank=True,
                        help_text="For example CC BY 4.0. Empty: the Network has not decided.",
                        max_length=120,
                        verbose_name="licence of the content",
                    ),
                ),
                (
                    "content_licence_link",
                    common.links.LinkField(
                        blank=True, max_length=2000, verbose_name="text of the licence"
                    ),
                ),
            ],
            options={
                "verbose_name": "facts about the Network",
                "verbose_name_plural": "facts about the Network",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)), name="one_row_of_network_facts"
                    )
                ],
            },
        ),
        migrations.RunPython(on_postgresql(ONLY_GROWS), on_postgresql(AS_IT_WAS)),
    ]
