# Climbs out of the folder.
%w[../etc/passwd ../../../../../../etc/passwd /box/./../../etc/passwd a/../../b].each do |path|
  [-> { File.read(path) }, -> { Dir.children(path) }, -> { File.stat(path) }].each do |call|
    puts "ESCAPED #{call.call}"
  rescue SystemCallError => e
    puts "#{path} #{e.class}"
  end
end
puts Dir.pwd, File.exist?('../../etc')
