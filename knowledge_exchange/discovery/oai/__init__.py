"""OAI-PMH 2.0: how libraries and catalogues harvest the papers.

The protocol is at https://www.openarchives.org/OAI/openarchivesprotocol.html.
"""
