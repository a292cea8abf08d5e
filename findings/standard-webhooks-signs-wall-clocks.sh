#!/usr/bin/env bash
# Does the library of Standard Webhooks for Python sign a moment alike, whatever zone its datetime is in?
#
# Version   standardwebhooks 1.1.0 for Python; Python 3.10 or newer
# Expected  sign() takes an aware datetime; two that are equal, one in UTC and one in another zone, give one signature,
#           and verify() takes it with that moment's seconds since 1970 as webhook-timestamp
# Happens   the datetime's zone is replaced by UTC, not converted: what is signed is the wall clock of that zone, read as
#           UTC. A sender whose datetimes are aware and local, and who sends int(moment.timestamp()) as the header, sends
#           signatures that the same library refuses as "No matching signature found"; in tests that run in UTC all is
#           well. A sender has to convert to UTC, or to sign the seconds that it sends.
# Seen      equal moments: True, equal seconds: True, equal signatures: False
#           UTC: taken
#           +05:30: refused (No matching signature found)
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check standardwebhooks==1.1.0

cat > "$work/sign.py" <<'PYTHON'
from datetime import datetime, timedelta, timezone

from standardwebhooks import Webhook, WebhookVerificationError

# The specification's example of a secret.
webhook = Webhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
body = "{}"
utc = datetime.now(timezone.utc).replace(microsecond=0)
local = utc.astimezone(timezone(timedelta(hours=5, minutes=30)))
signatures = [webhook.sign("msg_1", moment, body) for moment in (utc, local)]
print(
    f"equal moments: {utc == local}, equal seconds: {utc.timestamp() == local.timestamp()},"
    f" equal signatures: {signatures[0] == signatures[1]}"
)
for zone, moment, signature in zip(("UTC", "+05:30"), (utc, local), signatures):
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": signature,
    }
    try:
        webhook.verify(body, headers)
        print(f"{zone}: taken")
    except WebhookVerificationError as fault:
        print(f"{zone}: refused ({fault})")
PYTHON

seen=$("$work/venv/bin/python" "$work/sign.py")
printf '%s\n' "$seen"
expected='equal moments: True, equal seconds: True, equal signatures: False
UTC: taken
+05:30: refused (No matching signature found)'
if [[ $seen != "$expected" ]]; then
  printf 'this has changed (expected:\n%s\n)\n' "$expected" >&2
  exit 1
fi
