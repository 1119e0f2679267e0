// Accounts: classes, private fields, error causes, a journal, undo, events; commands from input.
import { readFileSync } from 'node:fs';
import { EventEmitter } from 'node:events';
import assert from 'node:assert';

class BankError extends Error {
  get name() {
    return this.constructor.name;
  }
}

class Insufficient extends BankError {
  constructor(account, wanted) {
    super(`${account.owner} has ${account.balance.toFixed(2)}, wanted ${wanted.toFixed(2)}`);
    this.missing = wanted - account.balance;
  }
}

class Account extends EventEmitter {
  static count = 0;

  #cents;

  #journal = [];

  constructor(owner, balance) {
    super();
    assert(new.target !== Account, 'an Account is abstract');
    this.owner = owner;
    this.#cents = Math.round(balance * 100);
    Account.count += 1;
  }

  get balance() {
    return this.#cents / 100;
  }

  get floor() {
    return 0;
  }

  book(kind, amount) {
    if (this.balance + amount < this.floor) throw new Insufficient(this, -amount);
    this.#cents += Math.round(amount * 100);
    this.#journal.push({ kind, amount });
    this.emit('booked', kind, amount);
  }

  deposit(amount) {
    if (!(amount > 0)) throw new BankError(`cannot deposit ${amount}`);
    this.book('deposit', amount);
  }

  withdraw(amount) {
    if (!(amount > 0)) throw new BankError(`cannot withdraw ${amount}`);
    this.book('withdraw', -amount);
  }

  interest() {
    throw new BankError(`${this.constructor.name.toLowerCase()} accounts bear none`);
  }

  undoing(work) {
    const kept = [this.#cents, this.#journal.length];
    try {
      work();
    } catch (error) {
      [this.#cents, this.#journal.length] = kept;
      throw error;
    }
  }

  summary() {
    return this.#journal.reduce((sums, { kind, amount }) => ({ ...sums, [kind]: (sums[kind] ?? 0) + amount }), {});
  }

  toString() {
    return `${this.constructor.name}(${this.owner}, ${this.balance.toFixed(2)})`;
  }
}

class Savings extends Account {
  interest() {
    this.book('interest', Math.round(this.balance * 1.75) / 100);
  }
}

class Current extends Account {
  get floor() {
    return -200;
  }
}

const accounts = new Map();
const failures = {};
let bookings = 0;

function find(owner) {
  const account = accounts.get(owner);
  if (!account) throw new BankError(`no account of ${owner}`, { cause: new RangeError(owner) });
  return account;
}

const commands = {
  open(owner, kind, amount) {
    if (accounts.has(owner)) throw new BankError(`${owner} has an account`);
    const account = new { savings: Savings, current: Current }[kind](owner, +amount);
    account.on('booked', () => {
      bookings += 1;
    });
    accounts.set(owner, account);
  },
  deposit: (owner, amount) => find(owner).deposit(+amount),
  withdraw: (owner, amount) => find(owner).withdraw(+amount),
  transfer(source, target, amount) {
    const giver = find(source);
    giver.undoing(() => {
      giver.withdraw(+amount);
      find(target).deposit(+amount);
    });
  },
  interest: (owner) => find(owner).interest(),
};

for (const [at, line] of readFileSync(0, 'utf8').trim().split('\n').entries()) {
  const [verb, ...words] = line.split(' ');
  const front = `${String(at + 1).padStart(3)} ${line.padEnd(28)}`;
  try {
    commands[verb](...words);
    console.log(front, 'ok');
  } catch (error) {
    failures[verb] = (failures[verb] ?? 0) + 1;
    console.log(front, `${error.name}:`, error.message, error.cause?.name ?? '-', error.missing ?? '-');
  }
}
console.log([...accounts.values()].sort((a, b) => a.balance - b.balance).map(String), Account.count, bookings);
for (const account of accounts.values()) console.log(account.owner, account.summary(), account.floor);
console.log(failures, accounts.get('bob') instanceof Savings, Object.getPrototypeOf(Savings).name, String(Object.keys(accounts.get('bob')).includes('owner')));
try {
  new Account('nobody', 0);
} catch (error) {
  console.log(error.code, error.message);
} finally {
  console.log('closed');
}
