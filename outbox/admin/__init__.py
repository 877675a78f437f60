from outbox.admin.letters import MailAdmin

__all__ = ["MailAdmin"]
