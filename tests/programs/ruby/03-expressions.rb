# Tokenizer, recursive descent and evaluation of arithmetic with variables and functions.
require 'strscan'

class ParseError < StandardError; end

Token = Struct.new(:kind, :text, :column)

def tokens(line)
  scanner = StringScanner.new(line)
  list = []
  until scanner.eos?
    scanner.skip(/\s+/)
    column = scanner.pos + 1
    if scanner.eos? then break
    elsif (text = scanner.scan(/\d+\.?\d*/)) then list << Token.new(:number, text, column)
    elsif (text = scanner.scan(/[a-z]+/)) then list << Token.new(:name, text, column)
    elsif (text = scanner.scan(%r{[-+*/%^(),=]})) then list << Token.new(text, text, column)
    else raise ParseError, "unexpected #{scanner.getch.inspect} in column #{column}"
    end
  end
  list << Token.new(:end, '', line.size + 1)
end

class Parser
  LEVELS = [%w[+ -], %w[* / %]].freeze

  def initialize(line)
    @tokens = tokens(line)
    @at = 0
  end

  def statement
    tree = if @tokens[0].kind == :name && @tokens[1].kind == '='
             name = take.text
             take
             [:set, name, level(0)]
           else
             level(0)
           end
    take(:end)
    tree
  end

  private

  def peek = @tokens[@at]

  def take(*kinds)
    token = peek
    raise ParseError, "wanted #{kinds.join(' or ')} in column #{token.column}" unless kinds.empty? || kinds.include?(token.kind)

    @at += 1
    token
  end

  def level(depth)
    return unary if depth == LEVELS.size

    left = level(depth + 1)
    left = [take.kind, left, level(depth + 1)] while LEVELS[depth].include?(peek.kind)
    left
  end

  def unary
    return power unless peek.kind == '-'

    take
    [:neg, unary]
  end

  def power
    base = atom
    return base unless peek.kind == '^'

    take
    ['^', base, unary]
  end

  def atom
    token = take(:number, :name, '(')
    case token.kind
    when :number then token.text.to_f
    when '('
      tree = level(0)
      take(')')
      tree
    else
      return [:get, token.text] unless peek.kind == '('

      take
      arguments = []
      until peek.kind == ')'
        arguments << level(0)
        take(',') unless peek.kind == ')'
      end
      take
      [:call, token.text, *arguments]
    end
  end
end

FUNCTIONS = {
  'sqrt' => ->(x) { Math.sqrt(x) }, 'abs' => ->(x) { x.abs },
  'max' => ->(first, *rest) { [first, *rest].max }, 'min' => ->(first, *rest) { [first, *rest].min }
}.freeze

def evaluate(tree, names)
  case tree
  in Float then tree
  in [:set, name, value] then names[name] = evaluate(value, names)
  in [:get, name] then names.fetch(name)
  in [:neg, value] then -evaluate(value, names)
  in [:call, name, *values] then FUNCTIONS.fetch(name).call(*values.map { |value| evaluate(value, names) })
  in ['^', left, right] then evaluate(left, names)**evaluate(right, names)
  in [operator, left, right] then evaluate(left, names).public_send(operator, evaluate(right, names))
  end
end

def show(tree)
  return format('%g', tree) if tree.is_a?(Float)

  head, *rest = tree
  "(#{head} #{rest.map { |part| part.is_a?(String) ? part : show(part) }.join(' ')})"
end

names = { 'pi' => Math::PI }
failures = 0
$stdin.each_line(chomp: true).with_index(1) do |line, number|
  tree = Parser.new(line).statement
  puts format('%2d %-28s %-44s = %.10g', number, line, show(tree), evaluate(tree, names))
rescue ParseError => e
  failures += 1
  puts format('%2d %-28s does not parse: %s', number, line, e.message)
rescue KeyError, ArgumentError, ZeroDivisionError => e
  failures += 1
  puts format('%2d %-28s %s', number, line, e.class)
end
puts "#{failures} failures; names #{names.keys.sort.join(' ')}"
