"""What a checker says against a PDF that shares no code with the typesetter: page-validation."""

import page

PDF_UA_1 = page.ValidationProfile.PDF_UA_1


def faults_in(content):
    """What does not hold of PDF/UA-1 (ISO 14289-1), as far as a program can tell."""
    report = page.validate_pdf_bytes(content, profile=PDF_UA_1)
    assert report.rules.total > 100, "the whole of the standard was to be checked"
    return [f"{fault.rule_id}: {fault.message}" for fault in report.failures]
