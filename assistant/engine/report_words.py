"""What people call things that stand in no statement of a report → how reports call them; pure."""

PHRASES: tuple[tuple[str, str], ...] = (
    (
        r"(?:securities|notes|bonds|debentures|debt|instruments|shares|stock)\b[^.?]{0,60}"
        r"\b(?:registered|listed|traded?|trading)\b[^.?]{0,60}\bexchange",
        "securities registered pursuant to section 12(b); title of each class"
        "; name of each exchange on which registered",
    ),
    (
        r"(?:customers?|buyers?|clients?|distributors?|merchants?|patrons?)\b[^.?]{0,60}"
        r"\b(?:tenth|10(?= ?%)|10 percent|ten percent|concentrat\w+)"
        r"|(?:depend\w*|rel(?:y|ies)|reliance) (?:up)?on"
        r" (?:a |any |one )?(?:few|handful|single|one|major|large)",
        "customer accounted for more than 10% of revenue; significant customers; concentration",
    ),
    (r"order (?:book|backlog)|orders in hand", "backlog"),
    (r"(?:call(?:ed|ing)?|broke(?:n)?) off", "termination; terminated agreement"),
    (r"guid(?:ed|ance)|outlook", "outlook; guidance; expects"),
    (r"(?:credit|debt) ratings?|ratings? (?:actions?|agenc(?:y|ies))", "credit ratings"),
    (
        r"after (?:the )?(?:end|close) of (?:the )?(?:fiscal )?(?:year|quarter|period|fy ?\d+)",
        "subsequent events",
    ),
    (r"write[- ]?(?:down|off)s?|(?:wrote|written) (?:down|off)", "impairment charges"),
    (
        r"job cuts|jobs\b[^.?]{0,30}\b(?:cut|lost|eliminated|affected|went|go)"
        r"|(?:cut\w*|los[et]\w*)\b[^.?]{0,20}\bjobs"
        r"|lay-?offs|laid off|redundanc(?:y|ies)",
        "restructuring; severance; employees",
    ),
    (r"headcount|workforce|number of (?:employees|people|staff)", "employees; human capital"),
    (r"five[- ]year (?:table|summary|record)", "selected financial data"),
    (
        r"legal (?:battles?|disputes?|cases?|matters?|actions?)|lawsuits?|sued|suing",
        "legal proceedings; litigation; contingencies",
    ),
    (r"marketing (?:spend(?:ing)?|budget|costs?)|ad(?:vertising)? spend(?:ing)?", "advertising expense"),
)
"""What a question says, as a pattern, and the words of reports for it."""
