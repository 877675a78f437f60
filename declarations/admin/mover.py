"""Whoever may move a declaration takes all steps around it."""

from declarations.permissions import can_move


class MoverMixin:
    def may_step(self, request):
        return can_move(request.user)

    def may_see_list(self, request):
        return self.has_view_permission(request)
