"""Print the words of the PDF on standard input, a line for each page: a program of its own.

It reads what may be hostile under the limits of `uploads/limits.py`. `pdf_text.py` runs it.
"""

import re
import sys
from io import TextIOWrapper
from typing import BinaryIO, TextIO

import pypdfium2

from uploads import limits

MOST_CHARACTERS = 250_000  # of one text
INSIDE_A_WORD = re.compile("[\ufffe\x02\u00ad](?:\r?\n)?")  # a hyphen that only breaks the line


def print_words(file: BinaryIO, out: TextIO) -> None:
    left = MOST_CHARACTERS
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            try:
                text = page.get_textpage().get_text_range()
            finally:
                page.close()
            words = " ".join(INSIDE_A_WORD.sub("", text).split())[:left]
            print(words, file=out)
            left -= len(words)
            if not left:
                return


if __name__ == "__main__":
    limits.limit(memory=512 * limits.MEGABYTE, cpu_seconds=20)
    printed = TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace")
    print_words(sys.stdin.buffer, printed)
    printed.flush()
