"""RIS: a tag and a value a line, ended by an empty ER."""


def write(work):
    lines = [("TY", "RPRT")]
    lines += [("AU", author.name) for author in work.authors]
    lines += [
        ("TI", work.title),
        ("T2", f"{work.series}, {work.meeting}"),
        ("PB", work.publisher),
        ("PY", work.year),
        ("DA", "/".join(f"{part:02d}" for part in work.date_parts)),
        ("AB", work.abstract),
        ("LA", work.language),
        ("DO", work.doi),
        ("UR", work.address),
        ("L1", work.pdf_address),
        ("ET", f"Version {work.number}" if work.number else ""),
        ("N1", "Withdrawn" if work.is_withdrawn else ""),
        ("C1", work.licence),
    ]
    lines += [("KW", keyword) for keyword in work.keywords]
    told = [f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value]
    return "".join([*told, "ER  - \r\n"])
