from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeExchangeConfig(AppConfig):
    name = "knowledge_exchange"
    verbose_name = _("Knowledge Exchange")
