# As much of Homebrew as the formula asks for. Nothing is compiled: `cargo install` is noted, and the program is given.
#
#   ruby homebrew.rb FORMULA PROGRAM PREFIX
require "fileutils"
require "json"
require "pathname"

FORMULA, PROGRAM, PREFIX = ARGV

class Pathname
  def install(files)
    mkpath
    raise "no file" if files.empty?
    FileUtils.cp(files, self)
  end
end

class Formula
  @facts = {}
  class << self
    attr_reader :facts, :block

    def inherited(formula)
      super
      formula.instance_variable_set(:@facts, {})
    end

    %i[desc homepage url sha256 license].each { |name| define_method(name) { |value| facts[name] = value } }

    def depends_on(dependency)
      facts[:depends_on] = dependency
    end

    def test(&block)
      @block = block
    end
  end

  attr_reader :compiled

  def std_cargo_args
    ["--locked", "--path", "."]
  end

  def bin
    Pathname(PREFIX)/"bin"
  end

  def man1
    Pathname(PREFIX)/"man1"
  end

  def testpath
    Pathname(PREFIX)/"test"
  end

  def system(*command)
    if command.first == "cargo"
      @compiled = command
      bin.install([PROGRAM])
    else
      Kernel.system(*command.map(&:to_s), out: :err) || raise(command.join(" "))
    end
  end

  def shell_output(command)
    `#{command}`.tap { raise command unless $?.success? }
  end

  def generate_completions_from_executable(*command)
    folder = Pathname(PREFIX)/"completions"
    folder.mkpath
    %w[bash zsh fish].each { |shell| (folder/shell).write(shell_output((command + [shell]).join(" "))) }
  end

  def assert_match(pattern, text)
    raise "#{pattern} is not in: #{text}" unless text.include?(pattern)
  end
end

load FORMULA
formula = Pgcerts.new
formula.install
formula.testpath.mkpath
Dir.chdir(formula.testpath) { formula.instance_exec(&Pgcerts.block) }
puts JSON.generate(Pgcerts.facts.merge(compiled: formula.compiled))
