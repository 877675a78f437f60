from django.core.management.base import BaseCommand

from members.register.services.accounts import encrypt_second_steps_again


class Command(BaseCommand):
    help = "Encrypt the secrets of second steps with the newest of ENCRYPTION_KEYS. Runs twice."

    def handle(self, **options):
        encrypted, lost = encrypt_second_steps_again()
        self.stdout.write(f"{encrypted} secrets of second steps are encrypted with the newest key.")
        if lost:
            self.stderr.write(
                f"{lost} could not be opened with any key and stay as they are: name the former "
                "key as well, or remove these second steps in the admin."
            )
