from common.admin.acts import ConfirmedActs
from common.refusals import Refused
from knowledge_exchange.permissions import can_publish


class Acts(ConfirmedActs):
    refusal = Refused

    def may_act(self, request):
        return can_publish(request.user)
