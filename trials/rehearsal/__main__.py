"""Begin a production from nothing and see a consultation through; exit with 1 where it fails.

    python -m trials.rehearsal

An empty PostgreSQL database with its two roles, an empty Redis, a mail server with STARTTLS, the proxy of the
composition with TLS, and the four processes of the portal: as docs/operations.md says, command by command.
Then people, by pages and mails alone: the first signatory, an officer, a delegate; numbering, a plan in three
languages, review, note, response, deadline; at last a backup, and its restored copy. DATABASE_URL names a
server that lets its role make databases and roles (default: postgres://postgres@127.0.0.1:5432/postgres).
Needs psql, redis-server and caddy.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from trials.rehearsal import restored, story
from trials.rehearsal.house import Failed, House, house, serve

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"


def rehearse(made: House) -> None:
    began = time.monotonic()

    def done(what: str) -> None:
        print(f"{time.monotonic() - began:5.0f} s  {what}", flush=True)

    made.script("scripts/static")
    made.manage("migrate", "--no-input", as_owner=True)
    done("tables made by their owner")
    made.manage("make_seal", "CICA Secretariat")
    made.manage("load_members")
    made.manage("check", "--deploy", "--fail-level", "WARNING")
    done("seal, States and measures; the deployment check is clean")
    serve(made)
    done("the portal answers behind its proxy")
    signatory = story.open_account(made, "Signatory", made.manage("create_signatory", story.SIGNATORY))
    story.set_numbering(signatory)
    done("first signatory, numbering of notes")
    story.invite(signatory, story.OFFICER, "officer")
    story.invite(signatory, story.CONTACT, "contact_point", "Kazakhstan")
    officer = story.open_account(made, "Officer", made.mail_to(story.OFFICER, "/invitation/"))
    contact = story.open_account(made, "Contact", made.mail_to(story.CONTACT, "/invitation/"))
    done("an officer and a delegate, by mail")
    story.draft_plan(officer)
    story.review(signatory)
    done("a plan in three languages, reviewed by a second person")
    story.circulate(signatory, story.prepare_note(officer))
    done(f"note {story.NUMBER} issued")
    story.respond(made, contact)
    done("response submitted and received")
    story.see_it_closed(made)
    made.manage("verify_audit")
    ledger = made.manage("ledger", story.NUMBER)
    if "KZ" not in ledger:
        raise Failed(f"The ledger does not name the State that answered:\n{ledger}")
    done("closed at its deadline; record of acts and ledger are sound")
    restored.restore(made)
    done("backed up and restored; the copy is whole and silent")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m trials.rehearsal",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.parse_args()
    server = os.environ.get("DATABASE_URL") or SERVER
    with (
        tempfile.TemporaryDirectory(prefix="portal-rehearsal-") as folder,
        house(Path(folder), server) as made,
    ):
        try:
            rehearse(made)
        except Failed as error:
            print(f"{error}\n{made.logs()}", file=sys.stderr)
            return 1
    print("A production begins from nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
