# What Ruby, ERB and YAML read in the snippets of the file that is named: host, user, database, path.
require "erb"
require "json"
require "yaml"

# In place of the real one, which the snippet requires.
module PG
  def self.connect(**options) = options
end
$LOADED_FEATURES << "pg.rb"

def require(name) = name == "pg" ? true : super

read = JSON.parse(File.read(ARGV.fetch(0), encoding: "UTF-8")).map do |client, snippet|
  if client == "rails"
    values = YAML.safe_load(ERB.new(snippet).result).fetch("production")
    raise values.inspect unless values["port"] == 6543
    values.values_at("host", "username", "database", "sslrootcert")
  else
    values = eval(snippet)
    raise values.inspect unless values[:port] == 6543
    values.values_at(:host, :user, :dbname, :sslrootcert)
  end
end
puts JSON.generate(read)
