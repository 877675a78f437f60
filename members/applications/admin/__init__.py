from members.applications.admin.applications import ApplicationAdmin
from members.applications.admin.process_rules import ProcessRulesAdmin
from members.applications.admin.questions import QuestionTemplateAdmin

__all__ = [
    "ApplicationAdmin",
    "ProcessRulesAdmin",
    "QuestionTemplateAdmin",
]
