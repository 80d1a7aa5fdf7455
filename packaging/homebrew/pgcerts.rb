class Pgcerts < Formula
  desc "Root certificates for PostgreSQL clients: pinned, installed, checked"
  homepage "@REPOSITORY@"
  url "@DOWNLOADS@/@ARCHIVE@.tar.gz"
  sha256 "@SHA256@"
  license any_of: ["MIT", "Apache-2.0"]

  depends_on "rust" => :build

  def install
    system "cargo", "install", *std_cargo_args
    system bin/"pgcerts", "man", "--quiet", "man"
    man1.install Dir["man/*.1"]
    generate_completions_from_executable(bin/"pgcerts", "completions")
  end

  test do
    system bin/"pgcerts", "install", "--offline", "--dest", testpath/"root.crt"
    assert_match "DigiCert Global Root G2", shell_output("#{bin}/pgcerts status --dest #{testpath}/root.crt")
  end
end
