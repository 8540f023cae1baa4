"""Writes the articles that the report is tested with: every way in which text of the web could try to become a page.

usage: make_page.py FILE [PLAIN]      (JSON lines for `dealsift run`; PLAIN more articles without tricks, 60 unless told)

Names are invented.
"""

import json
import sys

HOSTILE = "<img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script></script><!-- ]]> <b>bold"

ROWS = [
    {
        "id": "hostile-1",
        "title": "Ostra Air orders 18 jets from Norvane </script><script>document.title='taken'</script>",
        "published": "2026-03-04",
        "url": "javascript:document.title='taken'",
        "source": "Wire & <i>Sons</i>",
        "text": "Ostra Air ordered 18 jets from Norvane Aerospace for $4.1 billion " + HOSTILE + ", the carrier said.\n\n"
        "&lt;script&gt; &amp; {{script}} \\u003c \u2028 \u0001 \U0001f6e9 stay what they are.",
    },
    {
        "id": "hostile-2",
        "title": "<svg onload=\"document.title='taken'\"> Velbahn buys trams",
        "published": "2026-04-05",
        "url": "data:text/html,<script>document.title='taken'</script>",
        "source": "Wire & <i>Sons</i>",
        "text": "Velbahn agreed to buy 22 trams from Tramontis Rail for 96 million euros.",
    },
    {
        "id": "=1+1",
        "title": "Skarholm leases jets",
        "published": "2026-05-06",
        "url": "https://news.example/1?a=1&b=<2>",
        "source": "Example Wire",
        "text": "Skarholm Air agreed to lease eight jets from Corvane Leasing. The deal is worth 250 million euros.",
    },
]

with open(sys.argv[1], "w", encoding="utf-8") as out:
    for row in ROWS:
        print(json.dumps(row), file=out)
    for n in range(int(sys.argv[2]) if len(sys.argv) > 2 else 60):
        row = {
            "id": f"plain-{n:02}",
            "title": f"Order number {n}",
            "published": f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}",
            "url": f"https://news.example/plain/{n}",
            "source": "Example Wire",
            "text": f"Meridia Airways ordered {n + 3} jets from Norvane Aerospace for ${n + 1}.5 million, it said.",
        }
        print(json.dumps(row), file=out)
