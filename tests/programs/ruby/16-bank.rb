# Accounts: classes, modules, exceptions with causes, a journal, undo; commands from input.

class BankError < StandardError; end

class Insufficient < BankError
  attr_reader :missing

  def initialize(account, wanted)
    super(format('%s has %.2f, wanted %.2f', account.owner, account.balance / 100.0, wanted / 100.0))
    @missing = wanted - account.balance
  end
end

module Journal
  Entry = Struct.new(:kind, :cents, keyword_init: true)

  def journal = @journal ||= []

  def note(kind, cents) = journal << Entry.new(kind:, cents:)

  def sum_of(kind) = journal.select { |entry| entry.kind == kind }.sum(&:cents)
end

class Account
  include Comparable
  include Journal
  attr_reader :owner, :balance

  @@count = 0

  def self.count = @@count

  def self.inherited(subclass)
    super
    (@kinds ||= []) << subclass
  end

  def self.kinds = @kinds

  def initialize(owner, cents)
    raise NotImplementedError, 'an Account is abstract' if instance_of?(Account)

    @owner, @balance = owner, cents
    @@count += 1
  end

  def floor = 0

  def deposit(cents) = positive(:deposit, cents) { book(:deposit, cents) }

  def withdraw(cents) = positive(:withdraw, cents) { book(:withdraw, -cents) }

  def interest = raise(BankError, "#{self.class.name.downcase} accounts bear none")

  def <=>(other) = [balance, owner] <=> [other.balance, other.owner]

  def to_s = format('%s(%s, %.2f)', self.class, owner, balance / 100.0)

  def undoing
    kept = [@balance, journal.size]
    yield
  rescue BankError
    @balance, size = kept
    journal.slice!(size..)
    raise
  end

  private

  def positive(verb, cents)
    raise BankError, "cannot #{verb} #{cents / 100.0}" unless cents.positive?

    yield
  end

  def book(kind, cents)
    raise Insufficient.new(self, -cents) if balance + cents < floor

    @balance += cents
    note(kind, cents)
  end
end

class Savings < Account
  RATE = 175

  def interest = book(:interest, (balance * RATE + 5000) / 10_000)
end

class Current < Account
  def floor = -20_000
end

class Bank
  attr_reader :accounts, :failures

  def initialize
    @accounts = {}
    @failures = Hash.new(0)
  end

  def find(owner)
    accounts.fetch(owner)
  rescue KeyError
    raise BankError, "no account of #{owner}"
  end

  def command(line)
    case line.split
    in ['open', owner, 'savings' | 'current' => kind, amount]
      raise BankError, "#{owner} has an account" if accounts.key?(owner)

      accounts[owner] = Object.const_get(kind.capitalize).new(owner, amount.to_i * 100)
    in ['deposit' | 'withdraw' => verb, owner, amount] then find(owner).public_send(verb, amount.to_i * 100)
    in ['transfer', source, target, amount]
      giver = find(source)
      giver.undoing do
        giver.withdraw(amount.to_i * 100)
        find(target).deposit(amount.to_i * 100)
      end
    in ['interest', owner] then find(owner).interest
    end
  end
end

bank = Bank.new
$stdin.each_line(chomp: true).with_index(1) do |line, number|
  bank.command(line)
  puts format('%3d %-28s ok', number, line)
rescue BankError => e
  bank.failures[line[/\w+/]] += 1
  cause = " (#{e.cause.class})" if e.cause
  missing = format(' [missing %.2f]', e.missing / 100.0) if e.is_a?(Insufficient)
  puts format('%3d %-28s %s: %s%s%s', number, line, e.class, e.message, cause, missing)
end
puts bank.accounts.values.sort.map(&:to_s).inspect, Account.count, Account.kinds.inspect
bank.accounts.each_value do |account|
  puts "#{account.owner} #{%i[deposit withdraw interest].map { |kind| format('%s %.2f', kind, account.sum_of(kind) / 100.0) }.join(', ')} #{account.floor}"
end
puts bank.failures.sort.map { |pair| pair.join('=') }.join(' '), bank.find('bob').is_a?(Savings), Savings.ancestors.take(3).inspect
begin
  Account.new('nobody', 0)
rescue NotImplementedError => e
  puts e.message
ensure
  puts 'closed', bank.accounts.values.max.between?(bank.accounts.values.min, bank.find('alice')), bank.frozen?
end
