"""Building text: justified columns, tables, banners, Roman numerals, ciphers, templates."""
import string
import textwrap

PROSE = (
    "A careful clerk copies each line twice, once for the ledger and once for the drawer, so that "
    "fire may take one and water the other, yet never both. The clerk's apprentice, who is young, "
    "copies each line once and sleeps well."
)


def justify(text, width):
    lines, line = [], []
    for word in text.split():
        if sum(map(len, line)) + len(line) + len(word) > width:
            gaps, spaces = max(1, len(line) - 1), width - sum(map(len, line))
            lines.append("".join(w + " " * (spaces // gaps + (i < spaces % gaps)) for i, w in enumerate(line)).rstrip())
            line = []
        line.append(word)
    return [*lines, " ".join(line)]


def roman(number):
    out = []
    for value, sign in zip((1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1), "M CM D CD C XC L XL X IX V IV I".split()):
        count, number = divmod(number, value)
        out.append(sign * count)
    return "".join(out)


def words(number):
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    tens = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
    if number < 20:
        return ones[number]
    if number < 100:
        return tens[number // 10] + ("-" + ones[number % 10] if number % 10 else "")
    if number < 1000:
        return ones[number // 100] + " hundred" + (" and " + words(number % 100) if number % 100 else "")
    return words(number // 1000) + " thousand" + (" " + words(number % 1000) if number % 1000 else "")


def caesar(text, shift):
    table = {}
    for alphabet in (string.ascii_lowercase, string.ascii_uppercase):
        table |= str.maketrans(alphabet, alphabet[shift:] + alphabet[:shift])
    return text.translate(table)


def box(lines):
    width = max(map(len, lines))
    yield "╔" + "═" * (width + 2) + "╗"
    for line in lines:
        yield f"║ {line:^{width}} ║"
    yield "╚" + "═" * (width + 2) + "╝"


def main():
    print("\n".join(f"|{line:<44}|" for line in justify(PROSE, 44)))
    print(textwrap.fill(PROSE, 50, initial_indent="  * ", subsequent_indent="    "))
    print("\n".join(box(["Ledger", "of the year", roman(2024)])))
    print(", ".join(f"{n}={roman(n)}" for n in (1, 4, 9, 14, 40, 90, 400, 1994, 3999)))
    for number in (0, 13, 21, 100, 342, 1001, 12_345, 999_999):
        print(f"{number:>9,} {words(number)}")
    secret = caesar(PROSE[:40], 13)
    print(secret, "->", caesar(secret, 13))
    print(f"{3.14159:.3f} {42:08b} {255:#x} {1e10:.3e} {0.256:.1%} {-5:+d} {'mid':*^11} {12345.678:,.2f}")
    print("%s|%5d|%-6s|%05.1f|%x|%c|%%" % ("old", 42, "left", 3.14159, 255, "c"))
    print(string.Template("$who owes ${amount}€").substitute(who="Ada", amount=12))
    text = "Straße und Übermut"
    print(text.upper(), text.lower(), text.swapcase(), text.title(), text.casefold(), len(text.encode()))
    print(text.center(30, "~"), text.partition(" und "), text.find("Ü"), text.replace("ß", "ss").split("e", 1))
    print("\t".join("tabbed".expandtabs()), repr("quo'te\"s\n\x00é\u200b"), ascii("é😀"), "ab" * 3)
    print(" ".join(format(ord(c), "04x") for c in "aé€😀"), "a-b_c d".title(), "x,y,,z".split(","), "1 2  3".split())


main()
