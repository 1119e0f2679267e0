"""Tokenizer, recursive descent and evaluation of arithmetic with variables and functions."""
import math
import re
import sys
from dataclasses import dataclass

TOKEN = re.compile(r"\s*(?:(\d+\.?\d*)|([a-z]+)|(.))")
FUNCTIONS = {"sqrt": math.sqrt, "abs": abs, "max": max, "min": min}


class ParseError(Exception):
    pass


@dataclass
class Token:
    kind: str
    text: str
    column: int


def tokens(line):
    for match in TOKEN.finditer(line.rstrip()):
        number, name, other = match.groups()
        column = match.start(match.lastindex) + 1
        if number:
            yield Token("number", number, column)
        elif name:
            yield Token("name", name, column)
        elif other in "+-*/%^(),=":
            yield Token(other, other, column)
        else:
            raise ParseError(f"unexpected {other!r} in column {column}")
    yield Token("end", "", len(line) + 1)


class Parser:
    LEVELS = ("+-", "*/%")

    def __init__(self, line):
        self.all = list(tokens(line))
        self.at = 0

    def peek(self):
        return self.all[self.at]

    def take(self, *kinds):
        token = self.peek()
        if kinds and token.kind not in kinds:
            raise ParseError(f"wanted {' or '.join(kinds)} in column {token.column}")
        self.at += 1
        return token

    def statement(self):
        if len(self.all) > 2 and self.all[0].kind == "name" and self.all[1].kind == "=":
            name = self.take().text
            self.take()
            tree = ("set", name, self.level(0))
        else:
            tree = self.level(0)
        self.take("end")
        return tree

    def level(self, depth):
        if depth == len(self.LEVELS):
            return self.unary()
        left = self.level(depth + 1)
        while self.peek().kind in tuple(self.LEVELS[depth]):
            operator = self.take().kind
            left = (operator, left, self.level(depth + 1))
        return left

    def unary(self):
        if self.peek().kind == "-":
            self.take()
            return ("neg", self.unary())
        return self.power()

    def power(self):
        base = self.atom()
        if self.peek().kind == "^":
            self.take()
            return ("^", base, self.unary())
        return base

    def atom(self):
        token = self.take("number", "name", "(")
        if token.kind == "number":
            return float(token.text)
        if token.kind == "(":
            tree = self.level(0)
            self.take(")")
            return tree
        if self.peek().kind != "(":
            return ("get", token.text)
        self.take()
        arguments = []
        while self.peek().kind != ")":
            arguments.append(self.level(0))
            if self.peek().kind != ")":
                self.take(",")
        self.take()
        return ("call", token.text, *arguments)


def evaluate(tree, names):
    match tree:
        case float():
            return tree
        case ("set", name, value):
            names[name] = evaluate(value, names)
            return names[name]
        case ("get", name):
            return names[name]
        case ("neg", value):
            return -evaluate(value, names)
        case ("call", name, *values):
            return float(FUNCTIONS[name](*(evaluate(value, names) for value in values)))
        case (operator, left, right):
            a, b = evaluate(left, names), evaluate(right, names)
            return {"+": a.__add__, "-": a.__sub__, "*": a.__mul__, "/": a.__truediv__, "%": a.__mod__, "^": a.__pow__}[operator](b)


def show(tree):
    if isinstance(tree, float):
        return f"{tree:g}"
    head, *rest = tree
    return f"({head} {' '.join(part if isinstance(part, str) else show(part) for part in rest)})"


def main():
    names = {"pi": math.pi}
    failures = 0
    for number, line in enumerate(sys.stdin.read().splitlines(), 1):
        try:
            tree = Parser(line).statement()
            print(f"{number:>2} {line:<28} {show(tree):<44} = {evaluate(tree, names):.10g}")
        except ParseError as error:
            failures += 1
            print(f"{number:>2} {line:<28} does not parse: {error}")
        except (ArithmeticError, KeyError, TypeError, ValueError) as error:
            failures += 1
            print(f"{number:>2} {line:<28} {type(error).__name__}: {error}")
    print(f"{failures} failures; names {sorted(names)}")


main()
