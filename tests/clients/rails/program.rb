# pg for Ruby with what Rails reads from the file that is named. Rails itself is not at hand.
require "erb"
require "pg"
require "yaml"

# As ActiveSupport::ConfigurationFile reads it and ActiveRecord's adapter names the parameters.
settings = YAML.safe_load(ERB.new(File.read(ARGV.fetch(0), encoding: "UTF-8")).result).fetch("production")
raise "not for PostgreSQL" unless settings.delete("adapter") == "postgresql"
settings["user"] = settings.delete("username")
settings["dbname"] = settings.delete("database")
puts PG.connect(settings.transform_keys(&:to_sym)).exec(ENV.fetch("QUERY")).getvalue(0, 0)
