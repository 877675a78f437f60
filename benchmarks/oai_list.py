"""Ten thousand records harvested over OAI-PMH, a hundred a page; no page takes longer."""

from statistics import median
from time import perf_counter
from urllib.parse import quote

from django.test import Client
from lxml import etree

from benchmarks.figures import Figure, at_most
from benchmarks.paper_pages import fill

NAME = "OAI-PMH: ListRecords"
SIZE = 10_000
TENTH = 10  # pages at the beginning and at the end that are compared
SLOWDOWN = 1.3
GO_ON = ".//{http://www.openarchives.org/OAI/2.0/}resumptionToken"
RECORD = ".//{http://www.openarchives.org/OAI/2.0/}record"


def main():
    fill(SIZE)
    client = Client()
    per_record, told = [], 0
    query = "verb=ListRecords&metadataPrefix=oai_dc"
    while query:
        began = perf_counter()
        answer = etree.fromstring(client.get(f"/oai/?{query}").content)
        records = len(answer.findall(RECORD))
        per_record.append((perf_counter() - began) * 1000 / records)
        told += records
        token = answer.findtext(GO_ON)
        query = f"verb=ListRecords&resumptionToken={quote(token)}" if token else ""
    first, last = median(per_record[1 : TENTH + 1]), median(per_record[-TENTH:])
    yield Figure("records", f"{told:,}", f"{SIZE:,}", told == SIZE)
    yield Figure("a record, on the first pages", f"{first:.2f} ms")
    yield Figure("a record, on the last pages", f"{last:.2f} ms")
    yield at_most("last against first", round(last / first, 2), SLOWDOWN)
