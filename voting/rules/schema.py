"""The JSON schema of a rule set, from the model. It is kept beside the shipped rule sets:

python -m voting.rules.schema > voting/rulesets/schema.json
"""

import json

from pydantic.json_schema import GenerateJsonSchema

from voting.rules.format import FORMATS, Rules


def written() -> str:
    schema = {"$schema": GenerateJsonSchema.schema_dialect, **Rules.model_json_schema()}
    for name, entry, part in Rules.entries():
        if not entry.is_in(len(FORMATS)):
            del schema["properties"][name]
            schema["required"].remove(name)
            if part:
                del schema["$defs"][part.__name__]
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(written(), end="")
