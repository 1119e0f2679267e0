# Reference: the times of a client's allowed requests; a rule looks at one of them only.
require "json"

TIMES = (0..10_000_000_000_000).freeze

# The time and the client, or nil if the line is invalid.
def read(line)
  request = JSON.parse(line)
  return unless request.is_a?(Hash)

  at, client = request.values_at("at", "client")
  [at, client] if at.is_a?(Integer) && TIMES.cover?(at) && client.is_a?(String) && !client.empty?
rescue JSON::ParserError
  nil
end

# How long until fewer than `count` of the allowed times are later than `now - span`.
def wait(allowed, count, span, now)
  allowed.size < count ? 0 : [0, allowed[-count] + span - now].max
end

$stdin.set_encoding("UTF-8")
rules = JSON.parse($stdin.gets)
now = 0
allowed_of = Hash.new { |times, client| times[client] = [] }
$stdin.each_line do |line|
  at, client = read(line)
  if at.nil?
    puts '{"error":"invalid"}'
    next
  end
  now = [now, at].max
  allowed = allowed_of[client]
  retry_ms = [
    wait(allowed, rules["limit"], rules["window_ms"], now),
    wait(allowed, rules["burst"], rules["burst_ms"], now)
  ].max
  if retry_ms.positive?
    puts JSON.generate({ allow: false, retry_ms: retry_ms })
  else
    allowed << now
    puts '{"allow":true}'
  end
end
