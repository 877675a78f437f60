from exchange.admin.buddies import BuddyPairAdmin
from exchange.admin.catalogue import ServiceAdmin, ServiceOfferAdmin
from exchange.admin.posts import PostAdmin

__all__ = ["BuddyPairAdmin", "PostAdmin", "ServiceAdmin", "ServiceOfferAdmin"]
