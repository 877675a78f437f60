"""What programs send as text, taken as a form takes it."""

from typing import Annotated

from pydantic import BeforeValidator

from common.typed_text import one_line


def cleaned(sent: object) -> object:
    return one_line(sent) if isinstance(sent, str) else sent


Line = Annotated[str, BeforeValidator(cleaned)]
