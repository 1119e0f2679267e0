# Reference: a hash of balances, and one of keys with their request and first answer.
require "json"

ACCOUNTS_OF = { "deposit" => ["to"], "withdraw" => ["from"], "transfer" => %w[from to] }.freeze
AMOUNTS = (1..1_000_000_000).freeze

def name?(value)
  value.is_a?(String) && !value.empty?
end

# The key and what makes the request the same request, or nil if it is invalid.
def read(line)
  request = JSON.parse(line)
  return unless request.is_a?(Hash) && name?(request["key"])

  op, amount = request.values_at("op", "amount")
  fields = op.is_a?(String) ? ACCOUNTS_OF[op] : nil
  return unless fields && amount.is_a?(Integer) && AMOUNTS.cover?(amount)

  accounts = request.values_at(*fields)
  return unless accounts.all? { |account| name?(account) } && accounts.uniq == accounts

  [request["key"], [op, amount, *accounts]]
rescue JSON::ParserError
  nil
end

def apply((op, amount, first, second), balances)
  if op == "deposit"
    balances[first] += amount
    return { status: "ok", balance: balances[first] }
  end
  held = balances[first]
  return { status: "declined", balance: held } if held < amount

  balances[first] = held - amount
  balances[second] += amount if second
  { status: "ok", balance: balances[first] }
end

balances = Hash.new(0)
remembered = {}
$stdin.set_encoding("UTF-8")
$stdin.each_line do |line|
  key, request = read(line)
  if key.nil?
    puts '{"status":"invalid"}'
    next
  end
  remembered[key] ||= [request, apply(request, balances)]
  owner, answer = remembered[key]
  puts JSON.generate(owner == request ? answer : { status: "conflict" })
end
