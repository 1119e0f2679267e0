# A regular expression that backtracks for ever, in C.
import re

re.match(r"(a*)*b", "a" * 60)
