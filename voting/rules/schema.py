"""The JSON schema of a rule set, from the model. It is kept beside the shipped rule sets:

python -m voting.rules.schema > voting/rulesets/schema.json
"""

import json

from pydantic.json_schema import GenerateJsonSchema

from voting.rules.format import Rules


class EntriesSchema(GenerateJsonSchema):
    """Titles are the labels of entries alone."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def written() -> str:
    schema = Rules.model_json_schema(schema_generator=EntriesSchema)
    whole = {"$schema": EntriesSchema.schema_dialect, **schema}
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(written(), end="")
