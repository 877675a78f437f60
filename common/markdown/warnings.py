"""What a text's author is told: each sentence once, in the order of the text."""


def warn(env, sentence):
    env.setdefault("told", {})[str(sentence)] = None


def warnings(env):
    return list(env.get("told", ()))


def walk(tokens):
    """Every token, also those inside paragraphs and captions."""
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        yield token
        waiting += reversed(token.children or [])
