from exchange.models.buddies import BuddyNote, BuddyPair
from exchange.models.catalogue import Service, ServiceOffer
from exchange.models.posts import Answer, Post

__all__ = ["Answer", "BuddyNote", "BuddyPair", "Post", "Service", "ServiceOffer"]
