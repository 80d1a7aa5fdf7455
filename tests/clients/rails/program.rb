# ActiveRecord with the database.yml that is named, read as Rails reads it.
require "active_record"
require "active_support/configuration_file"

ActiveRecord::Base.establish_connection(ActiveSupport::ConfigurationFile.parse(ARGV.fetch(0)).fetch("production"))
puts ActiveRecord::Base.connection.select_value(ENV.fetch("QUERY"))
