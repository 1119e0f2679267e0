"""Accounts: classes, properties, exceptions with causes, a journal, undo; commands from input."""
import sys
from abc import ABC, abstractmethod
from contextlib import contextmanager
from enum import Enum, auto


class Kind(Enum):
    DEPOSIT = auto()
    WITHDRAW = auto()
    INTEREST = auto()


class BankError(Exception):
    pass


class Insufficient(BankError):
    def __init__(self, account, wanted):
        super().__init__(f"{account.owner} has {account.balance:.2f}, wanted {wanted:.2f}")
        self.missing = wanted - account.balance


class Account(ABC):
    total = 0

    def __init__(self, owner, balance):
        self.owner, self._balance, self.journal = owner, balance, []
        Account.total += 1

    @property
    def balance(self):
        return self._balance

    @property
    @abstractmethod
    def floor(self): ...

    def _book(self, kind, amount):
        if self._balance + amount < self.floor:
            raise Insufficient(self, -amount)
        self._balance += amount
        self.journal.append((kind, amount))

    def deposit(self, amount):
        if amount <= 0:
            raise BankError(f"cannot deposit {amount}")
        self._book(Kind.DEPOSIT, amount)

    def withdraw(self, amount):
        if amount <= 0:
            raise BankError(f"cannot withdraw {amount}")
        self._book(Kind.WITHDRAW, -amount)

    def interest(self):
        raise BankError(f"{type(self).__name__.lower()} accounts bear none")

    def __repr__(self):
        return f"{type(self).__name__}({self.owner!r}, {self.balance:.2f})"

    def __lt__(self, other):
        return (self.balance, self.owner) < (other.balance, other.owner)


class Savings(Account):
    floor = 0
    RATE = 0.0175

    def interest(self):
        self._book(Kind.INTEREST, round(self.balance * self.RATE, 2))


class Current(Account):
    @property
    def floor(self):
        return -200


class Bank:
    def __init__(self):
        self.accounts, self.failures = {}, {}

    def find(self, owner):
        try:
            return self.accounts[owner]
        except KeyError as error:
            raise BankError(f"no account of {owner}") from error

    @contextmanager
    def undoing(self, *accounts):
        kept = [(account, account._balance, len(account.journal)) for account in accounts]
        try:
            yield
        except BankError:
            for account, balance, length in kept:
                account._balance = balance
                del account.journal[length:]
            raise

    def command(self, words):
        match words:
            case ["open", owner, kind, amount]:
                if owner in self.accounts:
                    raise BankError(f"{owner} has an account")
                self.accounts[owner] = {"savings": Savings, "current": Current}[kind](owner, float(amount))
            case ["deposit" | "withdraw" as verb, owner, amount]:
                getattr(self.find(owner), verb)(float(amount))
            case ["transfer", source, target, amount]:
                giver = self.find(source)
                with self.undoing(giver):
                    giver.withdraw(float(amount))
                    self.find(target).deposit(float(amount))
            case ["interest", owner]:
                self.find(owner).interest()
            case _:
                raise BankError(f"what is {' '.join(words)}?")


def main():
    bank = Bank()
    for number, line in enumerate(sys.stdin, 1):
        words = line.split()
        try:
            bank.command(words)
        except BankError as error:
            cause = f" ({type(error.__cause__).__name__})" if error.__cause__ else ""
            missing = f" [missing {error.missing:.2f}]" if isinstance(error, Insufficient) else ""
            print(f"{number:>3} {line.strip():<28} {type(error).__name__}: {error}{cause}{missing}")
            bank.failures[words[0]] = bank.failures.get(words[0], 0) + 1
        else:
            print(f"{number:>3} {line.strip():<28} ok")
    print(sorted(bank.accounts.values()), Account.total)
    for account in bank.accounts.values():
        by_kind = {kind: sum(a for k, a in account.journal if k is kind) for kind in Kind}
        print(account.owner, ", ".join(f"{kind.name.lower()} {amount:.2f}" for kind, amount in by_kind.items()), account.floor)
    print(dict(sorted(bank.failures.items())), isinstance(bank.accounts["bob"], Savings), Savings.__mro__[1].__name__)
    try:
        Account("nobody", 0)
    except TypeError:
        print("an Account is abstract")


main()
