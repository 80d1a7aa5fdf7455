# pg for Ruby.

# SNIPPET
puts connection.exec(ENV.fetch("QUERY")).getvalue(0, 0)
